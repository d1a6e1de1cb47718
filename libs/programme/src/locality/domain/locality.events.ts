import { Type, type Static } from 'typebox';
import type { EventOf } from '@kernel';
import { Day, DocumentNo, UnitCode, Uuid, defineFact, oneOf } from '../../shared';

export const MeasureKind = oneOf('DIR16', 'DIR15', 'DIR19', 'ONLINE_TEACHING');

export type MeasureKind = Static<typeof MeasureKind>;

export const LocalityMeasureDeclared = defineFact(
  'LocalityMeasureDeclared',
  1,
  {
    measureId: Uuid,
    unitCode: UnitCode,
    kind: MeasureKind,
    from: Day,
    to: Type.Optional(Day),
    documentNo: DocumentNo,
  },
  'A unit is under Directive 15, 16 or 19, or teaches online, from a day on; `to` is the last day.',
);

export const LocalityMeasureEnded = defineFact(
  'LocalityMeasureEnded',
  1,
  {
    measureId: Uuid,
    kind: MeasureKind,
    lastDay: Day,
    documentNo: Type.Optional(DocumentNo),
  },
  'A measure ended; `lastDay` still counts.',
);

export const localityEvents = [LocalityMeasureDeclared, LocalityMeasureEnded] as const;
export type LocalityEvent = EventOf<(typeof localityEvents)[number]>;
