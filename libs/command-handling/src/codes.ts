import type { RefusalFacts } from '@kernel';
import { beneficiaryCodes } from './codes/beneficiary.codes';
import { carrierCodes } from './codes/carrier.codes';
import { donationCodes } from './codes/donation.codes';
import { fileCodes } from './codes/file.codes';
import { generalCodes } from './codes/general.codes';
import { logCodes } from './codes/log.codes';
import { transportCodes } from './codes/transport.codes';
import type { CodeDefinition } from './codes/code-definition';

export type { CodeDefinition };

/**
 * The one table of refusals: what a code means over HTTP, and what it says to a person. It stands in one file per area; a code is in one
 * of them. A rule's refusal is 409 where another state of the ledger would have let it pass, 422 where none would; 400 is a request that
 * is wrong in itself.
 */
export const codes = {
  ...generalCodes,
  ...beneficiaryCodes,
  ...carrierCodes,
  ...donationCodes,
  ...fileCodes,
  ...logCodes,
  ...transportCodes,
} as const satisfies Readonly<Record<string, CodeDefinition>>;

export type Code = keyof typeof codes;

export const isCode = (code: string): code is Code => Object.hasOwn(codes, code);

/** A code that is in no table is a rule that says no and was not explained; tidy finds those before a client does. */
const UNEXPLAINED: CodeDefinition = {
  status: 422,
  vi: 'Một quy tắc của chương trình không cho phép việc này.',
  en: 'A rule of the programme does not allow this.',
};

export const codeDefinition = (code: string): CodeDefinition => (isCode(code) ? codes[code] : UNEXPLAINED);

/** The sentence of a code in one language, its placeholders filled; one that no fact fills is left out with its brackets. */
export const textOf = (code: string, language: 'vi' | 'en', facts: RefusalFacts = {}): string =>
  codeDefinition(code)
    [language].replace(/ ?\(?\{(\w+)\}\)?/g, (placeholder, name: string) => {
      const fact = facts[name];
      if (fact === undefined) return '';
      return placeholder.replace(`{${name}}`, Array.isArray(fact) ? fact.join(', ') : String(fact));
    })
    .trim();
