import type { RegisterDonor } from './donor.decider';
import type { DonorEvent } from './donor.events';

const enterprise = {
  code: 'DN-TEST-01',
  kind: 'ENTERPRISE' as const,
  name: 'Công ty Thử Nghiệm',
  publicity: 'NAMED' as const,
};

/** A person: no name, only what stands for it. */
export const aPerson = {
  name: undefined,
  kind: 'PERSON' as const,
  subjectId: '44444444-4444-4444-8444-444444444444',
  commitments: { name: 'A'.repeat(43) },
  publicity: 'ANONYMOUS' as const,
};

export const donorRegistered = (data: Partial<DonorEvent['data']> = {}): DonorEvent => ({
  type: 'DonorRegistered',
  data: { ...enterprise, ...data },
});

export const registerDonor = (data: Partial<RegisterDonor['data']> = {}): RegisterDonor => ({
  type: 'RegisterDonor',
  data: { ...enterprise, ...data },
});
