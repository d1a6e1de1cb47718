import type { Data } from './body';
import { integer, text } from './facts';

/** Rule set 1 (domain 4.A, 4.C), written again here: who checks does not trust who wrote. A published rule set never changes. */
interface Phase {
  readonly code: string;
  readonly from: string;
  readonly to: string;
  readonly categories: readonly string[];
  readonly carriedOver: readonly string[];
}

const CATEGORIES = ['POOR', 'NEAR_POOR', 'COVID_ORPHAN'];
const PHASES: readonly Phase[] = [
  { code: 'PH1', from: '2021-09-12', to: '2021-12-31', categories: CATEGORIES, carriedOver: [] },
  {
    code: 'PH2',
    from: '2022-01-01',
    to: '2023-12-31',
    categories: ['POOR', 'NEAR_POOR'],
    carriedOver: ['COVID_ORPHAN'],
  },
];

export const phaseOn = (day: string): Phase | undefined => PHASES.find(({ from, to }) => from <= day && day <= to);

/** All rules of rule set 1 that fail on these inputs, in their order. */
export const failingRules = (inputs: Data): readonly string[] => {
  const [category, on] = [text(inputs.category), text(inputs.evaluatedOn)];
  const phase = phaseOn(on);
  const attested = CATEGORIES.includes(category) && integer(inputs.categoryYear) === Number(on.slice(0, 4));
  const carried = phase?.carriedOver.includes(category) && phaseOn(text(inputs.registeredOn))?.code === 'PH1';
  const inPhase = phase !== undefined && (category === '' || phase.categories.includes(category) || carried === true);
  const fails: readonly (readonly [string, boolean])[] = [
    ['E1', inputs.enrolled !== true],
    ['E2', inputs.devicePossession === 'OWN'],
    ['E3', !attested],
    ['E4', !inPhase],
    ['E5', inputs.served === true],
    ['E6', inputs.hasLegalBasis !== true],
  ];
  return fails.filter(([, failed]) => failed).map(([name]) => name);
};
