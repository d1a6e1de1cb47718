import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatPolicy, openNote, parseVerifierKey } from '@transparency-log';
import { type Verified, type LogProblem, nodeHashes, nodeSignatureCheck, verifyLedger } from '@verification';
import { directorySource, trustOf } from '@verification/directory';
import { httpSource, shownKeys } from '@verification/http';
import { authorization, ledgerUrl } from './client';
import { exitCodes, Failure } from './failure';
import { interruptible } from './interrupt';
import { type Trust, parsedTrust, readText, trustFile, trustOfServer } from './log-trust';
import type { Output } from './output';
import { progressLine } from './progress';
import { keepProgress, lastSeen, progressOf, remember, seenFile } from './remembered';
import { tellLedger, tellProblem } from './verdict-text';
import { builtProjections, verifyProjections } from './verify-projections';
import { verifyReceipt } from './verify-receipt';

export interface VerifyFlags {
  readonly url?: string | true;
  readonly trust?: string;
  readonly since?: string;
  readonly body?: string;
  readonly projections?: boolean;
  readonly as: string | undefined;
}

export const verify = async (output: Output, path: string | undefined, flags: VerifyFlags): Promise<void> => {
  if (path === undefined) return verifyUrl(output, flags);
  if (!isDirectory(path)) return verifyReceipt(output, path, flags);
  const own = await trustOf(path);
  if (!flags.trust && own === null)
    throw new Failure(
      exitCodes.failed,
      { vi: `${path} không có trust.policy: hãy dùng --trust`, en: `${path} has no trust.policy: use --trust` },
      'TRUST_MISSING',
    );
  const trust = flags.trust
    ? trustFile(flags.trust)
    : parsedTrust(own!, 'trust.policy', {
        vi: 'trust.policy của chính thư mục này (không chứng minh thư mục là của ai; hãy dùng --trust)',
        en: "the directory's own trust.policy (which does not prove whose the directory is; use --trust)",
      });
  const target = resolve(path);
  await checked(output, { source: directorySource(path), trust, target, earlier: sinceOf(flags) });
};

const isDirectory = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(
      exitCodes.notFound,
      { vi: `không thấy ${path} (${code})`, en: `${path} can't be found (${code})` },
      'FILE_UNREADABLE',
    );
  }
};

const sinceOf = ({ since }: VerifyFlags): readonly string[] => (since === undefined ? [] : [readText(since)]);

const verifyUrl = async (output: Output, flags: VerifyFlags): Promise<void> => {
  const url = ledgerUrl(typeof flags.url === 'string' ? flags.url : undefined);
  const seen = lastSeen(url);
  const pinned =
    seen &&
    parsedTrust(seen.trust, seenFile(url), {
      vi: `khóa đã tin lần trước (${seenFile(url)})`,
      en: `the key that was trusted the last time (${seenFile(url)})`,
    });
  const trust = flags.trust ? trustFile(flags.trust) : (pinned ?? (await trustOfServer(url)));
  const headers = await authorization(url, output.language, flags.as);
  const earlier = [...(seen ? [seen.note] : []), ...sinceOf(flags)];
  const built = flags.projections ? await builtProjections(output, url, flags.as) : null;
  const source = httpSource({ url, headers });
  const verified = await checked(output, { source, trust, target: url, earlier });
  if (!verified || verified.problems.length > 0 || verified.progress) return;
  remember({ url, origin: verified.origin, note: verified.note, trust: await carriedOn(trust, url, verified.note) });
  if (built) await verifyProjections(output, built, verified.note, source.tiles);
};

/** During a rotation the log signs with both keys: who trusted the old one trusts the new one with it. */
const carriedOn = async (trust: Trust, url: string, note: string): Promise<string> => {
  const { policy } = trust;
  const keys = (await shownKeys({ url })).map((key) => parseVerifierKey(nodeHashes.sha256, key));
  const { signatures } = await openNote(note, [...keys, ...policy.logs.map(({ key }) => key)], nodeSignatureCheck);
  const known = new Set(policy.logs.map(({ key }) => key.publicKey.join()));
  const more = signatures.map(({ key }) => key).filter((key) => !known.has(key.publicKey.join()));
  return formatPolicy(nodeHashes.sha256, { ...policy, logs: [...policy.logs, ...more.map((key) => ({ key }))] });
};

interface Checked {
  readonly source: Parameters<typeof verifyLedger>[0]['source'];
  readonly trust: Trust;
  readonly target: string;
  readonly earlier: readonly string[];
}

const checked = async (output: Output, { source, trust, target, earlier }: Checked): Promise<Verified | null> => {
  const progress = progressLine(output);
  const words = output.language === 'vi' ? 'kiểm tra' : 'verify';
  const verified = await interruptible((signal) =>
    verifyLedger({
      hashes: nodeHashes,
      verify: nodeSignatureCheck,
      source,
      policy: trust.policy,
      earlier,
      resume: progressOf(target),
      onProgress: (done, size) => progress.show(words, done, size),
      signal,
    }),
  ).finally(() => progress.end());
  if (isProblem(verified)) {
    tellProblem(output, verified, trust);
    return null;
  }
  keepProgress(target, verified.progress);
  tellLedger(output, verified, trust);
  return verified;
};

const isProblem = (verified: Verified | LogProblem): verified is LogProblem => 'fault' in verified;
