import { Readable } from 'node:stream';
import { csvCell, readCsv, type CsvShape } from './csv-file';
import type { ImportContext, ReadItem } from './import-kind';
import { textCell } from './cells';

const context: ImportContext = {
  importId: '00000000-0000-4000-8000-000000000001',
  name: 'manifest.csv',
  sha256: '0'.repeat(64),
  uploader: { id: 'a', role: 'DATA_ENTRY', unit: null },
  mode: 'apply',
  options: {},
  today: '2021-11-30',
  receivedAt: '2021-11-30T03:00:00.000Z',
  released: false,
};

const shape: CsvShape<{ readonly lotNo: string; readonly maker: string }> = {
  columns: [
    { name: 'lotNo', aliases: ['Số lô'], required: true },
    { name: 'maker', aliases: ['Hãng sản xuất'], required: false },
  ],
  row: (cells) => {
    const maker = textCell('maker', cells.maker!);
    return { row: { lotNo: cells.lotNo!, maker: maker.value ?? '' }, issues: maker.issue ? [maker.issue] : [] };
  },
};

const read = async (...pieces: readonly (string | Buffer)[]): Promise<readonly ReadItem<unknown>[]> => {
  const items: ReadItem<unknown>[] = [];
  for await (const item of readCsv(Readable.from(pieces.map((piece) => Buffer.from(piece))), context, shape))
    items.push(item);
  return items;
};

describe('reading a CSV file', () => {
  it('reads rows under English or Vietnamese headers, comma or semicolon, with or without BOM', async () => {
    const row = { kind: 'row', row: { line: 2, row: { lotNo: 'L1', maker: 'Masstel' }, issues: [] } };
    expect(await read('lotNo,maker\nL1,Masstel\n')).toEqual([row]);
    expect(await read('\ufeffSố lô;Hãng sản xuất\r\nL1;Masstel\r\n')).toEqual([row]);
  });

  it('reads the same whatever the pieces in which the bytes come', async () => {
    const bytes = Buffer.from('Số lô,Hãng sản xuất\nL1,"Máy, tính"\nL2,Việt\n');
    const whole = await read(bytes);
    expect(whole).toHaveLength(2);
    expect(await read(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual(whole);
  });

  it.each([
    ['', 'EMPTY_FILE'],
    ['lotNo,maker\n', 'EMPTY_FILE'],
    ['maker\nMasstel\n', 'HEADER'],
    ['lotNo,lotNo\nL1,L2\n', 'HEADER'],
    ['lotNo,maker\nL1,"Masstel\n', 'CSV_SHAPE'],
  ])('refuses the whole of %j as %s', async (text, code) =>
    expect(await read(text)).toMatchObject([{ kind: 'refused', code }]),
  );

  it('warns of an unknown column and reads the rest', async () =>
    expect(await read('lotNo,maker,note\nL1,Masstel,x\n')).toMatchObject([
      { kind: 'row', row: { issues: [{ severity: 'WARNING', code: 'HEADER_UNKNOWN', field: 'note' }] } },
    ]));

  it('leaves out a row with more or fewer cells, or a NUL', async () =>
    expect(await read('lotNo,maker\nL1\nL2,a,b\nL3,a\0b\nL4,ok\n')).toMatchObject([
      { kind: 'left-out', line: 2, issues: [{ code: 'CSV_SHAPE' }] },
      { kind: 'left-out', line: 3, issues: [{ code: 'CSV_SHAPE' }] },
      { kind: 'left-out', line: 4, issues: [{ code: 'CSV_SHAPE' }] },
      { kind: 'row', row: { line: 5 } },
    ]));

  it('leaves out a row whose required cell is empty', async () =>
    expect(await read('lotNo,maker\n,Masstel\n')).toMatchObject([
      { kind: 'left-out', line: 2, issues: [{ code: 'REQUIRED', field: 'lotNo' }] },
    ]));

  it('names the likely encoding of a file that is not UTF-8', async () => {
    const tcvn3 = Buffer.from('lotNo,maker\nL1,H\xb6i Ph\xdfng\n', 'latin1');
    expect(await read(tcvn3)).toMatchObject([{ kind: 'refused', code: 'ENCODING', facts: { guess: 'TCVN3 (ABC)' } }]);
    const utf16 = Buffer.from('\ufefflotNo,maker\nL1,a\n', 'utf16le');
    expect(await read(utf16)).toMatchObject([{ kind: 'refused', code: 'ENCODING', facts: { guess: 'UTF-16' } }]);
  });

  it('keeps a formula as text on the way in, and defuses it on the way out', async () => {
    expect(await read('lotNo,maker\nL1,=1+1\n')).toMatchObject([
      { kind: 'row', row: { row: { maker: '=1+1' }, issues: [{ severity: 'WARNING', code: 'FORMULA' }] } },
    ]);
    expect(csvCell('=1+1')).toBe("'=1+1");
    expect(csvCell('a,"b"')).toBe('"a,""b"""');
  });
});
