import { choiceCell, dayCell, instantCell, integerCell, masked, moneyCell, textCell } from './cells';

const today = '2021-11-30';

describe('a cell with a number', () => {
  const quantity = (raw: string, thousands?: '.' | ',') =>
    integerCell('quantity', raw, { min: 1, max: 10_000_000, thousands });

  it.each(['1e6', '1.5', '-5', '0', '1000000000000', 'một'])('refuses %s as INTEGER_RANGE', (raw) =>
    expect(quantity(raw)).toMatchObject({ value: null, issue: { severity: 'REJECTED', code: 'INTEGER_RANGE' } }),
  );

  it.each(['1.000', '1,000', '130,273', '92.600'])(
    'refuses %s without a declared separator as AMBIGUOUS_NUMBER',
    (raw) => expect(quantity(raw).issue?.code).toBe('AMBIGUOUS_NUMBER'),
  );

  it('reads the declared separator', () => expect(quantity('92.600', '.')).toEqual({ value: 92_600 }));

  it('still refuses the other separator', () => expect(quantity('130,273', '.').issue?.code).toBe('AMBIGUOUS_NUMBER'));
});

describe('a cell with money', () => {
  it.each([
    ['2,5 triệu', '2500000'],
    ['3 tỷ', '3000000000'],
    ['500 nghìn', '500000'],
  ])('refuses %s and suggests %s', (raw, suggestion) =>
    expect(moneyCell('unitVnd', raw, {}).issue).toMatchObject({ code: 'MONEY_FORMAT', suggestion }),
  );

  it('refuses decimals', () => expect(moneyCell('unitVnd', '2500000.50', {}).issue?.code).toBe('MONEY_FORMAT'));
  it.each(['100 USD', '$100'])('refuses %s as CURRENCY', (raw) =>
    expect(moneyCell('unitVnd', raw, {}).issue?.code).toBe('CURRENCY'),
  );
  it('takes đồng', () => expect(moneyCell('unitVnd', '2500000 đ', {})).toEqual({ value: 2_500_000 }));
});

describe('a cell with a day', () => {
  it.each(['31/02/2022', '2021-13-01', '11/10/21'])('refuses %s as DATE', (raw) =>
    expect(dayCell('receivedOn', raw, { dateOrder: 'DMY' }, today).issue?.code).toBe('DATE'),
  );

  it('suggests the day of an Excel serial', () =>
    expect(dayCell('receivedOn', '44479', {}, today).issue).toMatchObject({ code: 'DATE', suggestion: '2021-10-10' }));

  it('refuses slashes without a declared order', () =>
    expect(dayCell('receivedOn', '10/11/2021', {}, today).issue?.code).toBe('DATE_ORDER'));

  it('reads slashes in the declared order', () =>
    expect(dayCell('receivedOn', '10/11/2021', { dateOrder: 'DMY' }, today)).toEqual({ value: '2021-11-10' }));

  it('refuses the future and queues what was before the programme', () => {
    expect(dayCell('receivedOn', '2021-12-01', {}, today).issue?.code).toBe('FUTURE');
    expect(dayCell('receivedOn', '2020-12-01', {}, today)).toMatchObject({
      value: '2020-12-01',
      issue: { severity: 'QUEUED', code: 'HISTORICAL' },
    });
  });
});

describe('a cell with an instant', () => {
  it('assumes Vietnam time where no zone is given, with a warning', () =>
    expect(instantCell('activatedAt', '2021-11-15 08:30', '2021-11-30T00:00:00.000Z')).toMatchObject({
      value: '2021-11-15T01:30:00.000Z',
      issue: { severity: 'WARNING', code: 'ZONE_ASSUMED' },
    }));
  it('reads a zone', () =>
    expect(instantCell('activatedAt', '2021-11-15T08:30:00+07:00', '2021-11-30T00:00:00.000Z')).toEqual({
      value: '2021-11-15T01:30:00.000Z',
    }));
});

describe('a cell with text', () => {
  it('normalises decomposed Vietnamese with a warning', () =>
    expect(textCell('maker', 'Hải Phòng'.normalize('NFD'))).toMatchObject({
      value: 'Hải Phòng',
      issue: { code: 'NORMALISED' },
    }));
  it.each(['=1+1', '+84', '-1', '@x'])('keeps %s as text, with a warning', (raw) =>
    expect(textCell('maker', raw)).toMatchObject({ value: raw, issue: { severity: 'WARNING', code: 'FORMULA' } }),
  );
  it('refuses a right-to-left override', () => expect(textCell('maker', 'abc\u202edef').issue?.code).toBe('TEXT'));
  it('reads a choice whatever its case', () =>
    expect(choiceCell('type', ' tablet', ['TABLET', 'LAPTOP'] as const)).toEqual({ value: 'TABLET' }));
  it('masks all but the last two characters', () => expect(masked('0912345678')).toBe('••••••••78'));
});
