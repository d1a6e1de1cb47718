import provinces from './provinces-63-34.json';
import districts from './districts-hai-phong-2021.json';

/**
 * Administrative units, dated. Source of the provinces: `provinces-63-34.json` (63 units valid to 2025-06-30, 34 from 2025-07-01 under
 * QĐ 19/2025/QĐ-TTg, with the map between them). The same code means another territory before and after: a key is (code, validFrom).
 */
export const UNITS_2021_FROM = '2004-01-01';
/** The last day of the 63 provinces, and of the level of districts. */
export const UNITS_2021_LAST_DAY = '2025-06-30';
export const UNITS_2025_FROM = '2025-07-01';

export type UnitsVersion = 'V2021' | 'V2025';

export interface Unit {
  readonly code: string;
  readonly name: string;
  readonly level: 'PROVINCE' | 'DISTRICT';
  readonly provinceCode: string;
  readonly validFrom: string;
  readonly validTo: string | null;
}

const units: readonly Unit[] = [
  ...provinces.p63.map(({ code, name }): Unit => ({
    code,
    name,
    level: 'PROVINCE',
    provinceCode: code,
    validFrom: UNITS_2021_FROM,
    validTo: UNITS_2021_LAST_DAY,
  })),
  ...provinces.p34.map(({ code, name }): Unit => ({
    code,
    name,
    level: 'PROVINCE',
    provinceCode: code,
    validFrom: UNITS_2025_FROM,
    validTo: null,
  })),
  ...districts.districts.map(({ code, name }): Unit => ({
    code,
    name,
    level: 'DISTRICT',
    provinceCode: districts.provinceCode,
    validFrom: UNITS_2021_FROM,
    validTo: UNITS_2021_LAST_DAY,
  })),
];

const successors: ReadonlyMap<string, string> = new Map(
  provinces.p34.flatMap(({ code, predecessors }) => predecessors.map((before) => [before, code] as const)),
);

/** Districts of a province of which we hold no list are not judged. */
const listedProvinces: ReadonlySet<string> = new Set([districts.provinceCode]);

/** `1` → `01`: a leading zero that a spreadsheet lost (row 15); null where no province has it. */
export const repairProvinceCode = (input: string): string | null => {
  const code = input.trim().padStart(2, '0');
  return units.some((unit) => unit.level === 'PROVINCE' && unit.code === code) ? code : null;
};

export type UnitCheck =
  | { readonly kind: 'ok'; readonly unit: Unit | null }
  | { readonly kind: 'refused'; readonly code: 'ADMIN_NOT_VALID_ON_DATE'; readonly successor: string | null }
  | { readonly kind: 'refused'; readonly code: 'ADMIN_PARENT' | 'ADMIN_UNKNOWN' };

/** Is this the code of a unit of that province on that day (rows 16, 18)? `unit` is null for communes and districts that no list of ours has. */
export const checkUnit = (code: string, provinceCode: string, day: string): UnitCheck => {
  const province = unitOn(provinceCode, day);
  if (!province) {
    const known = units.some((unit) => unit.code === provinceCode && unit.level === 'PROVINCE');
    if (!known) return { kind: 'refused', code: 'ADMIN_UNKNOWN' };
    return { kind: 'refused', code: 'ADMIN_NOT_VALID_ON_DATE', successor: successors.get(provinceCode) ?? null };
  }
  if (code.length === 2)
    return code === provinceCode ? { kind: 'ok', unit: province } : { kind: 'refused', code: 'ADMIN_PARENT' };
  if (code.length === 3 && day > UNITS_2021_LAST_DAY)
    return {
      kind: 'refused',
      code: 'ADMIN_NOT_VALID_ON_DATE',
      successor: successors.get(provinceCode) ?? provinceCode,
    };
  if (code.length !== 3 || !listedProvinces.has(provinceCode)) return { kind: 'ok', unit: null };
  const district = unitOn(code, day);
  return district?.provinceCode === provinceCode
    ? { kind: 'ok', unit: district }
    : { kind: 'refused', code: 'ADMIN_PARENT' };
};

/** The unit of this code on this day; null where there is none. */
export const unitOn = (code: string, day: string): Unit | null =>
  units.find((unit) => unit.code === code && unit.validFrom <= day && (unit.validTo === null || day <= unit.validTo)) ??
  null;

/** The name of a province or listed district in a set of units; null where it isn't listed. */
export const unitName = (code: string, version: UnitsVersion): string | null =>
  unitOn(code, version === 'V2021' ? UNITS_2021_LAST_DAY : UNITS_2025_FROM)?.name ?? null;

/** The province that a 2021 province belongs to in a set of units: Hải Dương (30) is Hải Phòng (31) from 2025-07-01. */
export const provinceIn = (provinceCode2021: string, version: UnitsVersion): string =>
  version === 'V2021' ? provinceCode2021 : (successors.get(provinceCode2021) ?? provinceCode2021);

/** All provinces of a set of units, in the order of their codes. */
export const provincesOf = (version: UnitsVersion): readonly Unit[] =>
  units
    .filter(({ level, validTo }) => level === 'PROVINCE' && (validTo === null) === (version === 'V2025'))
    .sort((one, other) => (one.code < other.code ? -1 : 1));

/** The first day of the set of units that holds on a day: `unit-{code}-{validFrom}`. */
export const unitStreamId = (code: string, day: string): string =>
  `${code}-${day <= UNITS_2021_LAST_DAY ? UNITS_2021_FROM : UNITS_2025_FROM}`;
