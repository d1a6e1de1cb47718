import { randomUUID } from 'node:crypto';
import { connect } from './client';
import { exitCodes } from './failure';
import { type Output, table } from './output';

interface ProjectionRow {
  readonly name: string;
  readonly version: number;
  readonly state: string;
  readonly position: string | null;
  readonly head: string | null;
  readonly lagEvents: number;
  readonly lagSeconds: number | null;
  readonly rate: number | null;
  readonly digest: string | null;
  readonly lastError: { readonly position: string; readonly code: string; readonly message: string } | null;
}

const PROJECTIONS = `{ projections { name version state position head lagEvents lagSeconds rate digest lastError { position code message } } }`;

export const list = async (output: Output, as: string | undefined): Promise<void> => {
  const client = await connect(output.language, as);
  const { projections: rows } = await client.graphql<{ readonly projections: readonly ProjectionRow[] }>(PROJECTIONS);
  if (output.json) output.document(rows);
  else
    output.print(
      table(
        ['NAME', 'VERSION', 'STATE', 'POSITION', 'LAG', 'SECONDS', 'ERROR'],
        rows.map((row) => [
          row.name,
          String(row.version),
          row.state,
          row.position ?? '-',
          String(row.lagEvents),
          row.lagSeconds === null ? '-' : String(row.lagSeconds),
          row.lastError ? `${row.lastError.code} @ ${row.lastError.position}` : '',
        ]),
      ),
    );
};

interface Rebuilt {
  readonly name: string;
  readonly size: string;
  readonly digestBefore: string;
  readonly digestAfter: string;
}

const texts = {
  vi: { same: 'mã băm trước và sau giống nhau', differs: 'mã băm sau khi dựng lại KHÁC với trước' },
  en: { same: 'the digest is the same as before', differs: 'the digest DIFFERS from the one before' },
} as const;

/** The answer comes when the rebuild is done. A digest that differs is a finding, and no success. */
export const rebuild = async (output: Output, name: string, as: string | undefined): Promise<void> => {
  const client = await connect(output.language, as);
  const response = await client.request(`/api/v1/projections/${encodeURIComponent(name)}/rebuild`, {
    method: 'POST',
    headers: { 'Idempotency-Key': randomUUID() },
  });
  const rebuilt = (await response.json()) as Rebuilt;
  const same = rebuilt.digestBefore === rebuilt.digestAfter;
  const words = texts[output.language];
  if (output.json) output.document(rebuilt);
  else output.print(`${name}  ${rebuilt.size}  ${rebuilt.digestAfter}  ${same ? words.same : words.differs}`);
  if (!same) process.exitCode = exitCodes.failed;
};
