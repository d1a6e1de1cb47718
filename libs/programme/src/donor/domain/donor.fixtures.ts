/** One valid example of each fact and request, for specifications; every part can be said otherwise. */
import type { DonorCommand } from './donor.decider';
import type { DonorEvent } from './donor.events';

const COMMITMENT = 'A'.repeat(43);

export const enterprise: DonorCommand['data'] = {
  code: 'DN-TEST-02',
  kind: 'ENTERPRISE',
  name: 'Tổng công ty Sóng Thử',
  taxCode: '0100000000',
  publicity: 'NAMED',
};
export const individual: DonorCommand['data'] = {
  code: 'DN-TEST-12',
  kind: 'PERSON',
  subjectId: '11111111-1111-4111-8111-111111111121',
  commitments: { name: COMMITMENT },
  publicity: 'ANONYMOUS',
};

export const donorRegistered = (change: Partial<DonorEvent['data']> = {}): DonorEvent => ({
  type: 'DonorRegistered',
  data: { ...enterprise, ...change },
});
export const registerDonor = (change: Partial<DonorCommand['data']> = {}): DonorCommand => ({
  type: 'RegisterDonor',
  data: { ...enterprise, ...change },
});
