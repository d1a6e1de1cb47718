import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { AssetTag, Carrier, Day, Node, Position, ReadsFrom, Versioned, Vnd, connectionOf } from '@graphql-api';
import type { DeviceRow } from './device.projection';

const enumOf = <const T extends readonly string[]>(...values: T): { readonly [K in T[number]]: K } =>
  Object.fromEntries(values.map((value) => [value, value])) as { readonly [K in T[number]]: K };

export const DeviceStateEnum = enumOf(
  'UNKNOWN',
  'RECEIVED',
  'REJECTED',
  'AVAILABLE',
  'IN_TRANSIT',
  'AT_SCHOOL',
  'RESERVED',
  'DELIVERED',
  'IN_USE',
  'FAULTY',
  'UNDER_REPAIR',
  'RETURNED',
  'TO_RECOVER',
  'LOST',
  'STOLEN',
  'RECOVERED',
  'QUARANTINED',
  'SCRAPPED',
  'RETURNED_TO_DONOR',
  'DONATED_ON',
  'WRITTEN_OFF',
);
registerEnumType(DeviceStateEnum, {
  name: 'DeviceState',
  description: 'Where a device is in its life. RETURNED and RECOVERED wait for an inspection.',
});

export const DeviceStateClassEnum = enumOf('PENDING', 'DEPLOYABLE', 'DEPLOYED', 'UNDEPLOYABLE', 'ARCHIVED');
registerEnumType(DeviceStateClassEnum, { name: 'DeviceStateClass', description: 'The classes that reports count in.' });

export const DeviceTypeEnum = enumOf('DESKTOP', 'LAPTOP', 'TABLET', 'SMARTPHONE');
registerEnumType(DeviceTypeEnum, { name: 'DeviceType', description: 'What a device is.' });

export const CustodianKindEnum = enumOf('WAREHOUSE', 'SCHOOL', 'AUTHORITY', 'PUPIL', 'REPAIR');
registerEnumType(CustodianKindEnum, { name: 'CustodianKind', description: 'Who may have a device.' });

@ObjectType('Custodian', { description: 'Who has a device: an organisation by its code, a pupil by the subject id.' })
export class CustodianObject {
  @Field(() => CustodianKindEnum)
  readonly kind!: keyof typeof CustodianKindEnum;
  @Field(() => ID, { nullable: true, description: 'Null where it is a pupil that you may not be told of.' })
  readonly code!: string | null;
}

@ObjectType('DeviceCustody', {
  description: 'Exactly one custodian at every time (V1), the releaser while on its way.',
})
export class DeviceCustody {
  @Field(() => CustodianObject)
  readonly custodian!: CustodianObject;
  @Field(() => CustodianObject, { nullable: true, description: 'Whom it is on its way to.' })
  readonly onTheWayTo!: CustodianObject | null;
  @Field(() => ID, { nullable: true })
  readonly transferId!: string | null;
}

@ObjectType('DeviceAssignment', { description: 'One assignment of a device to a pupil; at most one is open (V2).' })
export class DeviceAssignmentObject {
  @Field(() => ID)
  readonly assignmentId!: string;
  @Field(() => ID, { description: 'The pupil: a random id.' })
  readonly subjectId!: string;
  @Field(() => String, { nullable: true })
  readonly schoolCode!: string | null;
  @Field(() => String, { nullable: true, description: 'GIFT or LOAN.' })
  readonly tenure!: string | null;
  @Field(() => Day, { nullable: true })
  readonly assignedOn!: string | null;
  @Field(() => Day, { nullable: true })
  readonly handedOn!: string | null;
  @Field(() => Day, { nullable: true, description: 'By the pupil’s side: this is delivery (G6).' })
  readonly acceptedOn!: string | null;
  @Field(() => Carrier, { nullable: true })
  readonly carrier!: keyof typeof Carrier | null;
  @Field(() => String, { nullable: true, description: 'How it ended; null while it is open.' })
  readonly end!: string | null;
  @Field(() => Day, { nullable: true })
  readonly endedOn!: string | null;
  @Field(() => Boolean, { description: 'It should never have been: the wrong child, or one served twice.' })
  readonly voided!: boolean;
}

/** What a device was at some size: the same in a version as now. */
@ObjectType({ isAbstract: true })
export abstract class DeviceContent {
  @Field(() => DeviceStateEnum)
  readonly state!: keyof typeof DeviceStateEnum;
  @Field(() => DeviceStateClassEnum)
  readonly stateClass!: keyof typeof DeviceStateClassEnum;
  @Field(() => DeviceCustody, { nullable: true })
  readonly custody!: DeviceCustody | null;
  @Field(() => String, { nullable: true, description: 'The school that has it, is to get it, or whose pupil has it.' })
  readonly schoolCode!: string | null;
  @Field(() => DeviceAssignmentObject, { nullable: true, description: 'The open one.' })
  readonly assignment!: DeviceAssignmentObject | null;
  @Field(() => [String], { description: 'Flags that withhold something until a second person resolves them.' })
  readonly openFlags!: readonly string[];
}

@ReadsFrom('device', 'donation', 'organisation')
@ObjectType('Device', { implements: () => [Node, Versioned], description: 'A computer, from the lot to the pupil.' })
export class Device extends DeviceContent implements Node {
  @Field(() => ID)
  readonly id!: string;
  @Field(() => AssetTag)
  readonly tag!: string;
  @Field(() => String, { nullable: true })
  readonly donationCode!: string | null;
  @Field(() => String, { nullable: true })
  readonly lotNo!: string | null;
  @Field(() => DeviceTypeEnum, { nullable: true })
  readonly type!: keyof typeof DeviceTypeEnum | null;
  @Field(() => String, { nullable: true })
  readonly maker!: string | null;
  @Field(() => String, { nullable: true })
  readonly model!: string | null;
  @Field(() => String, { nullable: true })
  readonly serial!: string | null;
  @Field(() => [String])
  readonly imei!: readonly string[];
  @Field(() => String, { nullable: true, description: 'NEW, REFURBISHED or USED.' })
  readonly condition!: string | null;
  @Field(() => Vnd, { nullable: true })
  readonly unitVnd!: number | null;
  @Field(() => Day, { nullable: true })
  readonly receivedOn!: string | null;
  @Field(() => Position, { nullable: true, description: 'The event of the receipt.' })
  readonly receivedAt!: number | null;
  @Field(() => Day, { nullable: true, description: 'When it was first found usable.' })
  readonly usableOn!: string | null;
  @Field(() => [DeviceAssignmentObject], { description: 'All of them, the first one first.' })
  readonly assignments!: readonly DeviceAssignmentObject[];

  readonly row!: DeviceRow;
}
export const DeviceConnection = connectionOf<Device>('Device', () => Device);

@ReadsFrom('device')
@ObjectType('DeviceVersion', { description: 'What a device was, from one event to the next that changed it.' })
export class DeviceVersion extends DeviceContent {
  @Field(() => Position, { description: 'The event that made it so.' })
  readonly from!: number;
  @Field(() => Position, { nullable: true, description: 'The event that made it otherwise; null while it is so.' })
  readonly to!: number | null;
}
export const DeviceVersionConnection = connectionOf<DeviceVersion>('DeviceVersion', () => DeviceVersion);

@InputType({ description: 'Devices that fit everything that is given.' })
export class DeviceFilter {
  @Field(() => [DeviceStateEnum], { nullable: true })
  readonly states?: readonly (keyof typeof DeviceStateEnum)[] | null;
  @Field(() => DeviceTypeEnum, { nullable: true })
  readonly type?: keyof typeof DeviceTypeEnum | null;
  @Field(() => String, { nullable: true, description: 'Code of the donation.' })
  readonly donation?: string | null;
  @Field(() => String, { nullable: true, description: 'Number of the lot within its donation.' })
  readonly lotNo?: string | null;
  @Field(() => String, { nullable: true, description: 'Code of the school.' })
  readonly school?: string | null;
  @Field(() => String, { nullable: true, description: 'Code of the organisation that has it.' })
  readonly custodian?: string | null;
  @Field(() => ID, { nullable: true, description: 'The pupil that it is assigned to.' })
  readonly subjectId?: string | null;
  @Field(() => String, { nullable: true })
  readonly serial?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Something of it waits for a second person.' })
  readonly waiting?: boolean | null;
}
