import type { Body } from './body';
import { record, text, withholding } from './facts';

/** What the rules keep of one pupil's stream. */
export interface Pupil {
  status: 'registered' | 'refused' | 'lapsed' | 'duplicate';
  lapseReason: string;
  readonly registrar: string;
  readonly registrationId: string;
  readonly registeredOn: string;
  possession: string;
  attestation: { readonly category: string; readonly year: unknown } | null;
  hasLegalBasis: boolean;
  eligibility: { readonly result: string; readonly reasons: readonly string[] } | null;
  readonly assignments: Map<string, Assignment>;
  readonly waiting: Map<string, WaitingFact>;
}

interface WaitingFact {
  readonly author: string;
  readonly code: string;
  /** It withholds an allocation; the lack of consent does not, rule E6 speaks for it. */
  readonly blocks: boolean;
  readonly attestation?: Pupil['attestation'];
}

export interface Assignment {
  readonly tag: string;
  readonly school: string;
  readonly tenure: string;
  readonly replaces: string;
  readonly proposer: string;
  status: 'proposed' | 'rejected' | 'promised' | 'confirmed' | 'released' | 'served' | 'ended';
  served: boolean;
  voided: boolean;
  endReason: string;
}

export const newPupil = (event: Body): Pupil => {
  const { data } = event;
  const flags = withholding(data);
  const waiting = {
    author: event.actor.id,
    code: flags[0] ?? '',
    blocks: flags.some((flag) => flag !== 'CONSENT'),
  };
  return {
    status: 'registered',
    lapseReason: '',
    registrar: event.actor.id,
    registrationId: event.id,
    registeredOn: text(data.registeredOn),
    possession: text(data.devicePossession),
    attestation: null,
    hasLegalBasis: isSufficient(data),
    eligibility: null,
    assignments: new Map(),
    waiting: flags.length > 0 ? new Map([[event.id, waiting]]) : new Map(),
  };
};

/** E6: consent of the guardian and, from seven years on, the child's own; or a function of the state. Dated before the processing. */
const isSufficient = ({ legalBasis, ownConsentRequired, registeredOn }: Body['data']): boolean => {
  const basis = record(legalBasis);
  if (legalBasis === undefined || text(basis.signedOn) > text(registeredOn)) return false;
  return basis.kind === 'STATE_FUNCTION' || ownConsentRequired !== true || basis.childConsent === true;
};

/** Ends that let the pupil have one more device in place of the one that was had and lost, or broke (4.F). */
const REPLACEABLE: ReadonlySet<string> = new Set(['LOST', 'STOLEN', 'REPLACED_DOA']);

export const isOpen = ({ status }: Assignment): boolean =>
  status === 'promised' || status === 'confirmed' || status === 'served';

export const openAssignment = ({ assignments }: Pupil): Assignment | undefined =>
  [...assignments.values()].find(isOpen);

export const hasBlockingFact = ({ waiting }: Pupil): boolean => [...waiting.values()].some(({ blocks }) => blocks);

/** What forbids another device; null where nothing does. */
export const mayHave = (pupil: Pupil, replaces: string | undefined): string | null => {
  const all = [...pupil.assignments.values()];
  if (pupil.status !== 'registered') return 'NEED_LAPSED';
  const had = all.some((one) => one.served && !one.voided);
  if (openAssignment(pupil) || (replaces === undefined && had)) return 'ALREADY_SERVED';
  if (replaces !== undefined) {
    const replaced = pupil.assignments.get(replaces);
    if (!replaced?.served || replaced.status !== 'ended' || !REPLACEABLE.has(replaced.endReason))
      return 'NOT_REPLACEABLE';
    if (all.some((one) => one.replaces !== '' && one.served && !one.voided)) return 'REPLACEMENT_USED';
  }
  const { eligibility } = pupil;
  const eligible =
    eligibility?.result === 'ELIGIBLE' ||
    (replaces !== undefined && eligibility !== null && eligibility.reasons.every((reason) => reason === 'E5'));
  return eligible ? null : 'NOT_ELIGIBLE';
};
