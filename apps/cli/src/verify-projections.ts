import {
  type TileSource,
  encodeBase64,
  parseCheckpoint,
  parseNote,
  authenticatedSource,
  rootFromTiles,
} from '@transparency-log';
import { nodeHashes } from '@verification';
import { connect } from './client';
import { exitCodes } from './failure';
import { type Output, table } from './output';

interface Built {
  readonly name: string;
  readonly position: string | null;
  readonly root: string | null;
}

/** Asked before the ledger is checked: so what they were built from is in the checkpoint that is checked. */
export const builtProjections = async (
  output: Output,
  url: string,
  as: string | undefined,
): Promise<readonly Built[]> => {
  const client = await connect(output.language, as, url);
  const { projections } = await client.graphql<{ readonly projections: readonly Built[] }>(
    '{ projections { name position root } }',
  );
  return projections;
};

/** Each projection carries the tree hash of exactly the events that it applied; the log has one for that size too. */
export const verifyProjections = async (
  output: Output,
  built: readonly Built[],
  note: string,
  tiles: TileSource,
): Promise<void> => {
  const head = parseCheckpoint(parseNote(note).text);
  const authentic = authenticatedSource(nodeHashes.sha256, tiles, head);
  const rows: { readonly name: string; readonly size: string; readonly state: 'RIGHT' | 'WRONG' | 'NOT_SEALED_YET' }[] =
    [];
  for (const { name, position, root } of built) {
    const size = position === null ? 0 : Number(position) + 1;
    const isSealed = size <= head.size;
    const expected = isSealed ? encodeBase64(await rootFromTiles(nodeHashes.sha256, authentic, size)) : null;
    const state = expected === null ? 'NOT_SEALED_YET' : expected === root ? 'RIGHT' : 'WRONG';
    rows.push({ name, size: String(size), state });
  }
  const marks = { RIGHT: '✓', WRONG: '✗', NOT_SEALED_YET: '·' };
  if (output.json) output.document({ projections: rows });
  else
    output.print(
      table(
        ['', '', ''],
        rows.map(({ name, size, state }) => [marks[state], name, size]),
      ),
    );
  const wrong = rows.filter(({ state }) => state === 'WRONG').map(({ name }) => name);
  if (wrong.length === 0) return;
  output.say(
    output.language === 'vi'
      ? `bảng đọc không được dựng từ đúng các sự kiện của sổ: ${wrong.join(', ')}`
      : `read tables that were not built from the events of the ledger: ${wrong.join(', ')}`,
  );
  process.exitCode = exitCodes.tampering;
};
