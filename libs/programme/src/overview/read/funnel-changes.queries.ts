import { Injectable } from '@nestjs/common';
import {
  type Connection,
  type FunnelCut,
  type ListSql,
  type PageArgs,
  type ReadContext,
  type UnitsVersion,
  readPage,
  sinceOf,
} from '@graphql-api';
import { ReadTables } from '@projections';
import { provinceCodes, provinceIn } from '@programme/locality/domain';
import type { TotalEvent } from './funnel-changes.objects';
import type { FunnelColumn } from './funnel.objects';
import { PROMISED, UNEARMARKED, UNKNOWN, type Umbrella, ofUmbrella, umbrellaKeys } from './funnel.queries';

/** One figure of the funnel. */
export interface Figure {
  readonly by: FunnelCut;
  readonly units: UnitsVersion;
  readonly key: string;
  readonly measure: FunnelColumn;
}

/** Where the key of a movement leads to the key of a row: by a column of a thing, as it was at the event. */
interface Place {
  readonly table: string;
  readonly column: string;
}
const PROVINCE: Place = { table: 'organisation', column: 'province_code' };
const DONOR: Place = { table: 'donation', column: 'donor_code' };

/** The movements that a figure is the sum of; `keys` are theirs, or those of their places. */
interface Source {
  readonly projection: string;
  readonly cut: string;
  readonly keys: readonly string[];
  readonly place?: Place;
}

/** The provinces of 2021 that a row adds up. */
const provincesOf = ({ key, units }: Figure): readonly string[] =>
  key === UNEARMARKED || key === UNKNOWN
    ? [key]
    : [...new Set([...provinceCodes('V2021'), key])].filter((code) => provinceIn(code, units) === key);

const sourceOf = (figure: Figure): Source => {
  const { by, key, measure } = figure;
  const keys = [key];
  const projection = PROMISED.includes(measure) ? 'donation' : 'device';
  switch (by) {
    case 'LOCALITY':
      return projection === 'donation'
        ? { projection, cut: 'PROVINCE', keys: provincesOf(figure) }
        : { projection, cut: 'ORGANISATION', keys: provincesOf(figure), place: PROVINCE };
    case 'PHASE':
      return { projection, cut: 'PHASE', keys };
    case 'DONOR':
      return { projection, cut: 'DONATION', keys, place: DONOR };
    case 'CARRIER':
      return { projection: 'grant', cut: 'CARRIER', keys };
    case 'CATEGORY':
      return { projection: 'beneficiary', cut: 'CATEGORY', keys };
  }
};

const versionsOf = (table: string): string =>
  `(select n.*, null::bigint as to_position from ${table}_now n union all select h.* from ${table}_history h)`;

/** $1 and $2 are the later and the earlier size, $3 the cut, $4 the measure, $5 the keys. */
const movementsSql = ({ projection, place }: Source): string => {
  const movement = `${projection}_movement`;
  const moved = `m.cut = $3 and m.measure = $4 and m.position >= $2 and m.position < $1`;
  if (!place) return `select m.position, m.n from ${movement} m where ${moved} and m.key = any ($5::text[])`;
  const { table, column } = place;
  const here = (row: string): string => `(coalesce(${row}.${column}, '${UNKNOWN}') = any ($5::text[]))`;
  return `select m.position, m.n from ${movement} m
      left join ${versionsOf(table)} p on p.code = m.key
        and p.from_position <= m.position and (p.to_position is null or p.to_position > m.position)
      where ${moved} and ${here('p')}
    union all
    -- The place itself became another one: what was counted there by then goes along.
    select p.from_position, s.n * (${here('p')}::int - ${here('b')}::int)
      from ${versionsOf(table)} p
      left join ${table}_history b on b.code = p.code and b.to_position = p.from_position
      cross join lateral (select coalesce(sum(m.n), 0) as n from ${movement} m
        where m.cut = $3 and m.key = p.code and m.measure = $4 and m.position < p.from_position) s
      where p.from_position >= $2 and p.from_position < $1 and ${here('p')} <> ${here('b')}`;
};

type DonationVersion = Omit<Umbrella, 'promised'> & {
  readonly umbrella: boolean;
  readonly umbrella_code: string | null;
  readonly kind: string | null;
  readonly withheld: boolean;
  readonly promised: number;
  readonly from_position: number;
};

/** What umbrellas have beyond their parts (D3), at the rows given. */
const unattributedBy = ({ by, units, key, measure }: Figure, rows: readonly DonationVersion[]): number => {
  if (by === 'CARRIER' || by === 'CATEGORY') return 0;
  const leavesOf = (code: string): number =>
    rows.filter((row) => row.umbrella_code === code && !row.withheld).reduce((sum, { promised }) => sum + promised, 0);
  return rows
    .filter(({ umbrella, kind, withheld }) => umbrella && kind === 'DEVICE' && !withheld)
    .map((row): Umbrella => ({ ...row, promised: String(row.promised), leaves: String(leavesOf(row.code)) }))
    .filter((umbrella) => umbrellaKeys[by](umbrella, units) === key)
    .flatMap(ofUmbrella)
    .filter((total) => total.measure === measure)
    .reduce((sum, { n }) => sum + n, 0);
};

/** The events behind a difference of the funnel; what they added comes to the difference. */
@Injectable()
export class FunnelChanges {
  constructor(private readonly tables: ReadTables) {}

  async events(figure: Figure, page: PageArgs, read: ReadContext): Promise<Connection<TotalEvent>> {
    const since = sinceOf(read).size;
    const source = sourceOf(figure);
    const ofUmbrellas = PROMISED.includes(figure.measure) ? await this.ofUmbrellas(figure, since, read) : [];
    const positions = ofUmbrellas.map(({ position }) => position);
    const values = [
      read.size,
      since,
      source.cut,
      figure.measure,
      source.keys,
      positions,
      ofUmbrellas.map(({ n }) => n),
    ];
    const list: ListSql = {
      name: 'changes.totalEvents',
      filter: { ...figure, since },
      select: 'e.position, e.n',
      from: `(select position, sum(n)::bigint as n
              from (${movementsSql(source)} union all select * from unnest($6::bigint[], $7::bigint[])) c
              group by position having sum(n) <> 0) e`,
      where: [],
      values,
      order: [{ sql: 'e.position', name: 'position', type: 'bigint' }],
    };
    return readPage<{ readonly position: number; readonly n: number }, TotalEvent>(
      this.tables,
      read,
      page,
      list,
      (rows) => rows.map(({ position, n }) => ({ position: Number(position), n: Number(n) })),
    );
  }

  /** Umbrellas and their parts are some hundreds: folded version by version, by the rule that the funnel itself has. */
  private async ofUmbrellas(figure: Figure, since: number, read: ReadContext): Promise<readonly TotalEvent[]> {
    const versions = await this.tables.query<DonationVersion>(
      `select v.code, v.donor_code, v.earmark_province, v.pledged_on, v.committed_on is not null as committed,
              v.promised, v.umbrella, v.umbrella_code, v.kind, v.withheld, v.from_position
       from ${versionsOf('donation')} v
       where v.from_position < $1 and (v.to_position is null or v.to_position >= $2)
         and exists (select from ${versionsOf('donation')} u where u.code = v.code and (u.umbrella or u.umbrella_code is not null))
       order by v.from_position`,
      [read.size, since],
    );
    const rows = new Map(versions.filter((row) => row.from_position < since).map((row) => [row.code, row]));
    let before = unattributedBy(figure, [...rows.values()]);
    return versions
      .filter((row) => row.from_position >= since)
      .map((row) => {
        rows.set(row.code, row);
        const after = unattributedBy(figure, [...rows.values()]);
        const change = { position: row.from_position, n: after - before };
        before = after;
        return change;
      });
  }
}
