import { FULL_NAME } from './facts';
import type { Programme } from './programme';
import type { Answer } from './system';

/** What no answer may hold, however wrong the request was. */
const isPersonal = (text: string, personal: readonly string[]): boolean =>
  [FULL_NAME, ...personal].some((value) => text.includes(value));

/**
 * A request that is refused: problem+json with the documented code in both languages, no personal value in it, and no event of it in the
 * ledger.
 */
export const expectRefused = async (
  programme: Programme,
  send: () => Promise<Answer>,
  status: number,
  code: string,
  personal: readonly string[] = [],
): Promise<Answer> => {
  const before = await programme.size();
  const answer = await send();
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ type: `urn:so-song:problem:${code}`, title: code, status });
  expect(answer.body.detail).toEqual(expect.stringMatching(/\S/));
  expect(isPersonal(JSON.stringify(answer.body), personal)).toBe(false);
  expect(await programme.size()).toBe(before);
  return answer;
};

/** The whole file is refused: no event of it in the ledger. */
export const expectNothingRecorded = async (
  programme: Programme,
  importId: string,
  text: string,
  personal: readonly string[] = [],
): Promise<void> => {
  expect(await programme.events({ importId })).toEqual([]);
  expect(isPersonal(text, personal)).toBe(false);
};
