import { Readable } from 'node:stream';
import type { ImportContext } from '@imports';
import { readCreditFile } from './carrier-book.file';

const context: ImportContext = {
  importId: '00000000-0000-4000-8000-000000000001',
  name: 'credit_VIETTEL_20211115.csv',
  sha256: '0'.repeat(64),
  uploader: { id: 'a', role: 'CARRIER_AGENT', unit: 'VIETTEL' },
  mode: 'apply',
  options: {},
  today: '2021-11-16',
  receivedAt: '2021-11-16T03:00:00.000Z',
  released: false,
};

const GRANT = '0a0a0a0a-0000-5000-8000-000000000001';
const QUOTA = 4_294_967_296;
const HEADER = 'H|VIETTEL|2021-11-15|1|BINARY|CALENDAR_DAY';
const credit = (
  more: { grant?: string; bytes?: number | string; txn?: string; day?: string; end?: string } = {},
): string =>
  [
    more.grant ?? GRANT,
    '',
    '',
    more.day ?? '2021-11-15',
    more.bytes ?? QUOTA,
    more.txn ?? 'T1',
    more.end ?? 'CREDITED|',
  ].join('|');

const read = async (text: string, more: Partial<ImportContext> = {}) => {
  const items = [];
  for await (const item of readCreditFile(Readable.from([Buffer.from(text)]), { ...context, ...more }))
    items.push(item);
  return items;
};

describe("reading a carrier's file of credits", () => {
  it('reads the header, each line, and the header again with the sum of bytes', async () => {
    const text = [
      HEADER,
      credit(),
      credit({ txn: 'T2', bytes: 0, end: 'FAILED|SIM_BLOCKED' }),
      `T|2|${QUOTA}`,
      '',
    ].join('\n');
    expect(await read(text)).toEqual([
      {
        kind: 'header',
        header: {
          carrier: 'VIETTEL',
          serviceDate: '2021-11-15',
          fileNo: 1,
          unitBase: 'BINARY',
          periodMode: 'CALENDAR_DAY',
          bytes: '0',
        },
      },
      {
        kind: 'row',
        row: {
          line: 2,
          issues: [],
          row: {
            grantId: GRANT,
            serviceDate: '2021-11-15',
            bytes: QUOTA,
            carrierTxnId: 'T1',
            outcome: 'CREDITED',
            code: null,
          },
        },
      },
      {
        kind: 'row',
        row: {
          line: 3,
          issues: [],
          row: {
            grantId: GRANT,
            serviceDate: '2021-11-15',
            bytes: 0,
            carrierTxnId: 'T2',
            outcome: 'FAILED',
            code: 'SIM_BLOCKED',
          },
        },
      },
      expect.objectContaining({ kind: 'header' }),
    ]);
  });

  it.each([
    ['', 'EMPTY_FILE'],
    [`${HEADER}\nT|0|0\n`, 'EMPTY_FILE'],
    [`H|NOBODY|2021-11-15|1|BINARY|CALENDAR_DAY\n`, 'HEADER'],
    [`${HEADER.replace('BINARY', 'OCTAL')}\n`, 'HEADER'],
    [`${HEADER.replace('-15', '-14')}\n${credit()}\nT|1|${QUOTA}\n`, 'HEADER_DATE'],
    [`${HEADER}\n${credit()}\nT|2|${QUOTA}\n`, 'CONTROL_TOTAL'],
    [`${HEADER}\n${credit()}\nT|1|${QUOTA - 1}\n`, 'CONTROL_TOTAL'],
    [`${HEADER}\n${credit()}\n`, 'CONTROL_TOTAL'],
    [`${HEADER}\n${credit()}\nT|1|${QUOTA}\n${credit()}\n`, 'CONTROL_TOTAL'],
  ])('refuses the whole of %j as %s', async (text, code) =>
    expect((await read(text)).at(-1)).toMatchObject({ kind: 'refused', code }),
  );

  it('refuses a file of a day that has not come', async () =>
    expect(await read(`${HEADER}\n${credit()}\nT|1|${QUOTA}\n`, { today: '2021-11-14' })).toMatchObject([
      { kind: 'refused', code: 'FUTURE' },
    ]));

  it('holds a file that seems to count megabytes, and reads it once released', async () => {
    const text = `${HEADER}\n${credit({ bytes: 4096 })}\n${credit({ bytes: 4096, txn: 'T2' })}\n${credit({ txn: 'T3' })}\nT|3|${QUOTA + 8192}\n`;
    expect((await read(text)).at(-1)).toMatchObject({ kind: 'held', code: 'UNIT_SUSPECT' });
    expect((await read(text, { released: true })).at(-2)).toMatchObject({ kind: 'row', row: { line: 4 } });
  });

  it.each([
    [credit({ bytes: '-1' }), 'INTEGER_RANGE', 'REJECTED'],
    [credit({ bytes: '9007199254740993' }), 'INTEGER_RANGE', 'REJECTED'],
    [credit({ txn: '0912 345 678' }), 'CARRIER_TXN', 'REJECTED'],
    [credit({ day: '2021-11-31' }), 'DATE', 'REJECTED'],
    [credit({ day: '2021-11-17' }), 'FUTURE', 'REJECTED'],
    [credit({ end: 'MAYBE|' }), 'CHOICE', 'REJECTED'],
    [credit({ bytes: 5, end: 'FAILED|X1' }), 'INTEGER_RANGE', 'REJECTED'],
    [`${credit()}|more`, 'CSV_SHAPE', 'REJECTED'],
    [credit({ grant: 'G-17' }), 'UNKNOWN_GRANT', 'QUEUED'],
  ])('leaves out the line %j as %s', async (bad, code, severity) => {
    const items = await read(`${HEADER}\n${bad}\n${credit({ txn: 'T9' })}\nT|0|0\n`);
    expect(items[1]).toMatchObject({ kind: 'left-out', line: 2, issues: [{ code, severity }] });
    expect(items[2]).toMatchObject({ kind: 'row', row: { line: 3 } });
  });
});
