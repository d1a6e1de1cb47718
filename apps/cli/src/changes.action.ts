import { connect } from './client';
import { exitCodes, Failure } from './failure';
import { type Output, table } from './output';

/** A moment of the ledger, as GraphQL takes it. */
export type KnownAt = { readonly size: string } | { readonly recordedAt: string };

export interface ChangesOptions {
  readonly from: KnownAt;
  readonly to?: KnownAt;
  readonly limit: string;
  readonly as: string | undefined;
}

/** Things that are asked for at once; a page costs the fields of each. */
const PAGE = 50;

interface Change {
  readonly key: string;
  readonly kind: string;
  readonly fields: readonly {
    readonly field: string;
    readonly before: string | null;
    readonly after: string | null;
    readonly versions: readonly { readonly value: string; readonly position: string }[];
  }[];
}

interface Sizes {
  readonly from: { readonly size: string };
  readonly to: { readonly size: string };
}

interface Page {
  readonly changes: Sizes & {
    readonly things: {
      readonly nodes: readonly Change[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

interface Total {
  readonly key: string;
  readonly measure: string;
  readonly before: number;
  readonly after: number;
  readonly difference: number;
}

const CHANGE = 'key kind fields { field before after versions { value position } }';
const SIZES = 'from { size } to { size }';

export const thing = async (output: Output, type: string, id: string, options: ChangesOptions): Promise<void> => {
  const client = await connect(output.language, options.as);
  const { changes } = await client.graphql<{ readonly changes: Sizes & { readonly thing: Change | null } }>(
    `query Changes($from: KnownAt!, $to: KnownAt, $type: String, $id: ID!) {
      changes(from: $from, to: $to) { ${SIZES} thing(type: $type, id: $id) { ${CHANGE} } }
    }`,
    { from: options.from, to: options.to, type, id },
  );
  if (!changes.thing) throw notFound(id);
  show(output, changes, [changes.thing]);
};

/** Page by page, all between the sizes of the first one. */
export const things = async (output: Output, type: string, options: ChangesOptions): Promise<void> => {
  const client = await connect(output.language, options.as);
  const limit = Number(options.limit);
  const { from } = options;
  let to: KnownAt | undefined = options.to;
  let after: string | null = null;
  let shown = 0;
  do {
    const page: Page = await client.graphql<Page>(
      `query Changes($from: KnownAt!, $to: KnownAt, $type: String!, $first: Int!, $after: String) {
        changes(from: $from, to: $to) {
          ${SIZES} things(type: $type, first: $first, after: $after) { nodes { ${CHANGE} } pageInfo { hasNextPage endCursor } }
        }
      }`,
      { from, to, type, first: Math.min(PAGE, limit - shown), after },
    );
    const { nodes, pageInfo } = page.changes.things;
    show(output, page.changes, nodes);
    shown += nodes.length;
    to = { size: page.changes.to.size };
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null && shown < limit);
};

export const totals = async (output: Output, by: string, options: ChangesOptions): Promise<void> => {
  const client = await connect(output.language, options.as);
  const { changes } = await client.graphql<{ readonly changes: Sizes & { readonly totals: readonly Total[] } }>(
    `query Changes($from: KnownAt!, $to: KnownAt, $by: FunnelCut!) {
      changes(from: $from, to: $to) { ${SIZES} totals(by: $by) { key measure before after difference } }
    }`,
    { from: options.from, to: options.to, by },
  );
  if (output.json) changes.totals.forEach((total) => output.document({ ...sizesOf(changes), ...total }));
  else
    output.print(
      table(
        ['KEY', 'MEASURE', changes.from.size, changes.to.size, '±'],
        changes.totals.map(({ key, measure, before, after, difference }) =>
          [key, measure, before, after, difference].map(String),
        ),
      ),
    );
};

const sizesOf = ({ from, to }: Sizes) => ({ from: from.size, to: to.size });

/** As JSON a thing a line, else a line for each field, with the positions of its events. */
const show = (output: Output, sizes: Sizes, changes: readonly Change[]): void => {
  if (output.json) changes.forEach((change) => output.document({ ...sizesOf(sizes), ...change }));
  else if (changes.length > 0)
    output.print(
      table(
        ['KEY', 'KIND', 'FIELD', sizes.from.size, sizes.to.size, 'EVENTS'],
        changes.flatMap(({ key, kind, fields }) =>
          fields.map(({ field, before, after, versions }) => [
            key,
            kind,
            field,
            before ?? '-',
            after ?? '-',
            versions.map(({ position }) => position).join(' '),
          ]),
        ),
      ),
    );
};

const notFound = (what: string): Failure =>
  new Failure(
    exitCodes.notFound,
    {
      vi: `${what} không có ở cả hai thời điểm, hoặc không thuộc phạm vi của bạn`,
      en: `${what} is there at neither moment, or is out of your scope`,
    },
    'NOT_FOUND',
  );
