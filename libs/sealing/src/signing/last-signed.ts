import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What was signed last. A tree that does not contain it is another history. */
export interface Signed {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The file beside the key can't be understood: nothing is signed until somebody has looked. */
export class LastSignedDamaged extends Error {
  readonly code = 'LOG_STATE_DAMAGED';
}

/**
 * The last checkpoint that was signed, kept outside the database: who can put the database back to yesterday can't put this back with it.
 * Written and durable before a checkpoint is published.
 */
export class LastSigned {
  constructor(readonly file: string) {}

  read(): Signed | null {
    if (!existsSync(this.file)) return null;
    const [origin, size, root, ...rest] = readFileSync(this.file, 'utf8').split('\n');
    const bytes = Buffer.from(root ?? '', 'base64');
    if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? '') || bytes.length !== 32 || rest.join('') !== '')
      throw new LastSignedDamaged(`${this.file} does not hold what was signed last`);
    return { origin, size: Number(size), root: bytes };
  }

  /** Durable when it returns: the file before it is whole or there is the new one. */
  write({ origin, size, root }: Signed): void {
    const next = `${this.file}.new`;
    const text = `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
    writeFileSync(next, text, { mode: 0o600, flush: true });
    renameSync(next, this.file);
    syncDirectory(dirname(this.file));
  }
}

/** The new name is durable when its directory is. Windows has no such call, and needs none. */
const syncDirectory = (directory: string): void => {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};
