import { registerEnumType } from '@nestjs/graphql';
import { carriers } from '@programme/shared';

const enumOf = <const T extends readonly string[]>(values: T): { readonly [K in T[number]]: K } =>
  Object.fromEntries(values.map((value) => [value, value])) as { readonly [K in T[number]]: K };

export const Carrier = enumOf(carriers);
registerEnumType(Carrier, {
  name: 'Carrier',
  description: 'The carriers of the programme, by the names that files use.',
});

export const FunnelCut = enumOf(['LOCALITY', 'PHASE', 'DONOR', 'CARRIER', 'CATEGORY']);
export type FunnelCut = keyof typeof FunnelCut;
registerEnumType(FunnelCut, { name: 'FunnelCut', description: 'What the rows of the funnel stand for.' });

export const UnitsVersion = enumOf(['V2021', 'V2025']);
export type UnitsVersion = keyof typeof UnitsVersion;
registerEnumType(UnitsVersion, {
  name: 'UnitsVersion',
  description: 'Administrative units: the 63 provinces until 2025-06-30, or the 34 since.',
});
