import { IsMoment, IsNested, IsOneOf, IsQuantity, IsText, IsUuidField, MAX_LIST } from './fields';
import { Problem } from './problem';
import { BodyPipe } from './validation';

class LineBody {
  @IsQuantity() readonly quantity!: number;
  @IsOneOf(['NEW', 'USED'], { optional: true }) readonly condition?: string;
}

class OrderBody {
  @IsNested(() => LineBody, { listOf: MAX_LIST }) readonly lines!: readonly LineBody[];
  @IsText({ optional: true, listOf: 3 }) readonly notes?: readonly string[];
  @IsMoment({ optional: true }) readonly happenedAt?: string;
  @IsUuidField({ optional: true }) readonly other?: string;
}

const checked = (body: unknown): Promise<unknown> =>
  new BodyPipe().transform(body, { type: 'body', metatype: OrderBody });
const problemOf = async (body: unknown): Promise<readonly unknown[]> => {
  const problem = await checked(body).catch((error: unknown) => error);
  if (!(problem instanceof Problem)) throw new Error('this body was taken');
  return [problem.code, ...problem.errors.map(({ field, code }) => `${field} ${code}`)];
};
const lines = [{ quantity: 1 }];

describe('the body of a command', () => {
  it('is checked to its leaves, and wrong fields are named by their path', async () => {
    expect(await checked({ lines })).toEqual({ lines });
    expect(await problemOf({ lines: [{ quantity: 1 }, { quantity: 0, condition: 'OLD', colour: 1 }] })).toEqual([
      'VALIDATION_FAILED',
      'lines.1.colour FIELD_UNKNOWN',
      'lines.1.quantity INTEGER_RANGE',
      'lines.1.condition CHOICE',
    ]);
  });

  it.each([
    [{ lines: [] }, 'LIST_LENGTH', 'lines LIST_LENGTH'],
    [{ lines: Array.from({ length: MAX_LIST + 1 }, () => lines[0]) }, 'LIST_LENGTH', 'lines LIST_LENGTH'],
    [{ lines, notes: ['a', 'b', 'c', 'd'] }, 'LIST_LENGTH', 'notes LIST_LENGTH'],
    [{ lines, notes: ['a', '\u0007'] }, 'TEXT', 'notes TEXT'],
    [{ lines, other: '5b0e8f0c' }, 'UUID_FORMAT', 'other UUID_FORMAT'],
    [{ lines: [{ quantity: 2 ** 53 }] }, 'USE_STRING', 'lines.0.quantity USE_STRING'],
    [undefined, 'REQUIRED', 'lines REQUIRED'],
  ])('%#: is refused with the code of its one wrong field', async (body, ...expected) =>
    expect(await problemOf(body)).toEqual(expected),
  );

  it.each([['text'], [[]], [7]])('%j is none', async (body) =>
    expect(await problemOf(body)).toEqual(['BODY_NOT_AN_OBJECT']),
  );

  it('is never so deep that walking it would end the process', async () => {
    let body: unknown = {};
    for (let depth = 0; depth < 50_000; depth += 1) body = { lines: body };
    expect(await problemOf(body)).toEqual(['BODY_TOO_DEEP']);
  });

  it('keeps a day as a day, and an instant in UTC with milliseconds', async () => {
    const kept = async (happenedAt: string) => ((await checked({ lines, happenedAt })) as OrderBody).happenedAt;
    expect(await kept('2021-11-10')).toBe('2021-11-10');
    expect(await kept('2021-11-10T08:30+07:00')).toBe('2021-11-10T01:30:00.000Z');
    for (const wrong of [
      '2021-11-10T08:30',
      '2021-11-31T08:30Z',
      '2021-11-10T25:00Z',
      '10/11/2021',
      '44510',
      'hôm qua',
    ])
      expect(await problemOf({ lines, happenedAt: wrong })).toEqual(['DATE', 'happenedAt DATE']);
  });
});
