import type { EventOf } from '@kernel';
import { type Positioned, defineState } from '@projections';
import { donorEvents } from '../domain';

type Event = Positioned<EventOf<(typeof donorEvents)[number]>>;

export type DonorRow = {
  readonly code: string;
  readonly kind: Event['data']['kind'];
  /** An organisation's public name; a person's is in the vault and in no table. */
  readonly name: string | null;
  readonly tax_code: string | null;
  readonly publicity: Event['data']['publicity'];
};

/** Answers  who gives, by code; never who a person is. */
export const donorProjection = defineState<typeof donorEvents, DonorRow>({
  name: 'donor',
  version: 2,
  events: donorEvents,
  table: {
    kind: 'state',
    name: 'donor',
    key: { code: 'text' },
    bitemporal: true,
    columns: { kind: 'text', name: 'text', tax_code: 'text', publicity: 'text' },
    indexes: [['kind']],
  },
  keys: ({ stream }) => [stream.slice('donor-'.length)],
  evolve: (_, { data: { kind, name, taxCode, publicity } }, code) => ({
    code,
    kind,
    name: name ?? null,
    tax_code: taxCode ?? null,
    publicity,
  }),
});
