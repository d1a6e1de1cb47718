import { randomUUID } from 'node:crypto';
import { DONATION, manifest } from './support/facts';
import { registerProgramme, startProgramme, type Programme } from './support/programme';
import { expectNothingRecorded } from './support/refusals';
import { sendFile, type ImportIssue, type SentFile, type SentImport } from './support/uploads';

/** A start makes a database, and other suites keep the machine busy. */
jest.setTimeout(180_000);

/** Numbers pass the check of Luhn. */
const IMEI = '490154203237518';
const OTHER_IMEI = '356938035643809';

describe('files that are not as they should be', () => {
  let programme: Programme;
  beforeAll(async () => {
    programme = await startProgramme();
    await registerProgramme(programme);
  });
  afterAll(() => programme?.stop());

  const send = (content: string | Buffer, more: Partial<SentFile> = {}): Promise<SentImport> =>
    programme.file({ kind: 'F4', name: 'manifest.csv', token: programme.people.clerk, content, ...more });
  /** Each file has bytes of its own: a lot is named after the test. */
  const rows = (...given: readonly Readonly<Record<string, string>>[]): string => manifest(given);
  const codes = ({ issues }: SentImport): readonly string[] => issues.map(({ code }) => code);
  const received = async ({ id }: SentImport): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await programme.events({ importId: id, types: ['DeviceReceived'] })).map(
      ({ body }) => (JSON.parse(body) as { readonly data: Readonly<Record<string, unknown>> }).data,
    );
  const expectWholeFileRefused = async (sent: SentImport, code: string): Promise<void> => {
    expect(sent).toMatchObject({ status: 202, state: 'REJECTED', code, issues: [] });
    await expectNothingRecorded(programme, sent.id, JSON.stringify(sent));
  };
  /** One row of the file is left out, for this reason alone; whoever sent it is told in both languages. */
  const expectRowRefused = async (sent: SentImport, issue: Partial<ImportIssue>): Promise<void> => {
    expect(sent.state).toBe('REJECTED');
    expect(sent.issues).toEqual([expect.objectContaining({ line: '2', ...issue })]);
    expect([sent.issues[0]!.message_vi, sent.issues[0]!.message_en]).toEqual([
      expect.stringMatching(/\S/),
      expect.stringMatching(/\S/),
    ]);
    await expectNothingRecorded(programme, sent.id, sent.text);
  };

  describe('row 1', () => {
    it.each([
      ['an empty file', '', 'e.csv'],
      ['a header only', manifest([]), 'h.csv'],
    ])('%s: EMPTY_FILE', async (_, content, name) => {
      await expectWholeFileRefused(await send(content, { name }), 'EMPTY_FILE');
    });
  });

  it('row 2: another encoding: ENCODING, with a guess and three lines from where it begins', async () => {
    const [header, row] = rows({ serial: 'R2', maker: 'H' }).split('\n');
    const lines = [`${header}\n`, row!.replace(',H,', ',H\xb6i Ph\xdfng,'), '\n'].map((line) =>
      Buffer.from(line, 'latin1'),
    );
    const sent = await send(Buffer.concat(lines));
    await expectWholeFileRefused(sent, 'ENCODING');
    expect(sent.facts).toMatchObject({ guess: 'TCVN3 (ABC)', byteOffset: lines[0]!.length });
    expect(sent.facts.preview).toContain('H¶i Phßng');
  });

  it('row 3: decomposed Vietnamese: recorded in NFC, NORMALISED', async () => {
    const sent = await send(rows({ serial: 'R3', model: 'Máy tính bảng'.normalize('NFD') }));
    expect(sent.state).toBe('COMPLETED');
    expect(sent.issues).toEqual([expect.objectContaining({ line: '2', code: 'NORMALISED', field: 'model' })]);
    expect(await received(sent)).toEqual([expect.objectContaining({ model: 'Máy tính bảng'.normalize('NFC') })]);
  });

  describe('row 4', () => {
    it.each([
      ['a missing', (text: string) => text.replace('maker,', 'm,')],
      ['a doubled', (text: string) => text.replace('model,', 'maker,')],
    ])('%s header: HEADER', async (_, spoil) => {
      const sent = await send(spoil(rows({ serial: 'R4' })));
      await expectWholeFileRefused(sent, 'HEADER');
      expect(sent.facts).toEqual({ columns: 'maker' });
    });

    it('an unknown column: left out, with a warning', async () => {
      const sent = await send(rows({ serial: 'R4-X', ghiChu: 'đẹp' }).replace('receivedOn\n', 'receivedOn,ghiChu\n'));
      expect(sent.state).toBe('COMPLETED');
      expect(sent.issues).toEqual([expect.objectContaining({ code: 'HEADER_UNKNOWN', field: 'ghiChu' })]);
    });
  });

  describe('row 5', () => {
    it.each([
      ['fewer cells', (text: string) => text.replace(',2021-10-02', '')],
      ['more cells', (text: string) => text.replace(',2021-10-02', ',2021-10-02,more')],
      ['a NUL', (text: string) => text.replace('Tab A7', 'Tab\0A7')],
    ])('%s: that row is CSV_SHAPE', async (_, spoil) => {
      await expectRowRefused(await send(spoil(rows({ serial: 'R5' }))), { code: 'CSV_SHAPE' });
    });

    it('a quote that is not closed: the whole file is CSV_SHAPE, with the place', async () => {
      const sent = await send(rows({ serial: 'R5-Q' }).replace('Tab A7', '"Tab A7'));
      await expectWholeFileRefused(sent, 'CSV_SHAPE');
      expect(sent.facts.byteOffset).toBeGreaterThan(0);
    });
  });

  it('row 6: what begins like a formula is kept as text, and harmless in what we write', async () => {
    const sent = await send(rows({ serial: 'R6', model: '=1+1' }));
    expect(sent.state).toBe('COMPLETED');
    expect(sent.issues).toEqual([expect.objectContaining({ code: 'FORMULA', field: 'model', value: "'=1+1" })]);
    expect(await received(sent)).toEqual([expect.objectContaining({ model: '=1+1' })]);
  });

  it.each(['1e6', '1.5', '-5', '0', '1000000000000'])('row 8: %s gigabytes: INTEGER_RANGE', async (ramGb) => {
    const sent = await send(rows({ serial: `R8-${ramGb}`, ramGb }));
    await expectRowRefused(sent, { code: 'INTEGER_RANGE', field: 'ramGb' });
  });

  describe('rows 9 and 10', () => {
    it.each([
      ['2500000.50', 'MONEY_FORMAT', '2500000'],
      ['2 triệu', 'MONEY_FORMAT', '2000000'],
      ['1 tỷ', 'MONEY_FORMAT', '1000000000'],
      ['100 USD', 'CURRENCY', ''],
    ])('a price of %s: %s', async (unitVnd, code, suggestion) => {
      const sent = await send(rows({ serial: `R9-${suggestion}`, unitVnd }));
      await expectRowRefused(sent, { code, field: 'unitVnd', value: unitVnd, suggestion });
    });
  });

  describe('rows 11 to 13', () => {
    it.each([
      ['2022-02-31', 'DATE', ''],
      ['2021-13-01', 'DATE', ''],
      ['11/10/21', 'DATE', ''],
      ['44479', 'DATE', '2021-10-10'],
      ['2999-01-01', 'FUTURE', ''],
    ])('received on %s: %s', async (receivedOn, code, suggestion) => {
      const sent = await send(rows({ serial: `R11-${suggestion}`, receivedOn }));
      await expectRowRefused(sent, { code, field: 'receivedOn', value: receivedOn, suggestion });
    });

    it('31/02/2022 where the file declares its order: DATE', async () => {
      const sent = await send(rows({ serial: 'R11', receivedOn: '31/02/2022' }), { dateOrder: 'DMY' });
      await expectRowRefused(sent, { code: 'DATE', value: '31/02/2022' });
    });

    it('row 12: 10/11/2021 without a declared order: DATE_ORDER; with it, that day', async () => {
      const content = rows({ serial: 'R12', receivedOn: '10/11/2021' });
      await expectWholeFileRefused(await send(content), 'DATE_ORDER');
      const sent = await send(`${content}\n`, { dateOrder: 'DMY' });
      expect([sent.state, await received(sent)]).toEqual([
        'COMPLETED',
        [expect.objectContaining({ receivedOn: '2021-11-10' })],
      ]);
    });

    it('before 2021-09-01: recorded, and waits as HISTORICAL', async () => {
      const sent = await send(rows({ serial: 'R13', receivedOn: '2021-08-31' }));
      expect([sent.state, codes(sent), sent.counts.queued]).toEqual(['COMPLETED', ['HISTORICAL'], 1]);
      expect((await received(sent))[0]!.flags).toContain('HISTORICAL');
    });
  });

  describe('rows 31 to 34', () => {
    it.each([
      ['neither serial nor IMEI', 'DEVICE_ID', 'serial', { serial: '' }],
      ['an IMEI that fails Luhn', 'IMEI', 'imei1', { imei1: '490154203237517' }],
      ['an IMEI of 14 digits', 'IMEI', 'imei1', { imei1: '49015420323751' }],
      ['an IMEI of zeros', 'IMEI', 'imei1', { imei1: '000000000000000' }],
      ['an IMEI out of a spreadsheet', 'EXCEL_DAMAGED', 'imei1', { imei1: '3.5E+14' }],
      ['a serial «N/A»', 'PLACEHOLDER', 'serial', { serial: 'N/A' }],
      ['a serial «không có»', 'PLACEHOLDER', 'serial', { serial: 'không có' }],
      ['a serial «0000»', 'PLACEHOLDER', 'serial', { serial: '0000' }],
    ])('%s: %s', async (_, code, field, row) => {
      await expectRowRefused(await send(rows(row)), { code, field });
    });

    it('row 32: an IMEI of 16 digits is an IMEISV: trimmed, with a warning', async () => {
      const sent = await send(rows({ imei1: `${IMEI.slice(0, 14)}01` }));
      expect(sent.issues).toEqual([expect.objectContaining({ code: 'IMEISV', suggestion: IMEI })]);
      expect(await received(sent)).toEqual([expect.objectContaining({ imei: [IMEI] })]);
    });

    it('row 34: the same serial of another maker passes, of the same one it is DEVICE_EXISTS', async () => {
      expect((await send(rows({ serial: 'R34', imei1: OTHER_IMEI }))).state).toBe('COMPLETED');
      expect((await send(rows({ serial: 'R34', maker: 'Lenovo' }))).state).toBe('COMPLETED');
      const sent = await send(rows({ serial: 'R34', lotNo: 'LO-34' }));
      await expectRowRefused(sent, { code: 'DEVICE_EXISTS', field: 'serial', value: 'R34' });
    });
  });

  it('row 35: counted is not what was manifested: DISCREPANCY, and the surplus waits', async () => {
    await send(rows({ serial: 'R35', lotNo: 'LO-35' }));
    const count = { counted: 3, accepted: 3, rejected: 0, countedOn: '2021-10-03' };
    const receipt = await programme.record(`lots/${DONATION}-LO-35/count`, count, programme.people.clerk);
    expect(receipt.warnings).toEqual([{ code: 'DISCREPANCY' }]);
    await programme.quiet();
    expect(await programme.events({ stream: `lot-${DONATION}-LO-35`, types: ['LotSurplusAccepted'] })).toEqual([]);
    const resolution = { outcome: 'ACCEPTED', reason: 'COUNTED_AGAIN' };
    await programme.record(`exceptions/${receipt.eventIds[0]}/resolve`, resolution, programme.people.approver);
    const accepted = await programme.events({ stream: `lot-${DONATION}-LO-35`, types: ['LotSurplusAccepted'] });
    expect(accepted.map(({ body }) => JSON.parse(body).data.quantity)).toEqual([2]);
  });

  it.each(['499999', '50000001'])('row 36: a price of %s: recorded, and waits as PRICE_OUTLIER', async (unitVnd) => {
    const sent = await send(rows({ serial: `R36-${unitVnd}`, unitVnd }));
    expect([sent.state, codes(sent), sent.counts.queued]).toEqual(['COMPLETED', ['PRICE_OUTLIER'], 1]);
    expect((await received(sent))[0]!.flags).toContain('PRICE_OUTLIER');
  });

  describe('row 49', () => {
    it('the same file under the same key: 200 with the first id, and nothing more', async () => {
      const [key, content] = [randomUUID(), rows({ serial: 'R49' })];
      const first = await send(content, { key });
      const size = await programme.size();
      const again = await send(content, { key });
      expect([again.status, again.id, again.known]).toEqual([200, first.id, undefined]);
      expect(await programme.size()).toBe(size);
    });

    it('another file under the same key: IDEMPOTENCY_KEY_REUSED', async () => {
      const key = randomUUID();
      await send(rows({ serial: 'R49-A' }), { key });
      const file: SentFile = { kind: 'F4', name: 'b.csv', token: programme.people.clerk, content: 'x', key };
      const response = await sendFile(programme.system, file);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        409,
        'IDEMPOTENCY_KEY_REUSED',
      ]);
    });
  });
});
