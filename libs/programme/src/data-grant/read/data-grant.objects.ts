import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { AssetTag, Bytes, Carrier, Day, Node, Position, ReadsFrom, Versioned, connectionOf } from '@graphql-api';
import type { GrantRow, GrantStatus as Status } from './grant.projection';

const enumOf = <const T extends readonly string[]>(...values: T): { readonly [K in T[number]]: K } =>
  Object.fromEntries(values.map((value) => [value, value])) as { readonly [K in T[number]]: K };

export const GrantStatus = enumOf(
  'ENTITLED',
  'ACTIVE',
  'SUSPENDED',
  'COMPLETED',
  'TERMINATED',
  'VOIDED',
  'EXPIRED_UNACTIVATED',
);
registerEnumType(GrantStatus, { name: 'GrantStatus', description: 'Where a grant is in its life.' });

const GrantDayStates = enumOf(
  'EXACT',
  'SHORT',
  'OVER',
  'MISSED',
  'TERM_SHORTFALL',
  'NO_FILE',
  'OPEN',
  'AHEAD',
  'OUT_OF_WINDOW',
  'INACTIVE',
);
export type GrantDayState = keyof typeof GrantDayStates;
registerEnumType(GrantDayStates, {
  name: 'GrantDayState',
  description: 'What became of a day’s 4 GB, as of the size that is read.',
  valuesMap: {
    EXACT: { description: '4 GiB were credited.' },
    SHORT: { description: 'Less was credited.' },
    OVER: { description: 'More was credited.' },
    MISSED: { description: 'The carrier’s file has no credit for it.' },
    TERM_SHORTFALL: { description: 'Missed, because the carrier’s contract ends after 90 days.' },
    NO_FILE: { description: 'No file of the day came.' },
    OPEN: { description: 'The day’s file may still come.' },
    AHEAD: { description: 'The day has not come.' },
    OUT_OF_WINDOW: { description: 'Credited on a day on which the grant was not active; it does not count.' },
    INACTIVE: { description: 'Nothing was promised: outside of the window, suspended or ended.' },
  },
});

@ObjectType({ description: 'One day of a grant.' })
export class GrantDay {
  @Field(() => Day)
  readonly day!: string;
  @Field(() => Boolean, { description: 'Active at 00:00 of the day: 4 GiB are promised.' })
  readonly active!: boolean;
  @Field(() => GrantDayStates)
  readonly state!: GrantDayState;
  @Field(() => Bytes, { nullable: true, description: 'What the carrier stated.' })
  readonly credited!: number | null;
  @Field(() => Bytes, {
    nullable: true,
    description: 'How far that is from what was promised; null where nothing was stated.',
  })
  readonly amount!: bigint | null;
  @Field(() => String, { nullable: true, description: 'The carrier’s reason, where it could not credit.' })
  readonly code!: string | null;
  @Field(() => Int, { description: 'Further, different statements of the same day; they never count.' })
  readonly conflicts!: number;
  @Field(() => Position, { nullable: true, description: 'The event that states it.' })
  readonly position!: number | null;
}

@ObjectType({ description: 'A time in the window without data.' })
export class GrantPause {
  @Field(() => Day, { description: 'First day without data.' })
  readonly from!: string;
  @Field(() => Day, { nullable: true, description: 'First day with data again; null while it lasts.' })
  readonly to!: string | null;
}

@ObjectType({ description: 'A SIM. Its numbers are in the vault.' })
export class Sim {
  @Field(() => ID)
  readonly simId!: string;
  @Field(() => String, { description: 'ISSUED, ACTIVE or REPLACED.' })
  readonly status!: string;
  @Field(() => Carrier, { nullable: true })
  readonly carrier!: keyof typeof Carrier | null;
  @Field(() => Day, { nullable: true })
  readonly issuedOn!: string | null;
  @Field(() => Day, { nullable: true })
  readonly activatedOn!: string | null;
  @Field(() => String, { nullable: true, description: 'The carrier’s reason, where it could not be switched on.' })
  readonly failure!: string | null;
  @Field(() => ID, { nullable: true, description: 'The SIM that took its place.' })
  readonly replacedBy!: string | null;
}

@ReadsFrom('grant', 'beneficiary')
@ObjectType({
  implements: () => [Node, Versioned],
  description: '4 GB of mobile data a day for three months, which accepting a computer entitles a pupil to.',
})
export class Grant extends Node {
  @Field(() => ID, { description: 'As in events and receipts.' })
  readonly grantId!: string;
  @Field(() => GrantStatus)
  readonly status!: Status;
  @Field(() => ID, { nullable: true, description: 'The pupil; see `beneficiary(id)`.' })
  readonly subjectId!: string | null;
  @Field(() => ID, { nullable: true })
  readonly assignmentId!: string | null;
  @Field(() => AssetTag, { nullable: true, description: 'The device whose acceptance began it.' })
  readonly tag!: string | null;
  @Field(() => Carrier, { nullable: true })
  readonly carrier!: keyof typeof Carrier | null;
  @Field(() => ID, { nullable: true })
  readonly simId!: string | null;
  @Field(() => Day, { nullable: true })
  readonly handedOn!: string | null;
  @Field(() => Day, { nullable: true })
  readonly entitledOn!: string | null;
  @Field(() => Day, { nullable: true })
  readonly activatedOn!: string | null;
  @Field(() => Day, { nullable: true, description: 'First day with data.' })
  readonly firstDay!: string | null;
  @Field(() => Day, { nullable: true, description: 'First day without data: the window is [firstDay, endDay).' })
  readonly endDay!: string | null;
  @Field(() => Int, { nullable: true, description: '89 to 92.' })
  readonly dayCount!: number | null;
  @Field(() => [GrantPause])
  readonly pauses!: readonly GrantPause[];
  @Field(() => Day, { nullable: true })
  readonly endedOn!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it is suspended or ended.' })
  readonly cause!: string | null;
  /** The row that it was made of: for its days. */
  readonly row!: GrantRow;
}
export const GrantConnection = connectionOf<Grant>('Grant', () => Grant);

@InputType({ description: 'Grants that fit everything that is given.' })
export class GrantFilter {
  @Field(() => Carrier, { nullable: true })
  readonly carrier?: keyof typeof Carrier | null;
  @Field(() => GrantStatus, { nullable: true })
  readonly status?: Status | null;
  @Field(() => AssetTag, { nullable: true, description: 'The device whose acceptance began it.' })
  readonly device?: string | null;
  @Field(() => ID, { nullable: true, description: 'The pupil.' })
  readonly beneficiary?: string | null;
  @Field(() => Day, { nullable: true, description: 'Whose window holds this day.' })
  readonly activeOn?: string | null;
}
