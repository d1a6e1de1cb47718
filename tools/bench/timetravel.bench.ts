import type { GraphqlHarness } from '@graphql-api/testing';
import { secondsOf, median, type Bench, type BenchContext } from './bench';
import { withReadApi } from './read-api';
import { lives } from './synthetic-lives';

const SAMPLES = 40;
/** Plans are made and code is compiled in the first ones. */
const WARM_UP = 10;
const PAGE = 100;
/** The first day on which all that is asked for is there. */
const DAY = '2021-11-30';

interface Question {
  readonly figure: string;
  /** A root field without its `asOf`: arguments, and what is selected. */
  readonly field: string;
  readonly args: (n: number) => string;
  readonly selected: string;
}

const tagOf = (n: number): string => lives[n % lives.length]!.tag;
const grantOf = (n: number): string => lives[n % lives.length]!.grantId;

const questions: readonly Question[] = [
  {
    figure: 'a device',
    field: 'device',
    args: (n) => `tag: "${tagOf(n)}"`,
    selected: '{ tag state schoolCode assignments { assignmentId } }',
  },
  {
    figure: 'a grant',
    field: 'grant',
    args: (n) => `id: "${grantOf(n)}"`,
    selected: '{ grantId status firstDay endDay }',
  },
  {
    figure: `${PAGE} devices`,
    field: 'devices',
    args: () => `first: ${PAGE}`,
    selected: '{ nodes { tag state } pageInfo { hasNextPage endCursor } }',
  },
  {
    figure: `${PAGE} devices of a donation`,
    field: 'devices',
    args: () => `first: ${PAGE}, filter: { donation: "DON-7" }`,
    selected: '{ nodes { tag state } pageInfo { hasNextPage endCursor } }',
  },
  {
    figure: 'the number of devices, to 10,000',
    field: 'devices',
    args: () => 'first: 1',
    selected: '{ count { value } }',
  },
  {
    figure: 'the funnel by province',
    field: 'funnel',
    args: () => 'by: LOCALITY',
    selected: '{ key name received handedOver acceptedByPupil inUse }',
  },
];

interface Comparison {
  readonly figure: string;
  /** What is selected of `changes` between half the size and now. */
  readonly changes: (n: number) => string;
  /** The root field whose answer it compares, as of now. */
  readonly now: (n: number) => string;
}

const comparisons: readonly Comparison[] = [
  {
    figure: 'what changed of a device',
    changes: (n) =>
      `thing(type: "Device", id: "${tagOf(n)}") { kind fields { field before after versions { position } } }`,
    now: (n) => `device(tag: "${tagOf(n)}") { tag state schoolCode }`,
  },
  {
    figure: `${PAGE} devices that changed`,
    changes: () => `things(type: "Device", first: ${PAGE}) { nodes { key kind fields { field before after } } }`,
    now: () => `devices(first: ${PAGE}) { nodes { tag state } }`,
  },
  {
    figure: 'what changed of the funnel by province',
    changes: () => 'totals(by: LOCALITY) { key measure before after }',
    now: () => 'funnel(by: LOCALITY) { key received handedOver }',
  },
];

/**
 * Questions over GraphQL as of an earlier moment: milliseconds at the 50th percentile. Floor: the same question as of now, in turns with it. A
 * ratio of 2 means that the past takes twice as long as the present. What changed since an earlier moment is held against what is asked of now.
 */
export const timetravelBench: Bench = {
  name: 'timetravel',
  run: ({ database, report }: BenchContext) =>
    withReadApi(database, 'lives first', async ({ api, size }) => {
      const half = `size: "${Math.floor(size / 2)}"`;
      for (const question of questions)
        for (const [name, asOf] of [
          ['half the size', half],
          ['a day', `occurredOn: "${DAY}"`],
          ['half the size and a day', `${half}, occurredOn: "${DAY}"`],
        ] as const) {
          const figure = `${question.figure}, as of ${name}, p50`;
          const ask = (moment: string) => (n: number) =>
            `answer: ${question.field}(${question.args(n)}${moment}) ${question.selected}`;
          report({ figure, unit: 'ms', ...(await measured(api, ask(`, asOf: { ${asOf} }`), ask(''))) });
        }
      for (const { figure, changes, now } of comparisons) {
        const compared = (n: number) => `answer: changes(from: { ${half} }) { ${changes(n)} }`;
        report({ figure: `${figure}, p50`, unit: 'ms', ...(await measured(api, compared, now)) });
      }
    }),
};

const measured = async (
  api: GraphqlHarness,
  question: (n: number) => string,
  floor: (n: number) => string,
): Promise<{ readonly value: number; readonly floor: number }> => {
  const ask = async (field: string): Promise<void> => {
    const { data, errors } = await api.ask(`{ ${field} }`);
    if (errors || Object.values(data ?? { none: null }).includes(null))
      throw new Error(`not answered: ${JSON.stringify(errors ?? data)}`);
  };
  const [values, floors]: [number[], number[]] = [[], []];
  for (let n = 0; n < WARM_UP + SAMPLES; n += 1) {
    const present = await secondsOf(() => ask(floor(n)));
    const seconds = await secondsOf(() => ask(question(n)));
    if (n < WARM_UP) continue;
    floors.push(present * 1_000);
    values.push(seconds * 1_000);
  }
  return { value: median(values), floor: median(floors) };
};
