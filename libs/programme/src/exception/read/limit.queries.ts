import { ANY_DAY, at } from '@projections';

/** N9: the programme gives this many grants; a voided one does not count. */
export const PROGRAMME_GRANTS = 1_000_000;

/** A limit that is passed: by how much, since which day, and whose it is. */
export interface LimitRow extends Readonly<Record<string, unknown>> {
  readonly code: string;
  readonly day: string;
  readonly key: string;
  readonly stream: string;
  readonly count: number | null;
  readonly amount_vnd: string | number | null;
  /** Whose it is, for the scope: a carrier or donor, and a province. */
  readonly organisation: string | null;
  readonly province: string | null;
}

const counted = `(select g.grant_id, g.carrier, g.entitled_on from ${at('data_grant', ANY_DAY)} g
                  where g.entitled_on is not null and g.status <> 'VOIDED')`;

/** N9: all grants; the day is that of the first one beyond. */
const programmeGrants = (cap: string): string => `
  select 'PROGRAMME_CAP' as code, f.entitled_on::text as day, 'limit/PROGRAMME_CAP' as key, 'ledger' as stream,
    (select count(*) from ${counted} c) - ${cap} as count, null::numeric as amount_vnd, null::text as organisation, null::text as province
  from (select c.entitled_on from ${counted} c order by c.entitled_on, c.grant_id offset ${cap} limit 1) f`;

/** N9: a carrier's grants that arose under its terms, against what it pledged by them. Of terms that overlap the later ones hold. */
const carrierGrants = `
  select 'CARRIER_CAP', f.entitled_on::text, 'limit/CARRIER_CAP/' || o.code || '/' || (t.term ->> 'validFrom'), 'org-' || o.code,
    f.beyond, null, t.term ->> 'carrier', null
  from ${at('organisation', ANY_DAY)} o
  cross join lateral jsonb_array_elements(o.terms) with ordinality as t (term, place)
  cross join lateral (
    select c.entitled_on, count(*) over () as beyond
    from (select c.entitled_on, c.grant_id from ${counted} c
          where c.carrier = t.term ->> 'carrier' and c.entitled_on >= (t.term ->> 'validFrom')::date
            and (t.term ->> 'validTo' is null or c.entitled_on <= (t.term ->> 'validTo')::date)
            and not exists (select 1 from jsonb_array_elements(o.terms) with ordinality as later (term, place)
                            where later.place > t.place and c.entitled_on >= (later.term ->> 'validFrom')::date
                              and (later.term ->> 'validTo' is null or c.entitled_on <= (later.term ->> 'validTo')::date))
          order by c.entitled_on, c.grant_id offset (t.term ->> 'pledgedGrants')::bigint) c
    order by c.entitled_on, c.grant_id limit 1) f`;

/** D2: what came for all leaves of an umbrella, against what it promised. A leaf's own excess is marked on its stream. */
const umbrellaReceipts = `
  select 'OVER_RECEIPT', max(l.last_received_on)::text, 'limit/OVER_RECEIPT/' || u.code, 'donation-' || u.code,
    case when u.kind <> 'CASH_VND' then sum(l.received) - u.promised end,
    case when u.kind = 'CASH_VND' then sum(l.received) - u.promised end, u.donor_code, u.earmark_province
  from ${at('donation', ANY_DAY)} u
  join ${at('donation', ANY_DAY)} l on l.umbrella_code = u.code and l.kind = u.kind
  where u.umbrella
  group by u.code, u.kind, u.promised, u.donor_code, u.earmark_province
  having sum(l.received) > u.promised`;

/** A1: devices of a counted lot that were sent out, against what the count accepted. */
const allocatedDevices = `
  select 'OVER_ALLOCATION', a.day::text, 'limit/OVER_ALLOCATION/' || d.code || '/' || l.lot_no, 'lot-' || d.code || '-' || l.lot_no,
    a.n - l.accepted, null, d.donor_code, d.earmark_province
  from ${at('donation', ANY_DAY)} d
  cross join lateral (select x ->> 'lotNo' as lot_no, sum((x ->> 'accepted')::bigint) as accepted
                      from jsonb_array_elements(d.lots) x group by 1) l
  join lateral (select count(*) as n, max((v.allocated ->> 'on')::date) as day
                from ${at('device', ANY_DAY)} v where v.donation_code = d.code and v.lot_no = l.lot_no and v.allocated is not null) a
    on a.n > l.accepted`;

/** Every limit that is passed as of the size in $1, whatever streams it goes over (contract 2); `$2` is the programme's cap. */
export const limitsSql = `(${[programmeGrants('$2::bigint'), carrierGrants, umbrellaReceipts, allocatedDevices].join('\n  union all')})`;
