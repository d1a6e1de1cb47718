import { ReportDuplicate } from '@programme/beneficiary/write';
import { ReportDeviceLost } from '@programme/device/write';
import { ReportWrongRecipient } from '@programme/distribution/write';
import type { DemoAssignment, DemoPlan } from './assignments';
import type { Chapter, Recorder } from './recorder';

/** What goes wrong. Assignments by their number in the plan; each is of another school. */
export const WRONG_RECIPIENT = { assignment: 30, on: '2021-12-05' } as const;
export const LOST = { assignment: 200, on: '2021-12-28' } as const;
export const DOUBLE = { assignment: 500, survivor: 40, on: '2022-01-10' } as const;

/** A device in the wrong hands, a lost tablet, a child that was served twice. */
export const mishaps =
  (plan: DemoPlan, recorder: Recorder): Chapter =>
  async (day) => {
    const of = (index: number): DemoAssignment => plan.assignments[index]!;
    if (day === WRONG_RECIPIENT.on) {
      const {
        assignmentId,
        device: { tag },
        pupil,
      } = of(WRONG_RECIPIENT.assignment);
      const officer = await recorder.actor('SCHOOL_OFFICER', pupil.school.code);
      const report = { tag, reportedOn: day, documentNo: 'BB-TEST-NHAM' };
      await recorder.send(
        [report],
        () => new ReportWrongRecipient(assignmentId, report, recorder.context('mishap/wrong-recipient', officer)),
      );
    }
    if (day === LOST.on) {
      const {
        device: { tag },
        pupil,
      } = of(LOST.assignment);
      const officer = await recorder.actor('SCHOOL_OFFICER', pupil.school.code);
      const report = { kind: 'LOST' as const, lostOn: day, reportRef: 'BB-TEST-MAT' };
      await recorder.send([report], () => new ReportDeviceLost(tag, report, recorder.context('mishap/lost', officer)));
    }
    if (day === DOUBLE.on) {
      const subjects = await recorder.subjectIds();
      const approver = await recorder.actor('APPROVER_2');
      const survivorSubjectId = subjects.get(of(DOUBLE.survivor).pupil.index)!;
      const report = { survivorSubjectId, reportedOn: day, documentNo: 'BB-TEST-TRUNG' };
      const subjectId = subjects.get(of(DOUBLE.assignment).pupil.index)!;
      await recorder.send(
        [report],
        () => new ReportDuplicate(subjectId, report, recorder.context('mishap/double', approver)),
      );
    }
  };
