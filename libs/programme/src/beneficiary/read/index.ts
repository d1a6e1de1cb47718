import { defineReadRoom } from '@graphql-api';
import { beneficiaryProjection } from './beneficiary.projection';
import { Beneficiaries } from './beneficiary.queries';
import { AssignmentResolver, BeneficiaryResolver } from './beneficiary.resolver';

export * from './beneficiary.objects';
export { beneficiaryProjection, type BeneficiaryRow } from './beneficiary.projection';
export { Beneficiaries } from './beneficiary.queries';
export { beneficiaryOf } from './beneficiary.resolver';

export const beneficiaryRead = defineReadRoom({
  resolvers: [BeneficiaryResolver, AssignmentResolver],
  providers: [Beneficiaries],
  projections: [beneficiaryProjection],
});
