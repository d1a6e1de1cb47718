import type { Category } from '../../shared';

export type PhaseCode = 'PH1' | 'PH2';
export type EligibilityReason = 'E1' | 'E2' | 'E3' | 'E4' | 'E5' | 'E6';
export type DevicePossession = 'NONE' | 'SHARED_PHONE' | 'OWN';

export interface Phase {
  readonly code: PhaseCode;
  readonly from: string;
  /** Inclusive. */
  readonly to: string;
  readonly categories: readonly Category[];
  /** Served in this phase too, if the need was registered in the earlier one and went unserved (E4). */
  readonly carriedOver: readonly { readonly category: Category; readonly from: PhaseCode }[];
}

export interface RuleSet {
  readonly version: number;
  /** E3. OTHER_HARDSHIP is not among them: a province would publish a rule set of its own. */
  readonly categories: readonly Category[];
  readonly phases: readonly Phase[];
}

/** Rule set 1 (domain 4.A, 4.C): checked-in data until campaigns publish their own. A published version is never edited. */
export const RULE_SET_1: RuleSet = {
  version: 1,
  categories: ['POOR', 'NEAR_POOR', 'COVID_ORPHAN'],
  phases: [
    {
      code: 'PH1',
      from: '2021-09-12',
      to: '2021-12-31',
      categories: ['POOR', 'NEAR_POOR', 'COVID_ORPHAN'],
      carriedOver: [],
    },
    {
      code: 'PH2',
      from: '2022-01-01',
      to: '2023-12-31',
      categories: ['POOR', 'NEAR_POOR'],
      carriedOver: [{ category: 'COVID_ORPHAN', from: 'PH1' }],
    },
  ],
};

/** What the rules look at; a snapshot of it stands in every EligibilityEvaluated, so anyone can decide again. */
export interface EligibilityInputs {
  readonly evaluatedOn: string;
  readonly registeredOn: string;
  readonly enrolled: boolean;
  readonly phase?: PhaseCode;
  readonly devicePossession: DevicePossession;
  readonly category?: Category;
  readonly categoryYear?: number;
  readonly hasLegalBasis: boolean;
  readonly served: boolean;
  readonly priorityLocality: boolean;
}

export const phaseOn = (ruleSet: RuleSet, day: string): Phase | undefined =>
  ruleSet.phases.find(({ from, to }) => from <= day && day <= to);

const phaseServes = (ruleSet: RuleSet, phase: Phase | undefined, category: Category, registeredOn: string): boolean =>
  phase !== undefined &&
  (phase.categories.includes(category) ||
    phase.carriedOver.some(
      (carried) => carried.category === category && phaseOn(ruleSet, registeredOn)?.code === carried.from,
    ));

/** All rules that fail, in their order; none: eligible. */
export const failingRules = (ruleSet: RuleSet, inputs: EligibilityInputs): EligibilityReason[] => {
  const { category, evaluatedOn, registeredOn } = inputs;
  const phase = phaseOn(ruleSet, evaluatedOn);
  const attestedForTheYear =
    category !== undefined &&
    ruleSet.categories.includes(category) &&
    inputs.categoryYear === Number(evaluatedOn.slice(0, 4));
  // Without a category E3 says what is missing; E4 speaks of the phase.
  const phaseFits = category === undefined ? phase !== undefined : phaseServes(ruleSet, phase, category, registeredOn);
  const fails: Readonly<Record<EligibilityReason, boolean>> = {
    E1: !inputs.enrolled,
    E2: inputs.devicePossession === 'OWN',
    E3: !attestedForTheYear,
    E4: !phaseFits,
    E5: inputs.served,
    E6: !inputs.hasLegalBasis,
  };
  return (['E1', 'E2', 'E3', 'E4', 'E5', 'E6'] as const).filter((rule) => fails[rule]);
};
