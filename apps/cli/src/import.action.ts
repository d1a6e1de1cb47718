import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type Client, connect } from './client';
import { type ExitCode, exitCodes, Failure } from './failure';
import { type Output, table } from './output';
import { progressLine } from './progress';

export interface ImportOptions {
  readonly kind: string;
  readonly dryRun?: true;
  readonly name?: string;
  readonly key?: string;
  readonly errors?: string;
  readonly dateOrder?: string;
  readonly thousands?: string;
}

/** How often the state of an import is asked for. */
const ASK_EVERY_MS = 500;

interface ImportStatus {
  readonly id: string;
  readonly state: 'UPLOADED' | 'VALIDATED' | 'APPLYING' | 'COMPLETED' | 'PARTIALLY_APPLIED' | 'HELD' | 'REJECTED';
  readonly code?: string | null;
  readonly detail?: { readonly vi: string; readonly en: string };
  readonly mode?: string;
  readonly finishedAt?: string | null;
  readonly counts?: Readonly<Record<string, number>>;
  readonly progress?: { readonly rowsDone: number; readonly rowsTotal: number | null };
}

const texts = {
  vi: {
    unreadable: (file: string) => `không đọc được tệp ${file}`,
    issues: (path: string) => `danh sách lỗi: ${path}`,
    held: 'tệp được giữ lại, chờ người khác duyệt',
  },
  en: {
    unreadable: (file: string) => `the file ${file} can't be read`,
    issues: (path: string) => `rows with issues: ${path}`,
    held: 'the file is held until another person decides',
  },
} as const;

export const importFile = async (
  output: Output,
  file: string,
  options: ImportOptions & { readonly as: string | undefined },
): Promise<void> => {
  if (!existsSync(file) || !statSync(file).isFile())
    throw new Failure(
      exitCodes.usage,
      { vi: texts.vi.unreadable(file), en: texts.en.unreadable(file) },
      'FILE_UNREADABLE',
    );
  const client = await connect(output.language, options.as);
  const sent = await send(client, file, options);
  const status = await ended(client, sent.id, output);
  await keepIssues(client, status, output, options.errors ?? `${file}.errors.csv`);
  if (output.json) output.document(status);
  else output.print(summary(status));
  if (status.detail) output.say(`${status.code}: ${status.detail[output.language]}`);
  if (status.state === 'HELD') output.say(texts[output.language].held);
  process.exitCode = exitCodeOf(status);
};

const send = async (client: Client, file: string, options: ImportOptions): Promise<ImportStatus> => {
  const query = new URLSearchParams({
    kind: options.kind,
    mode: options.dryRun ? 'dry-run' : 'apply',
    name: options.name ?? basename(file),
    ...(options.dateOrder ? { dateOrder: options.dateOrder } : {}),
    ...(options.thousands ? { thousands: options.thousands } : {}),
  });
  const response = await client.request(`/api/v1/imports?${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': options.key ?? randomUUID() },
    body: Readable.toWeb(createReadStream(file)) as ReadableStream,
  });
  return (await response.json()) as ImportStatus;
};

const ended = async (client: Client, id: string, output: Output): Promise<ImportStatus> => {
  const progress = progressLine(output);
  for (;;) {
    const status = (await (await client.request(`/api/v1/imports/${id}`)).json()) as ImportStatus;
    progress.show(status.state, status.progress?.rowsDone ?? 0, status.progress?.rowsTotal ?? null);
    if (isOver(status)) {
      progress.end();
      return status;
    }
    await pause(ASK_EVERY_MS);
  }
};

/** A dry run ends as VALIDATED; an import passes through that state. */
const isOver = ({ state, finishedAt }: ImportStatus): boolean => Boolean(finishedAt) || state === 'HELD';

const keepIssues = async (client: Client, status: ImportStatus, output: Output, path: string): Promise<void> => {
  const { rejected = 0, queued = 0, warned = 0 } = status.counts ?? {};
  if (rejected + queued + warned === 0) return;
  const csv = await (await client.request(`/api/v1/imports/${status.id}/errors.csv`)).text();
  writeFileSync(path, csv);
  output.say(texts[output.language].issues(path));
};

const summary = ({ id, state, code, counts = {} }: ImportStatus): string =>
  table(
    ['', ''],
    [
      ['id', id],
      ['state', state],
      ...(code ? [['code', code]] : []),
      ...Object.entries(counts).map(([name, n]) => [name, String(n)]),
    ],
  );

const exitCodeOf = ({ state }: ImportStatus): ExitCode => {
  switch (state) {
    case 'COMPLETED':
    case 'VALIDATED':
      return exitCodes.ok;
    case 'PARTIALLY_APPLIED':
      return exitCodes.partial;
    case 'UPLOADED':
    case 'APPLYING':
    case 'HELD':
    case 'REJECTED':
      return exitCodes.failed;
  }
};
