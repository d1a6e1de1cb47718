/**
 * Administrative units by their day. The same code is another territory before and after 2025-07-01, so a unit is (code, valid from):
 * 63 provinces with districts until 2025-06-30, 34 provinces without districts after it (domain 10, appendix A).
 */
import districtsOfHaiPhong from './districts-31.json';
import provinces from './provinces-63-34.json';

export type UnitsVersion = 'V2021' | 'V2025';

/** The last change before the programme: Hà Tây went to Hà Nội on this day, and 63 provinces were left. */
const V2021_FROM = '2008-08-01';
export const V2021_LAST_DAY = '2025-06-30';
export const V2025_FROM = '2025-07-01';

export interface Unit {
  readonly code: string;
  readonly name: string;
  readonly level: 'PROVINCE' | 'DISTRICT' | 'COMMUNE';
  readonly validFrom: string;
  readonly validTo: string | null;
}

const named = (list: readonly { readonly code: string; readonly name: string }[]): ReadonlyMap<string, string> =>
  new Map(list.map(({ code, name }) => [code, name]));

const names: Readonly<Record<UnitsVersion, ReadonlyMap<string, string>>> = {
  V2021: named(provinces.p63),
  V2025: named(provinces.p34),
};
const districtNames = named(districtsOfHaiPhong.districts);
const successors: ReadonlyMap<string, string> = new Map(
  provinces.p34.flatMap(({ code, predecessors }) => predecessors.map((predecessor) => [predecessor, code])),
);

export const unitsVersionOn = (day: string): UnitsVersion => (day <= V2021_LAST_DAY ? 'V2021' : 'V2025');

export const provinceCodes = (version: UnitsVersion): readonly string[] => [...names[version].keys()];
export const provinceName = (code: string, version: UnitsVersion): string | undefined => names[version].get(code);

/** The province of 2025 that a province of 2021 belongs to; many to one, and exact. */
export const successorOf = (code: string): string | undefined => successors.get(code);

/** A province of 2021 as the wanted version counts it: a fact keeps its code for ever, only the view rolls up. */
export const provinceIn = (code: string, version: UnitsVersion): string =>
  version === 'V2021' ? code : (successorOf(code) ?? code);

/** What a code names on a day. */
export type UnitReading =
  | { readonly kind: 'unit'; readonly unit: Unit }
  | { readonly kind: 'unknown' }
  /** `ADMIN_NOT_VALID_ON_DATE`, with what took its place where that is known. */
  | { readonly kind: 'not-valid'; readonly successor: string | null };

const period = (version: UnitsVersion): Pick<Unit, 'validFrom' | 'validTo'> =>
  version === 'V2021' ? { validFrom: V2021_FROM, validTo: V2021_LAST_DAY } : { validFrom: V2025_FROM, validTo: null };

const LEVELS = { 2: 'PROVINCE', 3: 'DISTRICT', 5: 'COMMUNE' } as const;

/** Provinces are known by name, and the districts of Hải Phòng; other districts and communes are known by the shape of their code. */
export const unitOn = (code: string, day: string): UnitReading => {
  const level = LEVELS[code.length as keyof typeof LEVELS];
  if (level === undefined || !/^\d+$/.test(code)) return { kind: 'unknown' };
  const version = unitsVersionOn(day);
  if (level === 'DISTRICT' && version === 'V2025')
    return { kind: 'not-valid', successor: districtNames.has(code) ? districtsOfHaiPhong.provinceCode : null };
  const name = level === 'PROVINCE' ? names[version].get(code) : districtNames.get(code);
  if (level === 'PROVINCE' && name === undefined) {
    const successor = successors.get(code);
    return successor === undefined ? { kind: 'unknown' } : { kind: 'not-valid', successor };
  }
  return { kind: 'unit', unit: { code, name: name ?? code, level, ...period(version) } };
};

/** A district of a province that is known, in another one, is `ADMIN_PARENT` (row 18). */
export const isInProvince = (code: string, provinceCode: string): boolean => {
  if (code.length === 2) return code === provinceCode;
  return !districtNames.has(code) || provinceCode === districtsOfHaiPhong.provinceCode;
};

export const districtName = (code: string): string | undefined => districtNames.get(code);
export const districts: readonly Unit[] = districtsOfHaiPhong.districts.map(({ code, name }) => ({
  code,
  name,
  level: 'DISTRICT',
  ...period('V2021'),
}));

/** A spreadsheet made 1 of 01: the zero is put back (row 15, a warning). Null where no province has the code either way. */
export const repairProvinceCode = (cell: string): { readonly code: string; readonly repaired: boolean } | null => {
  const text = cell.trim();
  if (!/^\d{1,2}$/.test(text)) return null;
  const code = text.padStart(2, '0');
  return names.V2021.has(code) || names.V2025.has(code) ? { code, repaired: code !== text } : null;
};
