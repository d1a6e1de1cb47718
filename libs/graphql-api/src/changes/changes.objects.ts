import { Field, ID, InterfaceType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection';
import { ListSize } from '../decorators';
import { Node, parseNodeId } from '../node';
import { Position } from '../scalars';
import type { FieldValue } from './shown';

/** Fields of a thing that change between two sizes; a thing has seldom more. */
const FIELDS = 10;

@InterfaceType('Versioned', {
  implements: () => [Node],
  description: 'A thing whose every earlier state can be told, with the event that made it so.',
  resolveType: ({ id }: Node) => parseNodeId(id)?.type,
})
export abstract class Versioned extends Node {}

@ObjectType({ description: 'One value that a field had, and since which event.' })
export class FieldVersion implements FieldValue {
  @Field(() => String, { description: 'The value as JSON, as the field itself answers it.' })
  readonly value!: string;
  @Field(() => Position, { description: 'Position of the event that set it.' })
  readonly position!: number;
}

@ObjectType({ description: 'Every value that one field of a thing had.' })
export class FieldHistory {
  @Field(() => String)
  readonly field!: string;
  @Field(() => [FieldVersion], { description: 'In ledger order. A field that shows nothing yet has no version.' })
  readonly versions!: readonly FieldVersion[];
}

export const ChangeKind = { ADDED: 'ADDED', CHANGED: 'CHANGED', REMOVED: 'REMOVED', UNCHANGED: 'UNCHANGED' } as const;
registerEnumType(ChangeKind, {
  name: 'ChangeKind',
  valuesMap: {
    ADDED: { description: 'It was not there at the earlier size, or not yours to see.' },
    CHANGED: { description: 'Some of its fields show something else.' },
    REMOVED: { description: 'It is not yours to see any more.' },
    UNCHANGED: { description: 'It shows the same at both sizes.' },
  },
});

@ObjectType({ description: 'A field that shows something else.' })
export class FieldChange {
  @Field(() => String)
  readonly field!: string;
  @Field(() => String, {
    nullable: true,
    description: 'JSON, as of the earlier size; null where the thing was not there.',
  })
  readonly before!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'JSON, as of the later size; null where the thing is not there.',
  })
  readonly after!: string | null;
  @Field(() => [FieldVersion], {
    description: 'What it was set to in between, and by which events, as far as it was yours to see.',
  })
  readonly versions!: readonly FieldVersion[];
}

@ObjectType({ description: 'One thing at two sizes of the ledger.' })
export class ThingChange {
  @Field(() => ID, { description: 'Node id of the thing.' })
  readonly id!: string;
  @Field(() => String, { description: 'Name of its type.' })
  readonly type!: string;
  @Field(() => String, { description: 'Its natural id: tag, code or subject id.' })
  readonly key!: string;
  @Field(() => ChangeKind)
  readonly kind!: keyof typeof ChangeKind;
  @ListSize(FIELDS)
  @Field(() => [FieldChange], { description: 'By name.' })
  readonly fields!: readonly FieldChange[];
}
export const ThingChangeConnection = connectionOf<ThingChange>('ThingChange', () => ThingChange);

@ObjectType({ description: 'A size of the ledger, as it is cited.' })
export class LedgerSize {
  @Field(() => Position, { description: 'Number of events.' })
  readonly size!: number;
  @Field(() => String, { description: 'Hash of the tree of these events (RFC 6962), in base64 as in a checkpoint.' })
  readonly root!: string;
}

@ObjectType({ description: 'What differs between two sizes of the ledger, and the events that made it so.' })
export class Changes {
  @Field(() => LedgerSize)
  readonly from!: LedgerSize;
  @Field(() => LedgerSize)
  readonly to!: LedgerSize;
}
