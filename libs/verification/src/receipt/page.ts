/** What runs inside a receipt: bundled into one script (`npm run generate`), without a request to anywhere. */
import { verify as nobleVerify, hashes as nobleHashes } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { SignatureCheck } from '@transparency-log';
import { type CheckedReceipt, type Receipt, checkReceipt } from './check-receipt';
import { stepTexts } from './texts';

nobleHashes.sha512 = sha512;

/** Ed25519 by the browser; by the curve in this file where the browser has none (before Chrome 137, Firefox 129, Safari 17). */
export const browserCheck: SignatureCheck = async (publicKey, message, signature) => {
  try {
    const subtle = globalThis.crypto.subtle;
    const key = await subtle.importKey('raw', Uint8Array.from(publicKey), 'Ed25519', false, ['verify']);
    return await subtle.verify('Ed25519', key, Uint8Array.from(signature), Uint8Array.from(message));
  } catch {
    return nobleVerify(signature, message, publicKey, { zip215: false });
  }
};

interface Page {
  getElementById(id: string): { textContent: string | null; className: string } | null;
}

/** Checks the receipt that stands in the page, and shows its facts only from the bytes that were checked. */
export const showReceipt = async (page: Page): Promise<CheckedReceipt> => {
  const put = (id: string, text: string): void => {
    const element = page.getElementById(id);
    if (element) element.textContent = text;
  };
  const receipt = readReceipt(page.getElementById('receipt')?.textContent ?? '');
  const checked = await checkReceipt(receipt, { hash: sha256, verify: browserCheck });
  const verdict = page.getElementById('verdict');
  const { failed } = checked;
  if (verdict) verdict.className = failed ? 'invalid' : 'valid';
  for (const language of ['vi', 'en'] as const) {
    const words = stepTexts[language];
    put(`verdict-${language}`, failed ? `${words.invalid}: ${words.steps[failed.step]}` : words.valid);
  }
  put('step', failed ? failed.step : '');
  put('detail', failed ? failed.detail : '');
  put('position', String(checked.position ?? '–'));
  put('origin', checked.origin ?? '–');
  put('size', String(checked.size ?? '–'));
  put('root', checked.root ?? '–');
  put('witnesses', checked.witnesses.join(', ') || '–');
  put('trust', receipt.trust);
  put('body', pretty(receipt.body));
  put('proof', receipt.proof);
  return checked;
};

const readReceipt = (text: string): Receipt => {
  try {
    return JSON.parse(text) as Receipt;
  } catch {
    return { version: 1, body: '', proof: '', trust: '' };
  }
};

const pretty = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};
