import type { EventOf } from '@kernel';
import { type Positioned, defineState } from '@projections';
import type { Carrier } from '@programme/shared';
import { simEvents, simIdOf } from '../domain';

type Event = Positioned<EventOf<(typeof simEvents)[number]>>;

export type SimRow = {
  readonly sim_id: string;
  readonly status: 'ISSUED' | 'ACTIVE' | 'REPLACED';
  readonly carrier: Carrier | null;
  readonly issued_on: string | null;
  readonly activated_on: string | null;
  readonly plan_code: string | null;
  /** The carrier's reason of the last attempt that failed. */
  readonly failure: string | null;
  readonly grant_id: string | null;
  readonly tag: string | null;
  readonly school_code: string | null;
  readonly replaced_by: string | null;
};

const evolve = (found: SimRow | undefined, event: Event, simId: string): SimRow => {
  const row: SimRow = found ?? {
    sim_id: simId,
    status: 'ISSUED',
    carrier: null,
    issued_on: null,
    activated_on: null,
    plan_code: null,
    failure: null,
    grant_id: null,
    tag: null,
    school_code: null,
    replaced_by: null,
  };
  switch (event.type) {
    case 'SimIssued': {
      const { carrier, issuedOn, tag, schoolCode } = event.data;
      return { ...row, carrier, issued_on: issuedOn, tag: tag ?? null, school_code: schoolCode ?? null };
    }
    case 'SimActivated': {
      const { activatedOn, planCode } = event.data;
      return { ...row, status: 'ACTIVE', activated_on: activatedOn, plan_code: planCode, failure: null };
    }
    case 'SimActivationFailed':
      return { ...row, failure: event.data.code, plan_code: event.data.planCode };
    case 'SimAttached':
      return { ...row, grant_id: event.data.grantId };
    case 'SimReplaced':
      return { ...row, status: 'REPLACED', replaced_by: event.data.newSimId };
    case 'SimActivationBecameOverdue':
    case 'ExceptionResolved':
      return row;
  }
};

/** Answers  what state each SIM is in, and which grant it carries. Its numbers are in the vault. */
export const simProjection = defineState<typeof simEvents, SimRow>({
  name: 'sim',
  version: 2,
  events: simEvents,
  table: {
    kind: 'state',
    name: 'sim',
    key: { sim_id: 'uuid' },
    bitemporal: true,
    columns: {
      status: 'text',
      carrier: 'text',
      issued_on: 'day',
      activated_on: 'day',
      plan_code: 'text',
      failure: 'text',
      grant_id: 'uuid',
      tag: 'text',
      school_code: 'text',
      replaced_by: 'uuid',
    },
    indexes: [['grant_id']],
  },
  // ExceptionResolved may stand in other kinds of stream too.
  keys: (event) => (event.stream.startsWith('sim-') ? [simIdOf(event.stream)] : []),
  evolve,
});
