import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import {
  cosigner,
  decodeBase64,
  formatSignatures,
  formatVerifierKey,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  signText,
  verifyConsistency,
  type Checkpoint,
} from '@transparency-log';
import { ed25519 } from '../ed25519';
import { sha256 } from '../sha256';

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_BYTES = 12;
const NOVEMBER_2021 = 1_638_241_200;

/** A witness as C2SP tlog-witness describes it, for one log: it keeps the last checkpoint that it cosigned, and checks consistency. */
export interface WitnessServer {
  readonly url: string;
  readonly verifierKey: string;
  /** What it has cosigned last; null before the first. */
  readonly seen: () => Checkpoint | null;
  /** What it was asked, in order: sizes from and to, and how it answered. */
  readonly asked: readonly { readonly old: number; readonly size: number; readonly status: number }[];
  /** From now on every answer is this status; null: honest again. */
  answer(status: number | null): void;
  close(): Promise<void>;
}

export const witnessServer = async (name: string, logKey: string): Promise<WitnessServer> => {
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8, randomBytes(32)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI_BYTES);
  const signer = cosigner(sha256, {
    name,
    publicKey,
    timestamp: NOVEMBER_2021,
    sign: (message) => sign(null, message, privateKey),
  });
  let seen: Checkpoint | null = null;
  let forced: number | null = null;
  const asked: { old: number; size: number; status: number }[] = [];

  const decide = async (
    body: string,
  ): Promise<{ readonly status: number; readonly text: string; readonly type?: string }> => {
    const [head, ...rest] = body.split('\n\n');
    const [oldLine = '', ...proof] = head!.split('\n');
    const note = rest.join('\n\n');
    const { text } = await openNote(note, [parseVerifierKey(sha256, logKey)], ed25519);
    const checkpoint = parseCheckpoint(text);
    const old = Number(oldLine.replace(/^old /, ''));
    const answered = (status: number, answer = '', type?: string) => {
      asked.push({ old, size: checkpoint.size, status });
      return { status, text: answer, type };
    };
    if (forced !== null) return answered(forced);
    if (old !== (seen?.size ?? 0)) return answered(409, `${seen?.size ?? 0}\n`, 'text/x.tlog.size');
    if (seen !== null)
      try {
        const path = proof.map((line) => decodeBase64(line)!);
        verifyConsistency(sha256, {
          from: old,
          to: checkpoint.size,
          path,
          fromRoot: seen.root,
          toRoot: checkpoint.root,
        });
      } catch {
        return answered(422);
      }
    seen = checkpoint;
    return answered(200, formatSignatures([signText(text, signer)]));
  };

  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void decide(Buffer.concat(chunks).toString()).then(
        ({ status, text, type }) => response.writeHead(status, { 'Content-Type': type ?? 'text/plain' }).end(text),
        () => response.writeHead(403).end(),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    verifierKey: formatVerifierKey(sha256, { name, publicKey, algorithm: 'cosignature' }),
    seen: () => seen,
    asked,
    answer: (status) => {
      forced = status;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
