import { addDays } from '../../shared';

/** What is in force where: Directives 15, 16 and 19, and online teaching (domain 4.A). */

export type MeasureKind = 'DIR16' | 'DIR15' | 'DIR19' | 'ONLINE_TEACHING';

export interface Measure {
  readonly measureId: string;
  readonly unitCode: string;
  readonly kind: MeasureKind;
  readonly from: string;
  /** The last day; null while it lasts. */
  readonly to: string | null;
}

export interface Period {
  readonly from: string;
  readonly to: string | null;
}

/** Days sort as text; this one is after all of them. */
const FOR_EVER = '9999-12-31';

/** The periods of one kind in one unit: what overlaps or touches is one period; a gap stays a gap. */
export const mergedPeriods = (measures: readonly Period[]): readonly Period[] => {
  const merged: Period[] = [];
  for (const { from, to } of measures.toSorted((one, other) => (one.from < other.from ? -1 : 1))) {
    const last = merged.at(-1);
    const touches = last && (last.to === null || from <= addDays(last.to, 1));
    if (!touches) merged.push({ from, to });
    else if (last.to !== null && (to === null || to > last.to)) merged[merged.length - 1] = { from: last.from, to };
  }
  return merged;
};

const isInForce = ({ from, to }: Period, day: string): boolean => from <= day && day <= (to ?? FOR_EVER);

const DISTANCING: ReadonlySet<MeasureKind> = new Set(['DIR15', 'DIR16', 'DIR19']);

/**
 * The directive in force in a place. `units` names it from the most specific unit to the province, and the most specific one that says
 * anything on that day wins: a district under Directive 15 is not under its city's Directive 16. Two in one unit: the stricter.
 */
export const directiveOn = (
  measures: readonly Measure[],
  units: readonly string[],
  day: string,
): 'DIR16' | 'DIR15' | 'DIR19' | null => {
  for (const unitCode of units) {
    const kinds = measures
      .filter((measure) => measure.unitCode === unitCode && DISTANCING.has(measure.kind) && isInForce(measure, day))
      .map(({ kind }) => kind);
    const strictest = (['DIR16', 'DIR15', 'DIR19'] as const).find((kind) => kinds.includes(kind));
    if (strictest) return strictest;
  }
  return null;
};

/** Priority is an ordering, not a condition: Directive 16 and online teaching on that day. */
export const isPriorityLocality = (measures: readonly Measure[], units: readonly string[], day: string): boolean =>
  directiveOn(measures, units, day) === 'DIR16' &&
  measures.some(
    (measure) => measure.kind === 'ONLINE_TEACHING' && units.includes(measure.unitCode) && isInForce(measure, day),
  );
