import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import type { System } from './system';

export interface SentFile {
  readonly kind: 'F4' | 'F6' | 'F7' | 'F8' | 'F10';
  readonly token: string;
  readonly name: string;
  readonly content: string | Buffer;
  readonly mode?: 'apply' | 'dry-run';
  readonly key?: string;
  readonly dateOrder?: 'DMY' | 'YMD';
}

export interface ImportIssue {
  readonly line: string;
  readonly code: string;
  readonly field: string;
  readonly value: string;
  readonly message_vi: string;
  readonly message_en: string;
  readonly suggestion: string;
}

export interface SentImport {
  readonly id: string;
  /** Of the answer to the upload: 202, or 200 where the file is known. */
  readonly status: number;
  /** `FILE_ALREADY_IMPORTED`, where the bytes came under another key. */
  readonly known: string | undefined;
  readonly state: string;
  /** Why the whole file is refused or held. */
  readonly code: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly issues: readonly ImportIssue[];
  /** `errors.csv` as it came. */
  readonly text: string;
}

const OVER: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_APPLIED', 'HELD', 'REJECTED']);
const LOOK_EVERY_MILLISECONDS = 40;

export const sendFile = (system: System, { kind, token, name, content, ...more }: SentFile): Promise<Response> => {
  const { mode = 'apply', key = randomUUID(), dateOrder } = more;
  const query = new URLSearchParams({ kind, mode, name, ...(dateOrder ? { dateOrder } : {}) });
  return system.fetch(`/api/v1/imports?${query.toString()}`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': key, Authorization: `Bearer ${token}` },
    body: content as BodyInit,
  });
};

/** Sends a file, waits until it is over or held, and reads what was wrong with it. */
export const uploadFile = async (system: System, file: SentFile): Promise<SentImport> => {
  const response = await sendFile(system, file);
  const answer = (await response.json()) as { readonly id: string; readonly code?: string };
  if (response.status > 202) throw new Error(`${file.name}: ${response.status} ${JSON.stringify(answer)}`);
  const ended = await importOf(system, answer.id, file.token);
  return { ...ended, status: response.status, known: answer.code };
};

/** An import once it is over or held. */
export const importOf = async (
  system: System,
  id: string,
  token: string,
): Promise<Omit<SentImport, 'status' | 'known'>> => {
  const headers = { Authorization: `Bearer ${token}` };
  for (;;) {
    const record = (await (await system.fetch(`/api/v1/imports/${id}`, { headers })).json()) as Omit<
      SentImport,
      'status' | 'known' | 'issues'
    > & { readonly finishedAt: string | null };
    // A dry run ends as VALIDATED, which an apply only passes through.
    if (OVER.has(record.state) || record.finishedAt !== null) {
      const text = await (await system.fetch(`/api/v1/imports/${id}/errors.csv`, { headers })).text();
      const issues: ImportIssue[] = parse(text, { columns: true });
      return { ...record, id, facts: record.facts ?? {}, issues, text };
    }
    await pause(LOOK_EVERY_MILLISECONDS);
  }
};
