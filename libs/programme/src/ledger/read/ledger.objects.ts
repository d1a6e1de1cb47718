import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Instant, LedgerEvent, ListSize, Position, type LedgerEventValue } from '@graphql-api';

/** The data of a stream's events has seldom more fields. */
const FIELDS = 10;
/** As many are listed. */
const DIFFERENCES = 20;
/** There are about a dozen. */
export const PROJECTIONS = 20;
/** A projection that leaves out more is a wrong one. */
const SKIPS = 10;

@ObjectType('Ledger', { description: 'The ledger as it was read for this answer.' })
export class LedgerObject {
  @Field(() => Position, { description: 'Number of events that the answer is made of.' })
  readonly size!: number;
  @Field(() => String, { description: 'Hash of the tree of these events (RFC 6962), in base64 as in a checkpoint.' })
  readonly root!: string;
  @Field(() => Position, {
    nullable: true,
    description: 'Position of the last of these events; null where there is none.',
  })
  readonly position!: number | null;
  @Field(() => Int, { description: 'Events that the ledger has beyond these.' })
  readonly lagEvents!: number;
  @Field(() => String, {
    nullable: true,
    description:
      'The latest signed checkpoint (C2SP signed-note), whatever size the answer is read at: `consistency` leads from one to the other. Null before the first.',
  })
  readonly checkpoint!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'DEMO: everything in it is invented. PRODUCTION. Null while it is empty.',
  })
  readonly purpose!: string | null;
  @Field(() => Instant, { nullable: true, description: 'When its first event was recorded.' })
  readonly openedAt!: string | null;
}

@ObjectType({ description: 'One value that a field had, and since which event.' })
export class StreamFieldVersion {
  @Field(() => String, { description: 'The value as JSON.' })
  readonly value!: string;
  @Field(() => LedgerEvent, { description: 'The event that set it.' })
  readonly event!: LedgerEventValue;
}

@ObjectType({ description: 'Every value that one field of the data had in a stream.' })
export class StreamField {
  @Field(() => String, { description: 'Name of the field in the data of the events.' })
  readonly field!: string;
  @Field(() => [StreamFieldVersion], {
    description: 'In ledger order; a repetition of the value before is not a version.',
  })
  readonly versions!: readonly StreamFieldVersion[];
}

@ObjectType({
  description:
    'One stream, as a publisher of contracts would show it: its releases, what they compile to, and every version of every field. The fold is plain: for each field of the data, the last event that has it.',
})
export class Stream {
  @Field(() => String)
  readonly name!: string;
  /** Not a field of its own: `releases` pages over it. */
  readonly events!: readonly LedgerEventValue[];
  @Field(() => String, { description: 'JSON of the last value of every field.' })
  readonly compiled!: string;
  @ListSize(FIELDS)
  @Field(() => [StreamField], { description: 'The history of every field, with the events that set it.' })
  readonly versioned!: readonly StreamField[];
}

@ObjectType({ description: 'Why a projection stopped.' })
export class ProjectionError {
  @Field(() => Position, { description: 'Position of the event that could not be applied.' })
  readonly position!: number;
  @Field(() => ID, { description: 'The event.' })
  readonly eventId!: string;
  @Field(() => String)
  readonly code!: string;
  @Field(() => String)
  readonly message!: string;
}

@ObjectType({ description: 'A row that one of the two sets of tables has and the other has not.' })
export class ProjectionDifference {
  @Field(() => String)
  readonly table!: string;
  @Field(() => String, { description: 'Which of them has it: LIVE or NEW.' })
  readonly side!: string;
  @Field(() => String, { description: 'The row as JSON.' })
  readonly row!: string;
}

@ObjectType({
  description: 'Tables that are built beside those that serve, and take their place when they say the same.',
})
export class ProjectionBuild {
  @Field(() => Int)
  readonly version!: number;
  @Field(() => Position, { nullable: true, description: 'Position of the last event applied; null where none is.' })
  readonly position!: number | null;
  @Field(() => Position, { description: 'Number of events at which they are compared.' })
  readonly target!: number;
  @Field(() => Int, { nullable: true, description: 'Events a second, of late.' })
  readonly rate!: number | null;
  @Field(() => ProjectionError, { nullable: true, description: 'The event that stopped them.' })
  readonly lastError!: ProjectionError | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'Rows that only one of the two has; null until they were compared. More than 0: they wait for `switch` or `abort`.',
  })
  readonly differing!: number | null;
  @Field(() => String, { nullable: true, description: 'Digest of the tables that serve, at `comparedSize`.' })
  readonly digestLive!: string | null;
  @Field(() => String, { nullable: true, description: 'Digest of these, at `comparedSize`.' })
  readonly digestNew!: string | null;
  @Field(() => Position, { nullable: true })
  readonly comparedSize!: number | null;
  @ListSize(DIFFERENCES)
  @Field(() => [ProjectionDifference], { description: 'The first of the rows that differ.' })
  readonly differences!: readonly ProjectionDifference[];
}

@ObjectType({ description: 'The tables of a scratch beside the live ones, both at the size of the scratch.' })
export class ProjectionComparison {
  @Field(() => String, {
    nullable: true,
    description: 'Digest of the live tables; null where they were not as far, or have other columns.',
  })
  readonly digestLive!: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Rows that only one of the two has; null where there is no digest.',
  })
  readonly differing!: number | null;
  @ListSize(DIFFERENCES)
  @Field(() => [ProjectionDifference], {
    description: 'The first of the rows that differ; those of the scratch are NEW.',
  })
  readonly differences!: readonly ProjectionDifference[];
}

@ObjectType({ description: 'An event that a version of a projection leaves out, or shall.' })
export class ProjectionSkip {
  @Field(() => Int, { description: 'The version of the projection that stopped at it.' })
  readonly version!: number;
  @Field(() => Position)
  readonly position!: number;
  @Field(() => ID)
  readonly eventId!: string;
  @Field(() => String, { description: 'Why, as a code.' })
  readonly reason!: string;
  @Field(() => ID, { description: 'The administrator who proposed it.' })
  readonly proposedBy!: string;
  @Field(() => ID, {
    nullable: true,
    description: 'Another one, who approved; null until then, and the projection waits.',
  })
  readonly approvedBy!: string | null;
}

@ObjectType({ description: 'What keeps a part of the read tables, and how far it is.' })
export class Projection {
  @Field(() => String)
  readonly name!: string;
  @Field(() => Int)
  readonly version!: number;
  @Field(() => String, {
    description:
      'LIVE, CATCHING_UP, REBUILDING, PAUSED, FAULTED or STALLED; of a scratch REBUILDING, READY or FAULTED.',
  })
  readonly state!: string;
  @Field(() => Position, { nullable: true, description: 'Position of the last event applied; null where none is.' })
  readonly position!: number | null;
  @Field(() => Position, { description: 'Number of events in the ledger; of a scratch its size.' })
  readonly head!: number;
  @Field(() => Int, { description: 'Events that are not applied yet.' })
  readonly lagEvents!: number;
  @Field(() => Int, { nullable: true, description: 'Seconds since the oldest event that isn’t applied was recorded.' })
  readonly lagSeconds!: number | null;
  @Field(() => Int, { nullable: true, description: 'Events a second, of late.' })
  readonly rate!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Seconds to the head at this rate; null where it is there, or stands still.',
  })
  readonly secondsToGo!: number | null;
  @Field(() => String, {
    description:
      'Tree hash of exactly the events that it applied; that of the log at this size, or something was skipped.',
  })
  readonly root!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'Digest of its tables at `digestSize`, as the last rebuild proved it, or the scratch has it; null where there was none. Taking one reads the tables whole, so no query takes one.',
  })
  readonly digest!: string | null;
  @Field(() => Position, { nullable: true, description: 'Number of events that the digest is made of.' })
  readonly digestSize!: number | null;
  @Field(() => ProjectionBuild, {
    nullable: true,
    description: 'The tables that are built anew beside these; null where none are.',
  })
  readonly build!: ProjectionBuild | null;
  @Field(() => ProjectionError, { nullable: true, description: 'The event that stopped it, and what went wrong.' })
  readonly lastError!: ProjectionError | null;
  @Field(() => ProjectionComparison, {
    nullable: true,
    description: 'Of a scratch that is READY: the live tables at its size. Null elsewhere.',
  })
  readonly comparison?: ProjectionComparison | null;
  @ListSize(SKIPS)
  @Field(() => [ProjectionSkip], {
    description: 'Events that it leaves out, or shall, in ledger order; a proposal that nobody approved is among them.',
  })
  readonly skips!: readonly ProjectionSkip[];
}

@ObjectType({
  description:
    'Read tables of the first events of the ledger, made anew beside the live ones. A request with the header `Ledger-Scratch: <id>` is answered from them.',
})
export class Scratch {
  @Field(() => ID, { description: 'The command id with which it was ordered.' })
  readonly id!: string;
  @Field(() => Position, { description: 'Number of events that it is made of.' })
  readonly size!: number;
  @Field(() => String, { description: 'WAITING, BUILDING, READY, FAILED or DROPPING.' })
  readonly state!: string;
  @Field(() => String, { description: 'What it is for, as a code.' })
  readonly reason!: string;
  @ListSize(PROJECTIONS)
  @Field(() => [String], { description: 'Names of its projections: `projections(scratch:)` shows them.' })
  readonly projections!: readonly string[];
  @Field(() => ID, { description: 'The administrator who ordered it.' })
  readonly orderedBy!: string;
  @Field(() => Instant)
  readonly orderedAt!: string;
}
