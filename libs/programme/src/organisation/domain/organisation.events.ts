import { Type, type Static } from 'typebox';
import type { EventOf } from '@kernel';
import { Carrier, Code, Day, DocumentNo, MAX_QUANTITY, ProvinceCode, UnitCode, defineFact, oneOf } from '../../shared';

export const OrganisationKind = oneOf(
  'SCHOOL',
  'CARRIER',
  'WAREHOUSE',
  'AUTHORITY',
  'SUPPLIER',
  'LOGISTICS',
  'PLATFORM_PROVIDER',
  'INFRA_PROVIDER',
  'AUDITOR',
);

export type OrganisationKind = Static<typeof OrganisationKind>;

export const OrganisationRegistered = defineFact(
  'OrganisationRegistered',
  1,
  {
    code: Code,
    kind: OrganisationKind,
    name: Type.String({ minLength: 1, maxLength: 200, description: 'public name, NFC' }),
    provinceCode: ProvinceCode,
    unitCode: UnitCode,
    carrier: Type.Optional(Carrier),
  },
  'A school, carrier, warehouse or authority is known to the ledger.',
);

export const CarrierTermsAgreed = defineFact(
  'CarrierTermsAgreed',
  1,
  {
    carrier: Carrier,
    validFrom: Day,
    validTo: Type.Optional(Day),
    unitBase: oneOf('BINARY', 'DECIMAL'),
    periodMode: oneOf('CALENDAR_DAY', 'ROLLING_24H'),
    termPolicy: oneOf('CALENDAR_3_MONTHS', 'FIXED_90_DAYS'),
    pledgedGrants: Type.Integer({ minimum: 0, maximum: MAX_QUANTITY }),
    documentNo: DocumentNo,
  },
  'Dated terms of a carrier: how it counts gigabytes, periods and the three months (rules N2, N3).',
);

export const organisationEvents = [OrganisationRegistered, CarrierTermsAgreed] as const;
export type OrganisationEvent = EventOf<(typeof organisationEvents)[number]>;
