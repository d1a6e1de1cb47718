import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const published = join(__dirname, '../../../../apps/command-api/openapi.json');
const document = JSON.parse(readFileSync(published, 'utf8')) as Readonly<Record<string, unknown>>;

const references = (part: unknown): readonly string[] => {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) => (name === '$ref' ? [String(value)] : references(value)));
};

const leadsTo = (reference: string): unknown =>
  reference
    .split('/')
    .slice(1)
    .reduce<unknown>((at, part) => (at as Readonly<Record<string, unknown>> | undefined)?.[part], document);

describe('the published document', () => {
  const all = [...new Set(references(document))];

  it('has every part that it refers to', () => {
    expect(all.length).toBeGreaterThan(0);
    expect(all.filter((reference) => leadsTo(reference) === undefined)).toEqual([]);
  });

  it('describes receipt and problem once for all routes', () => {
    expect(all).toEqual(expect.arrayContaining(['#/components/schemas/Receipt', '#/components/schemas/Problem']));
  });
});
