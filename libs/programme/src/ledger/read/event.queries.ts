import { Field, ID, InputType } from '@nestjs/graphql';
import { AssetTag, Day, Instant, naturalId, scopeSql, type ListSql, type ReadContext } from '@graphql-api';

@InputType({ description: 'Both ends belong to it; either may be absent.' })
export class DayRange {
  @Field(() => Day, { nullable: true })
  readonly from?: string | null;
  @Field(() => Day, { nullable: true })
  readonly to?: string | null;
}

@InputType({ description: 'Both ends belong to it; either may be absent.' })
export class InstantRange {
  @Field(() => Instant, { nullable: true })
  readonly from?: string | null;
  @Field(() => Instant, { nullable: true })
  readonly to?: string | null;
}

@InputType({ description: 'Events that fit everything that is given.' })
export class EventFilter {
  @Field(() => [String], { nullable: true, description: 'Kinds of event: `DeviceReceived`.' })
  readonly types?: readonly string[] | null;
  @Field(() => String, { nullable: true })
  readonly stream?: string | null;
  @Field(() => String, { nullable: true, description: 'The stream’s name up to its first hyphen: `device`, `book`.' })
  readonly streamKind?: string | null;
  @Field(() => ID, { nullable: true })
  readonly actorId?: string | null;
  @Field(() => String, { nullable: true })
  readonly actorRole?: string | null;
  @Field(() => String, { nullable: true, description: 'Unit or organisation of the actor.' })
  readonly unit?: string | null;
  @Field(() => DayRange, { nullable: true, description: 'The Vietnam day on which it happened.' })
  readonly occurredOn?: DayRange | null;
  @Field(() => InstantRange, { nullable: true })
  readonly recordedAt?: InstantRange | null;
  @Field(() => ID, { nullable: true })
  readonly commandId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The first command of the chain.' })
  readonly correlation?: string | null;
  @Field(() => AssetTag, { nullable: true, description: 'About this device.' })
  readonly device?: string | null;
  @Field(() => ID, { nullable: true, description: 'About this donor, by its code.' })
  readonly donor?: string | null;
  @Field(() => ID, { nullable: true, description: 'About this donation, by its code.' })
  readonly donation?: string | null;
  @Field(() => ID, { nullable: true, description: 'About this pupil.' })
  readonly beneficiary?: string | null;
  @Field(() => ID, { nullable: true })
  readonly grant?: string | null;
  @Field(() => ID, { nullable: true, description: 'Came of this import, or of this carrier’s file.' })
  readonly importId?: string | null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What stands under an id that is no uuid: nothing. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** References of the filter, each in the words of `event_ref`; an import is found under either of its two kinds. */
const refsOf = (filter: EventFilter): readonly (readonly string[])[] => {
  const refs: (readonly string[])[] = [];
  if (filter.device != null) refs.push([`device:${filter.device}`]);
  if (filter.donor != null) refs.push([`donor:${naturalId('Donor', filter.donor)}`]);
  if (filter.donation != null) refs.push([`donation:${naturalId('Donation', filter.donation)}`]);
  if (filter.beneficiary != null) refs.push([`beneficiary:${naturalId('Beneficiary', filter.beneficiary)}`]);
  if (filter.grant != null) refs.push([`grant:${naturalId('Grant', filter.grant)}`]);
  if (filter.importId != null) refs.push([`import:${filter.importId}`, `file:${filter.importId}`]);
  return refs;
};

/**
 * The list of events as SQL: positions, in ledger order. Bodies come from the journal. A reference leads the join, because its index has
 * the positions in order, so that a page deep in the history of one thing costs what the first one costs.
 */
export const eventList = (filter: EventFilter, read: ReadContext, publicEntries: boolean): ListSql => {
  const values: unknown[] = [read.size];
  const where = ['e.position < $1'];
  const given = (value: unknown, condition: (parameter: string) => string): void => {
    if (value == null) return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  given(read.occurredOn, (n) => `e.occurred_on <= ${n}::date`);
  given(filter.types, (n) => `e.type = any (${n}::text[])`);
  given(filter.stream, (n) => `e.stream = ${n}`);
  given(filter.streamKind, (n) => `e.stream_kind = ${n}`);
  given(filter.actorId, (n) => `e.actor_id = ${n}`);
  given(filter.actorRole, (n) => `e.actor_role = ${n}`);
  given(filter.unit, (n) => `e.unit = ${n}`);
  given(filter.occurredOn?.from, (n) => `e.occurred_on >= ${n}::date`);
  given(filter.occurredOn?.to, (n) => `e.occurred_on <= ${n}::date`);
  given(filter.recordedAt?.from, (n) => `e.recorded_at >= ${n}::timestamptz`);
  given(filter.recordedAt?.to, (n) => `e.recorded_at <= ${n}::timestamptz`);
  for (const [column, id] of [
    ['command_id', filter.commandId],
    ['correlation', filter.correlation],
  ] as const) {
    if (id == null) continue;
    if (isUuid(id)) given(id, (n) => `e.${column} = ${n}::uuid`);
    else where.push('false');
  }
  const [lead, ...others] = refsOf(filter);
  if (lead?.length === 1) given(lead[0], (n) => `r.ref = ${n}`);
  for (const refs of lead && lead.length > 1 ? [lead, ...others] : others)
    given(
      refs,
      (n) => `exists (select 1 from event_ref o where o.ref = any (${n}::text[]) and o.position = e.position)`,
    );
  if (!publicEntries) where.push(scopeSql(read.viewer, { units: ['e.unit'], organisations: ['e.unit'] }, values));
  const led = lead?.length === 1;
  return {
    name: 'events',
    filter,
    select: 'e.position',
    from: led ? 'event_ref r join event_list e on e.position = r.position' : 'event_list e',
    where,
    values,
    order: [{ sql: led ? 'r.position' : 'e.position', name: 'position', type: 'bigint' }],
  };
};
