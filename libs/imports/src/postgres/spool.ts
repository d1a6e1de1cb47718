import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Pool } from 'pg';

/** An upload may be this large: 2,000,000 lines of F8 are about 300 MB. */
export const MAX_UPLOAD_BYTES = 512 * 1024 * 1024;
/** One row of the spool: large enough that a file of 12 MB is 50 rows, small enough to hold a few in memory. */
const CHUNK_BYTES = 256 * 1024;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class UploadTooLarge extends Error {
  readonly code = 'BODY_TOO_LARGE';
}

/** Uploads, AES-256-GCM under a key of their own, chunk by chunk; the additional data is the import and the chunk's number. */
export class Spool {
  constructor(
    private readonly pool: Pool,
    private readonly keyOf: (importId: string) => Buffer,
  ) {}

  /** Answers with the size and SHA-256 of the plain bytes. A broken upload leaves nothing. */
  async write(
    importId: string,
    bytes: AsyncIterable<Buffer>,
  ): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const hash = createHash('sha256');
    let total = 0;
    let chunk = 0;
    let held: Buffer[] = [];
    let heldBytes = 0;
    const flush = async (): Promise<void> => {
      if (heldBytes === 0) return;
      await this.insert(importId, chunk, Buffer.concat(held));
      chunk += 1;
      held = [];
      heldBytes = 0;
    };
    await this.remove(importId);
    try {
      for await (const piece of bytes) {
        total += piece.length;
        if (total > MAX_UPLOAD_BYTES) throw new UploadTooLarge(`more than ${MAX_UPLOAD_BYTES} bytes`);
        hash.update(piece);
        held.push(piece);
        heldBytes += piece.length;
        if (heldBytes >= CHUNK_BYTES) await flush();
      }
      await flush();
    } catch (error) {
      await this.remove(importId);
      throw error;
    }
    return { bytes: total, sha256: hash.digest('hex') };
  }

  read(importId: string): Readable {
    return Readable.from(this.chunks(importId), { objectMode: false });
  }

  async remove(importId: string): Promise<void> {
    await this.pool.query('delete from imports.spool where import_id = $1', [importId]);
  }

  private async *chunks(importId: string): AsyncGenerator<Buffer> {
    for (let chunk = 0; ; chunk += 1) {
      const { rows } = await this.pool.query<{ bytes: Buffer }>(
        'select bytes from imports.spool where import_id = $1 and chunk = $2',
        [importId, chunk],
      );
      if (!rows[0]) return;
      yield this.opened(importId, chunk, rows[0].bytes);
    }
  }

  private async insert(importId: string, chunk: number, plain: Buffer): Promise<void> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keyOf(importId), nonce).setAAD(
      Buffer.from(`${importId}/${chunk}`),
    );
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    await this.pool.query('insert into imports.spool (import_id, chunk, bytes) values ($1, $2, $3)', [
      importId,
      chunk,
      Buffer.concat([nonce, cipher.getAuthTag(), sealed]),
    ]);
  }

  private opened(importId: string, chunk: number, sealed: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.keyOf(importId), sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(`${importId}/${chunk}`));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  }
}
