import { readFileSync } from 'node:fs';
import { type Policy, parsePolicy } from '@transparency-log';
import { nodeHashes } from '@verification';
import { shownKeys } from '@verification/http';
import { exitCodes, Failure } from './failure';

/** A trust file, and where it came from: an answer is worth what its trust is worth, so it is always told. */
export interface Trust {
  readonly policy: Policy;
  readonly text: string;
  readonly from: { readonly vi: string; readonly en: string };
}

export const parsedTrust = (text: string, name: string, from: Trust['from']): Trust => {
  try {
    return { policy: parsePolicy(nodeHashes.sha256, text), text, from };
  } catch (error) {
    const { message } = error as Error;
    throw new Failure(
      exitCodes.failed,
      {
        vi: `${name} không phải tệp tin cậy (C2SP tlog-policy): ${message}`,
        en: `${name} is no trust file (C2SP tlog-policy): ${message}`,
      },
      'TRUST_MALFORMED',
    );
  }
};

export const trustFile = (file: string): Trust =>
  parsedTrust(readText(file), file, { vi: `tệp ${file}`, en: `the file ${file}` });

/** What the server says of itself: enough to see that it doesn't contradict itself, and not that it is who it says. */
export const trustOfServer = async (url: string): Promise<Trust> => {
  const keys = await shownKeys({ url });
  const text = `${keys.map((key) => `log ${key}`).join('\n')}\nquorum none\n`;
  return parsedTrust(text, `${url}/log/vkey`, {
    vi: `khóa mà chính ${url} đưa ra (tin lần đầu; dùng --trust để tin khóa lấy từ nơi khác)`,
    en: `the key that ${url} itself shows (trusted on first use; --trust takes one from elsewhere)`,
  });
};

export const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(
      exitCodes.notFound,
      { vi: `không đọc được ${file} (${code})`, en: `${file} can't be read (${code})` },
      'FILE_UNREADABLE',
    );
  }
};
