import { execFileSync } from 'node:child_process';
import {
  districts,
  isInProvince,
  provinceCodes,
  provinceIn,
  provinceName,
  repairProvinceCode,
  successorOf,
  unitOn,
  unitsVersionOn,
} from '.';

/** What the package says, asked in a process of its own: it loads its data by `import()`, which Jest can't. */
const packaged = <T>(entry: string, getter: string): readonly T[] =>
  JSON.parse(
    execFileSync(
      process.execPath,
      ['-e', `require('vietnam-provinces-js/${entry}').${getter}().then((all) => console.log(JSON.stringify(all)))`],
      { encoding: 'utf8' },
    ),
  ) as readonly T[];

describe('the provinces', () => {
  it('are 63 to 2025-06-30 and 34 after', () => {
    expect([provinceCodes('V2021').length, provinceCodes('V2025').length]).toEqual([63, 34]);
    expect([unitsVersionOn('2025-06-30'), unitsVersionOn('2025-07-01')]).toEqual(['V2021', 'V2025']);
  });
  it('of 2021 are those of the package', () => {
    const codes = packaged<{ idProvince: string }>('provinces', 'getAllProvince').map(({ idProvince }) => idProvince);
    expect(provinceCodes('V2021').toSorted()).toEqual(codes.toSorted());
  });
  it('of 2021 each belong to exactly one of 2025, and each of 2025 has some', () => {
    const rolled = provinceCodes('V2021').map((code) => provinceIn(code, 'V2025'));
    expect(new Set(rolled)).toEqual(new Set(provinceCodes('V2025')));
    expect(provinceCodes('V2021').every((code) => successorOf(code) !== undefined)).toBe(true);
  });
  it('Hải Dương and Hải Phòng are Hải Phòng, and stay two in the view of 2021', () => {
    expect([provinceIn('30', 'V2025'), provinceIn('31', 'V2025')]).toEqual(['31', '31']);
    expect([provinceIn('30', 'V2021'), provinceIn('31', 'V2021')]).toEqual(['30', '31']);
  });
  it('the same code can be another territory', () =>
    expect([provinceName('15', 'V2021'), provinceName('15', 'V2025')]).toEqual(['Yên Bái', 'Lào Cai']));
});

describe('the districts of Hải Phòng', () => {
  it('are the fifteen of the package, by code and by name', () => {
    type District = { idProvince: string; idDistrict: string; name: string };
    const all = packaged<District>('districts', 'getAllDistricts');
    const ofPackage = all.filter(({ idProvince }) => idProvince === '31');
    const bare = (name: string): string => name.replace(/^(Quận|Huyện|Thành phố|Thị xã) /, '').normalize('NFC');
    expect(districts).toHaveLength(15);
    expect(districts.map(({ code, name }) => [code, name.normalize('NFC')])).toEqual(
      ofPackage.map(({ idDistrict, name }) => [idDistrict, bare(name)]),
    );
  });
});

describe('a code on a day', () => {
  it.each([
    ['31', '2021-09-12', 'Hải Phòng'],
    ['30', '2025-06-30', 'Hải Dương'],
    ['31', '2025-07-01', 'Hải Phòng'],
    ['303', '2025-06-30', 'Hồng Bàng'],
    ['11407', '2021-09-12', '11407'],
  ])('%s on %s is %s', (code, day, name) => expect(unitOn(code, day)).toMatchObject({ kind: 'unit', unit: { name } }));
  it.each([
    ['30', '2025-07-01', '31'],
    ['303', '2025-07-01', '31'],
    ['001', '2025-07-15', null],
  ])('%s is not valid on %s; its successor is %s', (code, day, successor) =>
    expect(unitOn(code, day)).toEqual({ kind: 'not-valid', successor }),
  );
  it.each(['99', '3', '31-', '1234', ''])('%p names nothing', (code) =>
    expect(unitOn(code, '2021-09-12')).toEqual({ kind: 'unknown' }),
  );
  it('stands in its province', () => {
    expect([isInProvince('303', '31'), isInProvince('303', '30'), isInProvince('31', '30')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(isInProvince('11407', '31')).toBe(true);
  });
});

describe('a code that lost its zero', () => {
  it.each([
    ['1', { code: '01', repaired: true }],
    [' 31 ', { code: '31', repaired: false }],
    ['3', null],
    ['X1', null],
    ['', null],
  ])('%p is read as %p', (cell, expected) => expect(repairProvinceCode(cell)).toEqual(expected));
});
