import { uuidV5 } from '@event-store';
import { type ImportHarness, importHarness } from '@imports/testing';
import { allEvents } from '@programme/catalogue';
import { QUOTA_BYTES_PER_DAY } from '../../shared';
import { GRANT } from '../domain/carrier-book.fixtures';
import { creditFileName, creditImport } from './carrier-book.import';

const DAY = '2021-11-15';
const OTHER_GRANT = '0a0a0a0a-0000-5000-8000-000000000002';
const agent = { id: 'agent', role: 'CARRIER_AGENT', unit: 'VIETTEL' };

const credit = (grantId: string, txn: string, more: { readonly day?: string; readonly bytes?: number } = {}) => ({
  text: `${grantId}|||${more.day ?? DAY}|${more.bytes ?? QUOTA_BYTES_PER_DAY}|${txn}|CREDITED|`,
  bytes: more.bytes ?? QUOTA_BYTES_PER_DAY,
});
type Credit = ReturnType<typeof credit>;

const fileOf = (fileNo: number, ...credits: readonly Credit[]): string => {
  const bytes = credits.reduce((sum, one) => sum + BigInt(one.bytes), 0n);
  const header = `H|VIETTEL|${DAY}|${fileNo}|BINARY|CALENDAR_DAY`;
  return [header, ...credits.map(({ text }) => text), `T|${credits.length}|${bytes}`, ''].join('\n');
};

describe('F8, a carrier’s file of credits, to its books', () => {
  let imports: ImportHarness;
  beforeEach(async () => {
    imports = await importHarness([creditImport], allEvents, '2021-11-16T03:00:00.000Z');
  });
  afterEach(() => imports.close());

  const send = (text: string, mode: 'apply' | 'dry-run' = 'apply', uploader = agent) =>
    imports.send(creditImport, text, { name: creditFileName('VIETTEL', DAY), mode, uploader });
  const typesOf = async (stream: string): Promise<readonly string[]> =>
    (await imports.events(stream)).map(({ type }) => type);
  const lines = [credit(GRANT, 'VT-1'), credit(OTHER_GRANT, 'VT-2')];

  it('counts once, however often it is sent', async () => {
    const first = await send(fileOf(1, ...lines));
    expect(first).toMatchObject({ known: false, state: 'COMPLETED', counts: { recorded: 2, repeated: 0 } });
    expect(await send(fileOf(1, ...lines))).toMatchObject({ id: first.id, known: true });
    const next = await send(fileOf(2, ...lines));
    expect(next).toMatchObject({ known: false, state: 'COMPLETED', counts: { recorded: 0, repeated: 2, events: 0 } });
    expect(await typesOf('book-')).toEqual(['DailyQuotaCredited', 'DailyQuotaCredited']);
    expect(await typesOf('carrierday-viettel-20211115')).toEqual([
      'CarrierDayOpened',
      'CarrierFileReceived',
      'CarrierFileApplied',
      'CarrierFileReceived',
      'CarrierFileApplied',
    ]);
  });

  it('records another statement about the same grant and day as a conflict', async () => {
    await send(fileOf(1, ...lines));
    await send(fileOf(2, credit(GRANT, 'VT-9'), lines[1]!));
    const events = await imports.events('book-');
    expect(events.map(({ type }) => type)).toEqual([
      'DailyQuotaCredited',
      'DailyQuotaCredited',
      'CreditConflictRecorded',
    ]);
    expect(events[2]!.data).toMatchObject({ grantId: GRANT, carrierTxnId: 'VT-9', code: 'DUPLICATE' });
  });

  it('puts a line of another day into that day’s book', async () => {
    await send(fileOf(1, credit(GRANT, 'VT-1'), credit(GRANT, 'VT-0', { day: '2021-11-14' })));
    expect(await typesOf('book-viettel-20211115-')).toEqual(['DailyQuotaCredited']);
    expect(await typesOf('book-viettel-20211114-')).toEqual(['DailyQuotaCredited']);
    expect(await typesOf('carrierday-viettel-20211114')).toEqual(['CarrierDayOpened']);
  });

  it('decides in a dry run as it would, and records nothing', async () => {
    const sent = await send(fileOf(1, ...lines), 'dry-run');
    expect(sent).toMatchObject({ state: 'VALIDATED', counts: { rows: 2, recorded: 2 } });
    expect(await imports.events('')).toEqual([]);
  });

  it('spreads a large file over the day’s books, each line once and in the order of the file', async () => {
    const grants = Array.from({ length: 2_500 }, (_, index) => uuidV5(GRANT, `grant ${index}`));
    const sent = await send(fileOf(1, ...grants.map((grantId, index) => credit(grantId, `VT-${index}`))));
    expect(sent).toMatchObject({ state: 'COMPLETED', counts: { recorded: 2_500, events: 2_500 } });
    const events = await imports.events('book-');
    expect(new Set(events.map(({ data }) => (data as { grantId: string }).grantId))).toEqual(new Set(grants));
    const books = new Map<string, number[]>();
    for (const { stream, data } of events) {
      const known = books.get(stream) ?? [];
      books.set(stream, [...known, (data as { line: number }).line]);
    }
    expect(books.size).toBe(8);
    for (const inBook of books.values()) expect(inBook).toEqual([...inBook].sort((one, other) => one - other));
  });

  it('takes no carrier’s file from another carrier, and no second file under a number that is used', async () => {
    const stranger = { ...agent, unit: 'MOBIFONE' };
    expect(await send(fileOf(1, ...lines), 'apply', stranger)).toMatchObject({
      state: 'REJECTED',
      code: 'OUT_OF_SCOPE',
    });
    await send(fileOf(1, ...lines));
    const reused = await send(fileOf(1, credit(GRANT, 'VT-9')));
    expect(reused).toMatchObject({ state: 'REJECTED', code: 'FILE_NO_REUSED' });
    expect(await typesOf('book-')).toHaveLength(2);
  });
});
