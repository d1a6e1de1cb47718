import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Bytes, Carrier, Day, Instant, Node, Position, ReadsFrom, connectionOf } from '@graphql-api';

const enumOf = <const T extends readonly string[]>(...values: T): { readonly [K in T[number]]: K } =>
  Object.fromEntries(values.map((value) => [value, value])) as { readonly [K in T[number]]: K };

export const CarrierDayStateEnum = enumOf('OPEN', 'NO_FILE', 'COMPLETE', 'CLOSED');
registerEnumType(CarrierDayStateEnum, {
  name: 'CarrierDayState',
  description:
    'Open until noon of the second day after it (Vietnam time, by the ledger’s clock); then complete, or without a file.',
});

export const LineClassification = enumOf(
  'EXACT',
  'SHORT',
  'OVER',
  'MISSED',
  'OUT_OF_WINDOW',
  'UNKNOWN_GRANT',
  'DUPLICATE',
);
registerEnumType(LineClassification, {
  name: 'LineClassification',
  description: 'What a carrier’s line is, as of the size that is read: a fact that comes later reclassifies it.',
});

export const GapCodeEnum = enumOf(
  'MISSED',
  'TERM_SHORTFALL',
  'SHORT',
  'OVER',
  'OUT_OF_WINDOW',
  'UNKNOWN_GRANT',
  'DUPLICATE',
  'LATE_FILE',
);
registerEnumType(GapCodeEnum, {
  name: 'GapCode',
  description:
    'MISSED and TERM_SHORTFALL (beyond a 90-day contract) count grants and add up to `missed`; the others count lines.',
});

@ObjectType({ description: 'How much of one kind is wrong on a day.' })
export class CarrierDayGap {
  @Field(() => GapCodeEnum)
  readonly code!: keyof typeof GapCodeEnum;
  @Field(() => Int)
  readonly count!: number;
  @Field(() => Bytes)
  readonly bytes!: bigint;
}

@ObjectType({ description: 'A carrier’s file of the day.' })
export class CarrierFile {
  @Field(() => ID)
  readonly fileId!: string;
  @Field(() => Int)
  readonly fileNo!: number;
  @Field(() => String)
  readonly sha256!: string;
  @Field(() => Int, { description: 'Lines, as the file states them.' })
  readonly lines!: number;
  @Field(() => Bytes)
  readonly bytes!: string;
  @Field(() => String, { description: 'BINARY or DECIMAL: it explains a shortfall and changes no promise.' })
  readonly unitBase!: string;
  @Field(() => String)
  readonly periodMode!: string;
  @Field(() => Boolean, { description: 'It came after the day’s end.' })
  readonly late!: boolean;
  @Field(() => Instant)
  readonly receivedAt!: string;
  @Field(() => Int, { nullable: true, description: 'Lines that became events; null while the file is being recorded.' })
  readonly recorded!: number | null;
  @Field(() => Int, { nullable: true, description: 'Lines that said what was recorded already.' })
  readonly repeated!: number | null;
  @Field(() => Int, { nullable: true })
  readonly rejected!: number | null;
}

@ObjectType({ description: 'What the carrier stated of one grant, and what that is.' })
export class CarrierLine {
  @Field(() => ID)
  readonly grantId!: string;
  @Field(() => String, {
    description: 'CREDITED, FAILED, or CONFLICT: a second, different statement, which never counts.',
  })
  readonly outcome!: string;
  @Field(() => Bytes)
  readonly bytes!: number;
  @Field(() => LineClassification)
  readonly classification!: keyof typeof LineClassification;
  @Field(() => Bytes, { description: 'How far it is from what was promised; the bytes themselves where nothing was.' })
  readonly amount!: number;
  @Field(() => String, { nullable: true, description: 'The carrier’s reason of a failure.' })
  readonly code!: string | null;
  @Field(() => String)
  readonly carrierTxnId!: string;
  @Field(() => ID)
  readonly fileId!: string;
  @Field(() => Int)
  readonly line!: number;
  @Field(() => Boolean, { description: 'Its file came after the day’s end.' })
  readonly late!: boolean;
  @Field(() => Position, { description: 'The event that it stands in.' })
  readonly position!: number;
}
export const CarrierLineConnection = connectionOf<CarrierLine>('CarrierLine', () => CarrierLine);

@ReadsFrom('carrier-day', 'credit', 'grant', 'carrier-terms', 'ledger-time')
@ObjectType({
  implements: () => [Node],
  description:
    'What a carrier was to credit on one service day, and what it stated: promised = creditedInWindow + short + missed − over.',
})
export class CarrierDay extends Node {
  @Field(() => Carrier)
  readonly carrier!: keyof typeof Carrier;
  @Field(() => Day)
  readonly day!: string;
  @Field(() => String, { description: 'The id for REST: `viettel-20211115`.' })
  readonly carrierDayId!: string;
}
export const CarrierDayConnection = connectionOf<CarrierDay>('CarrierDay', () => CarrierDay);

@InputType({ description: 'Days that fit everything that is given.' })
export class CarrierDayFilter {
  @Field(() => Carrier, { nullable: true })
  readonly carrier?: keyof typeof Carrier | null;
  @Field(() => Day, { nullable: true, description: 'From this day on.' })
  readonly from?: string | null;
  @Field(() => Day, { nullable: true, description: 'Up to this day, which is included.' })
  readonly to?: string | null;
}

@ObjectType({
  description: 'What was closed, by whom else than the importer, and the size that the figures were read at.',
})
export class CarrierDayClosing {
  @Field(() => Instant)
  readonly closedAt!: string;
  @Field(() => Position)
  readonly readAtSize!: number;
  @Field(() => Int)
  readonly promisedGrants!: number;
  @Field(() => Bytes)
  readonly promised!: string;
  @Field(() => Bytes)
  readonly creditedInWindow!: string;
  @Field(() => Bytes)
  readonly short!: string;
  @Field(() => Bytes)
  readonly missed!: string;
  @Field(() => Bytes)
  readonly over!: string;
  @Field(() => Boolean, { description: 'They are still what the ledger says now; a late fact changes it.' })
  readonly upToDate!: boolean;
}
