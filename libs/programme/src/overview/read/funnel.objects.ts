import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

export const FunnelLevelEnum = { PROVINCE: 'PROVINCE', DISTRICT: 'DISTRICT' } as const;
registerEnumType(FunnelLevelEnum, {
  name: 'FunnelLevel',
  description: 'How fine the rows by LOCALITY are. Districts are those of 2021.',
});

/** The columns of the funnel, in the order of a device's life; then what it is now, and what went wrong (domain 5). */
export const FUNNEL_COLUMNS = [
  'pledged',
  'committed',
  'received',
  'accepted',
  'allocated',
  'dispatched',
  'atSchool',
  'assigned',
  'handedOver',
  'acceptedByPupil',
  'inUse',
  'returned',
  'lost',
  'faulty',
  'replaced',
  'voided',
  'leakage',
] as const;
export type FunnelColumn = (typeof FUNNEL_COLUMNS)[number];
/** Columns that the ledger can fill for a row; null is what this cut can't know, which is not 0. */
export type FunnelFigures = { readonly [C in FunnelColumn]: number | null };

@ObjectType({
  description:
    'Devices by how far they came; each stage counts those that reached it. Null: this cut can not know it (which is not 0). Money is in none of them.',
})
export class FunnelRow implements FunnelFigures {
  @Field(() => String, {
    description:
      'Code of the place, phase, donor, carrier or category. UNEARMARKED: pledged for wherever the need is; UNKNOWN: at an organisation that nobody registered; OUTSIDE: in no phase.',
  })
  readonly key!: string;
  @Field(() => String)
  readonly name!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Devices that count as promised; by LOCALITY those earmarked for it.',
  })
  readonly pledged!: number | null;
  @Field(() => Int, { nullable: true, description: 'Of those, promised in writing.' })
  readonly committed!: number | null;
  @Field(() => Int, { nullable: true, description: 'Counted in.' })
  readonly received!: number | null;
  @Field(() => Int, { nullable: true, description: 'Found usable.' })
  readonly accepted!: number | null;
  @Field(() => Int, { nullable: true, description: 'To a school; until rounds allocate, the same as dispatched.' })
  readonly allocated!: number | null;
  @Field(() => Int, { nullable: true })
  readonly dispatched!: number | null;
  @Field(() => Int, { nullable: true })
  readonly atSchool!: number | null;
  @Field(() => Int, { nullable: true, description: 'To a pupil, approved. By CATEGORY: assignments.' })
  readonly assigned!: number | null;
  @Field(() => Int, { nullable: true })
  readonly handedOver!: number | null;
  @Field(() => Int, { nullable: true, description: 'Delivered (G6). By CATEGORY and CARRIER: pupils.' })
  readonly acceptedByPupil!: number | null;
  @Field(() => Int, { nullable: true, description: 'Now.' })
  readonly inUse!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Given back, and not yet inspected. By CATEGORY: assignments that ended so.',
  })
  readonly returned!: number | null;
  @Field(() => Int, { nullable: true, description: 'Lost or stolen, now. By CATEGORY: assignments that ended so.' })
  readonly lost!: number | null;
  @Field(() => Int, { nullable: true, description: 'Faulty or under repair, now.' })
  readonly faulty!: number | null;
  @Field(() => Int, { nullable: true, description: 'Dead on arrival. By CATEGORY: replacements that were accepted.' })
  readonly replaced!: number | null;
  @Field(() => Int, { nullable: true, description: 'Assignments that should never have been.' })
  readonly voided!: number | null;
  @Field(() => Int, { nullable: true, description: 'Of those, accepted.' })
  readonly leakage!: number | null;
}
