import { creditFileName } from '@programme/carrier-book/write';
import { addDays } from '@programme/shared';
import type { DemoAssignment, DemoPlan } from './assignments';
import { creditFile } from './files';
import { DOUBLE, LOST, WRONG_RECIPIENT } from './mishaps';
import { FIRST_ACTIVATION, LAST_DAY, demoCarriers } from './plan';
import type { Chapter, Recorder } from './recorder';

/** The carrier learns of the end of a grant some days late, and credits that long. */
const CARRIER_LEARNS_AFTER_DAYS = 3;
const MISSING_FILE = { carrier: 'VIETTEL', serviceDate: '2021-12-25' } as const;
const SENT_TWICE = { carrier: 'MOBIFONE', serviceDate: '2021-12-20' } as const;
/** One line in so many is a credit that the carrier could not make. */
const ONE_IN_FAILS = 400;
/** A contract of 90 days ends one or two days before three months do (rule N2). */
const FIXED_TERM_DAYS = 90;

/** The morning after, each carrier sends what it credited on the day before. */
export const crediting =
  (plan: DemoPlan, recorder: Recorder): Chapter =>
  async (day) => {
    const serviceDate = addDays(day, -1);
    if (serviceDate < FIRST_ACTIVATION || serviceDate >= LAST_DAY) return;
    for (const { carrier, unitBase, termPolicy } of demoCarriers) {
      if (carrier === MISSING_FILE.carrier && serviceDate === MISSING_FILE.serviceDate) continue;
      const credited = plan.assignments.filter(
        (one) => one.carrier === carrier && isCredited(one, serviceDate, termPolicy === 'FIXED_90_DAYS'),
      );
      if (credited.length === 0) continue;
      const lines = credited.map(({ index, grantId }) => ({
        grantId,
        carrierTxnId: `${carrier}-${serviceDate.replaceAll('-', '')}-${index}`,
        failed: recorder.pick(ONE_IN_FAILS, `failed/${index}/${serviceDate}`) === 0,
      }));
      const agent = await recorder.actor('CARRIER_AGENT', carrier);
      const name = creditFileName(carrier, serviceDate);
      const text = creditFile(carrier, serviceDate, unitBase, lines);
      await recorder.file(`file/credit/${carrier}/${serviceDate}`, 'F8', name, text, agent);
      // The same bytes once more, under another key: they are known, and count once.
      if (carrier === SENT_TWICE.carrier && serviceDate === SENT_TWICE.serviceDate)
        await recorder.file(`file/credit/${carrier}/${serviceDate}/again`, 'F8', name, text, agent);
    }
  };

const endedEarly = new Map<number, string>(
  [WRONG_RECIPIENT, LOST, DOUBLE].map(({ assignment, on }) => [assignment, addDays(on, CARRIER_LEARNS_AFTER_DAYS)]),
);

const isCredited = ({ index, firstDay, endDay }: DemoAssignment, day: string, fixedTerm: boolean): boolean => {
  const last = endedEarly.get(index);
  const end = fixedTerm ? addDays(firstDay, FIXED_TERM_DAYS) : endDay;
  return firstDay <= day && day < end && day < endDay && (last === undefined || day <= last);
};
