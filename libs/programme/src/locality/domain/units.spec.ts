import { execFileSync } from 'node:child_process';
import districts from './districts-hai-phong-2021.json';
import { checkUnit, provinceIn, provincesOf, repairProvinceCode, unitName, unitStreamId } from './units';

describe('the sets of units', () => {
  it('are 63 provinces and 34, and every one of the 63 is in exactly one of the 34', () => {
    expect(provincesOf('V2021')).toHaveLength(63);
    expect(provincesOf('V2025')).toHaveLength(34);
    const rolledUp = provincesOf('V2021').map(({ code }) => provinceIn(code, 'V2025'));
    expect(new Set(rolledUp)).toEqual(new Set(provincesOf('V2025').map(({ code }) => code)));
  });
  it('give a code another territory from 2025-07-01 on', () => {
    expect(unitName('15', 'V2021')).toBe('Yên Bái');
    expect(unitName('15', 'V2025')).toBe('Lào Cai');
    expect(provinceIn('30', 'V2025')).toBe('31');
    expect(provinceIn('30', 'V2021')).toBe('30');
    expect(unitStreamId('31', '2021-09-01')).not.toBe(unitStreamId('31', '2025-07-01'));
  });
  it('have the districts of Hải Phòng that the package has', () => {
    const listed = districtsOfThePackage().filter(({ idProvince }) => idProvince === '31');
    expect(districts.districts.map(({ code }) => code)).toEqual(listed.map(({ idDistrict }) => idDistrict));
    for (const [index, { name }] of districts.districts.entries())
      expect(listed[index]!.name.endsWith(name)).toBe(true);
  });
});

describe('a unit code', () => {
  it('gets back the leading zero that a spreadsheet took', () => {
    expect(repairProvinceCode('1')).toBe('01');
    expect(repairProvinceCode('31')).toBe('31');
    expect(repairProvinceCode('3')).toBeNull();
  });
  it('is refused after its unit ended, with the successor', () => {
    expect(checkUnit('30', '30', '2025-06-30')).toMatchObject({ kind: 'ok' });
    expect(checkUnit('30', '30', '2025-08-01')).toEqual({
      kind: 'refused',
      code: 'ADMIN_NOT_VALID_ON_DATE',
      successor: '31',
    });
    expect(checkUnit('303', '31', '2025-07-01')).toEqual({
      kind: 'refused',
      code: 'ADMIN_NOT_VALID_ON_DATE',
      successor: '31',
    });
  });
  it('is refused outside its province', () => {
    expect(checkUnit('303', '31', '2021-10-01')).toMatchObject({ kind: 'ok', unit: { name: 'Hồng Bàng' } });
    expect(checkUnit('001', '31', '2021-10-01')).toEqual({ kind: 'refused', code: 'ADMIN_PARENT' });
    expect(checkUnit('31', '30', '2021-10-01')).toEqual({ kind: 'refused', code: 'ADMIN_PARENT' });
    expect(checkUnit('99', '99', '2021-10-01')).toEqual({ kind: 'refused', code: 'ADMIN_UNKNOWN' });
  });
});

/** The package loads its data by dynamic import, which Jest can't do: asked in a process of its own. */
const districtsOfThePackage = (): readonly { idProvince: string; idDistrict: string; name: string }[] => {
  const script = `require('vietnam-provinces-js').Districts.getAllDistricts().then((all) => console.log(JSON.stringify(all)))`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
};
