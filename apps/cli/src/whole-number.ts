import { InvalidArgumentError } from 'commander';
import type { Language } from './output';

const wanted = {
  vi: (least: number) => `Cần một số nguyên từ ${least} trở lên.`,
  en: (least: number) => `Wanted: a whole number from ${least} on.`,
} as const;

/** An option's value that is a whole number; kept as text, since sizes and positions may pass 2^53. */
export const wholeNumber =
  (language: Language, least = 0) =>
  (text: string): string => {
    if (/^(0|[1-9]\d*)$/.test(text) && BigInt(text) >= BigInt(least)) return text;
    throw new InvalidArgumentError(wanted[language](least));
  };
