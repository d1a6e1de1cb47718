import { Type, type Static, type TProperties } from 'typebox';
import { defineEvent } from '@kernel';

/** Permanent: the values that event data is made of (contract 1). A field has one JSON type for ever. */
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Vietnam day, YYYY-MM-DD' });
export const Instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  description: 'UTC instant',
});
export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });
export const Code = Type.String({ pattern: '^[A-Z0-9][A-Z0-9-]{1,39}$', description: 'a code of ours, upper case' });
export const ReasonCode = Type.String({
  pattern: '^[A-Z][A-Z0-9_]{1,63}$',
  description: 'a reason; its text is in the vault',
});
export const DocumentNo = Type.String({ minLength: 1, maxLength: 100, description: 'number of an official document' });
export const UnitCode = Type.String({
  pattern: '^(\\d{2}|\\d{3}|\\d{5})$',
  description: 'GSO code: province 2, district 3, commune 5 digits',
});
export const ProvinceCode = Type.String({ pattern: '^\\d{2}$', description: 'GSO province code' });
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
export const Commitment = Type.String({
  pattern: '^[A-Za-z0-9_-]{43}$',
  description: 'salted commitment (contract 1)',
});
export const Tag = Type.String({
  pattern: '^SMT-[0-9A-HJKMNP-TV-Z]{9}$',
  description: 'asset tag with check character',
});

/** Integer đồng; 2^53 đồng is 3,600 times what was pledged in all. */
export const Vnd = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'integer VND' });
/** Bytes of one credit: far within 2^53. */
export const Bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'bytes' });
/** A sum of bytes passes 2^53 (domain finding 6): a decimal string. */
export const BytesSum = Type.String({ pattern: '^(0|[1-9]\\d{0,29})$', description: 'sum of bytes, decimal' });
/** No lot, pledge or file of the programme is larger; 10^12 is a typing error (domain 7, row 8). */
export const MAX_QUANTITY = 10_000_000;
export const Quantity = Type.Integer({ minimum: 1, maximum: MAX_QUANTITY });
export const Count = Type.Integer({ minimum: 0, maximum: MAX_QUANTITY });

export const oneOf = <const T extends readonly string[]>(...values: T) =>
  Type.Union(values.map((value) => Type.Literal(value))) as unknown as import('typebox').TUnsafe<T[number]>;

/** What any fact of the programme may say of how it came here (domain 4.0). `flags`: its effect is withheld or it is marked (contract 4, Q). */
const provenance = {
  channel: Type.Optional(oneOf('UI', 'API', 'IMPORT', 'OFFLINE', 'POLICY')),
  import: Type.Optional(
    Type.Object({ batchId: Uuid, line: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
  ),
  flags: Type.Optional(Type.Array(ReasonCode, { minItems: 1, maxItems: 10 })),
  evidence: Type.Optional(
    Type.Array(
      Type.Object(
        { sha256: Sha256, kind: ReasonCode, size: Type.Integer({ minimum: 1 }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 20 },
    ),
  ),
};

export interface Provenance {
  readonly channel?: 'UI' | 'API' | 'IMPORT' | 'OFFLINE' | 'POLICY';
  readonly import?: { readonly batchId: string; readonly line: number };
  readonly flags?: string[];
}

/** An event of the programme: its own properties and where it came from. Unknown properties are refused. */
export const defineFact = <const T extends string, P extends TProperties>(
  type: T,
  version: number,
  properties: P,
  description: string,
) =>
  defineEvent(
    type,
    version,
    Type.Object({ ...properties, ...provenance }, { additionalProperties: false, description }),
  );

export const carriers = ['VIETTEL', 'VINAPHONE', 'MOBIFONE', 'VIETNAMOBILE', 'GMOBILE', 'ITEL', 'WINTEL'] as const;
export const Carrier = oneOf(...carriers);
export type Carrier = (typeof carriers)[number];

export const Category = oneOf('POOR', 'NEAR_POOR', 'COVID_ORPHAN', 'OTHER_HARDSHIP');
export type Category = Static<typeof Category>;

export const Tenure = oneOf('GIFT', 'LOAN');
export type Tenure = Static<typeof Tenure>;

/** Who holds a device: an organisation of ours by its code, or a pupil by subject id. */
export const Custodian = Type.Object(
  {
    kind: oneOf('WAREHOUSE', 'SCHOOL', 'AUTHORITY', 'PUPIL', 'REPAIR'),
    id: Type.String({ minLength: 1, maxLength: 60 }),
  },
  { additionalProperties: false },
);
export type Custodian = Static<typeof Custodian>;

/** What a pupil is promised for each day: 4 GiB, whatever base the carrier counts in (rule N3). */
export const QUOTA_BYTES_PER_DAY = 4 * 1024 ** 3;
