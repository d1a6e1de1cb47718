import { ageOn, isPersonalId, nameKey, namesakeKey, needsOwnConsent, personFlags } from './person';

const child = { fullName: 'Trần Thị Thử', dateOfBirth: '2009-11-30' };

describe('a personal number', () => {
  it('has 12 digits and a province', () => expect(isPersonalId('031309000001')).toBe(true));
  it.each(['031309000', '03130900001', '0313090000011', '03130900000A', '000309000001', '097309000001'])(
    'is not %s',
    (text) => expect(isPersonalId(text)).toBe(false),
  );
});

describe('age', () => {
  it('goes up on the birthday', () => {
    expect(ageOn('2009-11-30', '2021-11-29')).toBe(11);
    expect(ageOn('2009-11-30', '2021-11-30')).toBe(12);
  });
  it('of seven asks for the own consent', () => {
    expect(needsOwnConsent('2014-11-30', '2021-11-29')).toBe(false);
    expect(needsOwnConsent('2014-11-30', '2021-11-30')).toBe(true);
  });
});

describe('what is looked at', () => {
  const flags = (change: Partial<Parameters<typeof personFlags>[0]>) =>
    personFlags({ ...child, ...change }, '2021-10-01');
  it('is nothing where all is well', () => {
    expect(flags({})).toEqual([]);
    expect(flags({ personalId: '031309000001', sex: 'FEMALE' })).toEqual([]);
    expect(flags({ personalId: '031209000001', sex: 'MALE' })).toEqual([]);
  });
  it.each([
    ['ID_MISMATCH', { personalId: '031310000001' }],
    ['ID_MISMATCH', { personalId: '031309000001', sex: 'MALE' as const }],
    ['ID_MISMATCH', { personalId: '031109000001' }],
    ['AGE_RANGE', { dateOfBirth: '2017-10-01' }],
    ['AGE_RANGE', { dateOfBirth: '1990-01-01' }],
    ['NAME_INCOMPLETE', { fullName: 'Trần Thị ?' }],
  ])('%s', (flag, change) => expect(flags(change)).toEqual([flag]));
});

describe('a name', () => {
  it.each([
    ['Trần Thị Hòa', 'TRẦN THỊ HOÀ'],
    ['Nguyễn Thúy', 'nguyễn  thuý '],
    ['Lê Khỏe', 'Lê Khoẻ'],
    ['Trần Thị Thử', 'Trần Thị Thử'.normalize('NFD')],
  ])('%s is %s', (one, other) => expect(nameKey(one)).toBe(nameKey(other)));
  it.each([
    ['Trần Thị Hoa', 'Trần Thị Hòa'],
    ['Trần Thị Hóa', 'Trần Thị Hòa'],
    ['Lê Văn Đan', 'Lê Văn Dan'],
    ['Lê Thị Thu', 'Lê Thị Thư'],
    ['Lê Thu Hà', 'Lê Thuhà'],
  ])('%s is not %s', (one, other) => expect(nameKey(one)).not.toBe(nameKey(other)));
  it('makes a namesake with the day of birth and the school: twins have names of their own', () => {
    const key = namesakeKey(child, '31-TEST-001');
    expect(namesakeKey({ ...child, fullName: 'trần thị thử' }, '31-TEST-001')).toBe(key);
    const others = [
      namesakeKey({ ...child, fullName: 'Trần Thị Thử Hai' }, '31-TEST-001'),
      namesakeKey({ ...child, dateOfBirth: '2009-11-29' }, '31-TEST-001'),
      namesakeKey(child, '31-TEST-002'),
    ];
    expect(others).not.toContain(key);
  });
});
