import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { codeDefinition, codes, isCode, textOf } from './codes';

const FOLDER = join(__dirname, 'codes');
const placeholdersOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

describe('the codes', () => {
  it('are each a sentence in both languages, with the same placeholders', () => {
    expect(Object.keys(codes).length).toBeGreaterThan(100);
    for (const [code, { vi, en }] of Object.entries(codes)) {
      expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/);
      for (const text of [vi, en]) expect(text).toMatch(/^\p{Lu}.+[.}]$/u);
      expect(placeholdersOf(vi)).toEqual(placeholdersOf(en));
      expect(vi).not.toBe(en);
    }
  });

  it('are in one file each', () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.codes.ts'));
    const named = files.flatMap((file) =>
      [...readFileSync(join(FOLDER, file), 'utf8').matchAll(/^ {2}([A-Z0-9_]+): \{/gm)].map(([, code]) => code!),
    );
    expect(named.filter((code, i) => named.indexOf(code) !== i)).toEqual([]);
    expect(named.toSorted()).toEqual(Object.keys(codes).toSorted());
  });

  it('say figures where there are some, and leave the brackets out where there are none', () => {
    expect(textOf('OVER_ALLOCATION', 'en', { available: 2 })).toBe('More than is left (2).');
    expect(textOf('OVER_ALLOCATION', 'en')).toBe('More than is left.');
    expect(textOf('NOT_ELIGIBLE', 'en', { reasons: ['E2', 'E6'] })).toBe('The pupil is not eligible: E2, E6');
  });

  it('that nobody explained are refusals all the same', () => {
    expect(isCode('NEVER_HEARD_OF')).toBe(false);
    expect(isCode('toString')).toBe(false);
    expect(codeDefinition('NEVER_HEARD_OF').status).toBe(422);
    expect(textOf('NEVER_HEARD_OF', 'vi')).toContain('Một quy tắc');
  });
});
