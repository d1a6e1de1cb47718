import { AttestCategory, EvaluateEligibility, RegisterNeed } from '@programme/beneficiary/write';
import { InspectDevice, ReleaseCustody, TakeCustody } from '@programme/device/write';
import { AcceptHandover, ApproveAssignment, ProposeAssignment } from '@programme/distribution/write';
import { CommitPledge, CountLot, IssueAcknowledgement, PledgeDonation, ReceiveCash } from '@programme/donation/write';
import { RegisterDonor } from '@programme/donor/write';
import { DeclareLocalityMeasure } from '@programme/locality/write';
import { AgreeCarrierTerms, RegisterOrganisation } from '@programme/organisation/write';
import { daysBetween } from '@programme/shared';
import { type DemoPlan, donationCodeOf, lotNoOf, manifestName } from './assignments';
import { crediting } from './crediting';
import { activationFile, handoverFile, manifestFile, simFile } from './files';
import { mishaps } from './mishaps';
import { AUTHORITY, FIRST_DAY, PROVINCE, WAREHOUSE, demoCarriers, donors, schools } from './plan';
import type { Chapter, Recorder } from './recorder';

/** Days of the story. */
const CASH_DAY = '2021-09-20';
const EVALUATION_DAY = '2021-10-20';
const FIRST_MANIFEST_DAY = '2021-10-08';
const INSPECTION_DAY = '2021-10-25';
const RELEASE_DAY = '2021-10-28';
const TAKE_DAY = '2021-10-29';
const PROPOSAL_DAY = '2021-11-02';
const APPROVAL_DAY = '2021-11-03';
const SIM_DAY = '2021-11-05';

export const storyOf = (plan: DemoPlan, recorder: Recorder): readonly Chapter[] => [
  opening(recorder),
  needs(plan, recorder),
  lots(plan, recorder),
  toSchools(plan, recorder),
  assigning(plan, recorder),
  handingOver(plan, recorder),
  activating(plan, recorder),
  mishaps(plan, recorder),
  crediting(plan, recorder),
];

/** Who takes part, under which measures, and what twelve donors pledge. */
const opening =
  (recorder: Recorder): Chapter =>
  async (day) => {
    const clerk = await recorder.actor('DATA_ENTRY');
    if (day === CASH_DAY) {
      const cash = donors.filter(({ pledge }) => pledge.kind === 'CASH_VND');
      await recorder.send(cash, (donor) => {
        const receipt = {
          amountVnd: donor.pledge.amountVnd!,
          account: '0311000000021',
          bankRef: `TEST-${donor.code}`,
          valueDate: day,
        };
        return new ReceiveCash(donationCodeOf(donor), receipt, recorder.context(`cash/${donor.code}`, clerk));
      });
    }
    if (day !== FIRST_DAY) return;
    const place = { provinceCode: PROVINCE, unitCode: PROVINCE };
    const organisations = [
      ...schools.map(({ code, name, unitCode }) => ({
        code,
        name,
        unitCode,
        provinceCode: PROVINCE,
        kind: 'SCHOOL' as const,
      })),
      { ...place, code: WAREHOUSE, name: 'Kho Thử Nghiệm Hải Phòng', kind: 'WAREHOUSE' as const },
      { ...place, code: AUTHORITY, name: 'Cơ quan Thử Nghiệm', kind: 'AUTHORITY' as const },
      ...demoCarriers.map(({ carrier }) => ({
        ...place,
        code: carrier,
        name: `${carrier} (thử)`,
        kind: 'CARRIER' as const,
        carrier,
      })),
    ];
    await recorder.send(
      organisations,
      (organisation) =>
        new RegisterOrganisation(organisation, recorder.context(`organisation/${organisation.code}`, clerk)),
    );
    await recorder.send(demoCarriers, ({ carrier, unitBase, termPolicy }) => {
      const terms = {
        carrier,
        validFrom: FIRST_DAY,
        unitBase,
        periodMode: 'CALENDAR_DAY' as const,
        termPolicy,
        pledgedGrants: 1_000,
        documentNo: `HD-TEST-${carrier}`,
      };
      return new AgreeCarrierTerms(carrier, terms, recorder.context(`terms/${carrier}`, clerk));
    });
    const measures = [
      { kind: 'DIR16' as const, from: '2021-09-01', to: '2021-09-30', documentNo: 'CT-TEST-16' },
      { kind: 'ONLINE_TEACHING' as const, from: '2021-09-06', to: '2021-12-31', documentNo: 'CV-TEST-01' },
    ];
    // Both are of one stream, so one comes after the other in every recording.
    for (const measure of measures)
      await recorder.send(
        [measure],
        ({ kind }) => new DeclareLocalityMeasure(PROVINCE, measure, recorder.context(`measure/${kind}`, clerk)),
      );
    await recorder.send(donors, ({ code, kind, name }) => {
      const publicity = kind === 'PERSON' ? ('ANONYMOUS' as const) : ('NAMED' as const);
      return new RegisterDonor({ code, kind, name, publicity }, recorder.context(`donor/${code}`, clerk));
    });
    // An umbrella is there before its members.
    for (const umbrella of [true, false]) {
      await recorder.send(
        donors.filter(({ pledge }) => (pledge.umbrella ?? false) === umbrella),
        (donor) => {
          const { code, kind: donorKind, device, pledge } = donor;
          const { kind, quantity, amountVnd, umbrellaOf } = pledge;
          const data = {
            code: donationCodeOf(donor),
            donorCode: code,
            kind,
            ...(quantity ? { quantity } : {}),
            ...(amountVnd ? { amountVnd } : {}),
            ...(device ? { valuation: { basis: 'DONOR_STATED' as const, unitVnd: device.unitVnd } } : {}),
            earmark: { provinceCode: PROVINCE },
            publicity: donorKind === 'PERSON' ? ('ANONYMOUS' as const) : ('NAMED' as const),
            ...(umbrella ? { umbrella } : {}),
            ...(umbrellaOf ? { umbrellaCode: donationCodeOf(donors.find((other) => other.code === umbrellaOf)!) } : {}),
            dueOn: '2021-10-31',
            documentNo: `CV-TEST-${code}`,
            pledgedOn: day,
          };
          return new PledgeDonation(data, recorder.context(`pledge/${code}`, clerk));
        },
      );
    }
    await recorder.send(donors, (donor) => {
      const commitment = { documentNo: `BB-TEST-${donor.code}`, committedOn: day };
      return new CommitPledge(donationCodeOf(donor), commitment, recorder.context(`commitment/${donor.code}`, clerk));
    });
  };

/** Schools register pupils without a computer, authorities attest, the province evaluates. */
const needs =
  (plan: DemoPlan, recorder: Recorder): Chapter =>
  async (day) => {
    const officers = new Map(
      await Promise.all(schools.map(async ({ code }) => [code, await recorder.actor('SCHOOL_OFFICER', code)] as const)),
    );
    const ofToday = plan.pupils.filter(({ registeredOn }) => registeredOn === day);
    await recorder.send(ofToday, (pupil) => {
      const { school, studentCode, fullName, dateOfBirth, grade, guardianName, guardianPhone, devicePossession } =
        pupil;
      const legalBasis = {
        kind: 'CONSENT' as const,
        documentNo: `DY-${studentCode}`,
        signedOn: day,
        childConsent: true,
      };
      const need = {
        schoolCode: school.code,
        studentCode,
        fullName,
        dateOfBirth,
        level: 'PUPIL' as const,
        grade,
        guardianName,
        guardianPhone,
        devicePossession,
        registeredOn: day,
        legalBasis,
      };
      return new RegisterNeed(need, recorder.context(`need/${pupil.index}`, officers.get(school.code)!));
    });
    if (ofToday.length > 0) {
      const subjects = await recorder.subjectIds();
      await recorder.send(ofToday, ({ index, school, category }) => {
        const attestation = {
          category,
          validYear: 2021,
          issuedBy: AUTHORITY,
          certificateNo: `GCN-TEST-${index}`,
          attestedOn: day,
        };
        return new AttestCategory(
          subjects.get(index)!,
          attestation,
          recorder.context(`category/${index}`, officers.get(school.code)!),
        );
      });
    }
    if (day !== EVALUATION_DAY) return;
    const allocator = await recorder.actor('PROVINCE_ALLOCATOR', PROVINCE);
    const subjects = await recorder.subjectIds();
    await recorder.send(
      plan.pupils,
      ({ index }) =>
        new EvaluateEligibility(
          subjects.get(index)!,
          { evaluatedOn: day },
          recorder.context(`eligibility/${index}`, allocator),
        ),
    );
  };

/** A lot a day: its manifest comes as a file and is counted the next day. */
const lots =
  (plan: DemoPlan, recorder: Recorder): Chapter =>
  async (day) => {
    const clerk = await recorder.actor('DATA_ENTRY');
    const givers = donors.filter(({ device }) => device);
    const arriving = givers[daysBetween(FIRST_MANIFEST_DAY, day)];
    if (arriving) {
      const lines = plan.devices
        .filter(({ donor }) => donor === arriving)
        .map(({ serial, donationCode, lotNo }) => ({
          ...arriving.device!,
          serial,
          donationCode,
          lotNo,
          warehouseCode: WAREHOUSE,
          receivedOn: day,
        }));
      await recorder.file(manifestName(arriving), 'F4', `manifest-${arriving.code}.csv`, manifestFile(lines), clerk);
    }
    const counting = givers[daysBetween(FIRST_MANIFEST_DAY, day) - 1];
    if (!counting) return;
    const counted = plan.devices.filter(({ donor }) => donor === counting).length;
    const count = { counted, accepted: counted, rejected: 0, countedOn: day };
    await recorder.send([counting], (donor) => {
      const lot = `${donationCodeOf(donor)}-${lotNoOf(donor)}`;
      return new CountLot(lot, count, recorder.context(`count/${donor.code}`, clerk));
    });
    await recorder.settled();
    await recorder.send([counting], (donor) => {
      const paper = { number: `GCN-${donor.code}`, issuedOn: day };
      return new IssueAcknowledgement(
        donationCodeOf(donor),
        paper,
        recorder.context(`acknowledgement/${donor.code}`, clerk),
      );
    });
  };

/** Inspection, and custody from the warehouse to the schools. */
const toSchools =
  (plan: DemoPlan, recorder: Recorder): Chapter =>
  async (day) => {
    const sent = plan.devicesOfSchool.flatMap((devices, school) =>
      devices.map((device) => ({ device, school: schools[school]! })),
    );
    if (day === INSPECTION_DAY) {
      const clerk = await recorder.actor('DATA_ENTRY');
      await recorder.send(plan.devices, ({ tag, passes }) => {
        const inspection = passes
          ? { result: 'PASSED' as const, dataWiped: true, inspectedOn: day }
          : { result: 'REJECTED' as const, dataWiped: false, reason: 'SCREEN_BROKEN', inspectedOn: day };
        return new InspectDevice(tag, inspection, recorder.context(`inspection/${tag}`, clerk));
      });
    }
    if (day === RELEASE_DAY) {
      const allocator = await recorder.actor('PROVINCE_ALLOCATOR', PROVINCE);
      await recorder.send(sent, ({ device: { tag }, school }) => {
        const release = { to: { kind: 'SCHOOL' as const, id: school.code }, releasedOn: day };
        return new ReleaseCustody(tag, release, recorder.context(`release/${tag}`, allocator));
      });
    }
    if (day === TAKE_DAY) {
      const officers = new Map(
        await Promise.all(
          schools.map(async ({ code }) => [code, await recorder.actor('SCHOOL_OFFICER', code)] as const),
        ),
      );
      await recorder.send(
        sent,
        ({ device: { tag }, school }) =>
          new TakeCustody(tag, { takenOn: day }, recorder.context(`take/${tag}`, officers.get(school.code)!)),
      );
    }
  };

/** The province proposes, another person approves, the carriers issue SIMs. */
const assigning =
  (plan: DemoPlan, recorder: Recorder): Chapter =>
  async (day) => {
    if (day === PROPOSAL_DAY) {
      const allocator = await recorder.actor('PROVINCE_ALLOCATOR', PROVINCE);
      const subjects = await recorder.subjectIds();
      await recorder.send(plan.assignments, ({ pupil, device: { tag } }) => {
        const proposal = { subjectId: subjects.get(pupil.index)!, tag, tenure: 'GIFT' as const };
        return new ProposeAssignment(proposal, recorder.context(`proposal/${pupil.index}`, allocator));
      });
    }
    if (day === APPROVAL_DAY) {
      const approver = await recorder.actor('APPROVER_1');
      const subjects = await recorder.subjectIds();
      await recorder.send(plan.assignments, ({ pupil, assignmentId }) => {
        const context = recorder.context(`approval/${pupil.index}`, approver);
        return new ApproveAssignment(assignmentId, subjects.get(pupil.index)!, context);
      });
    }
    if (day !== SIM_DAY) return;
    for (const { carrier } of demoCarriers) {
      const lines = plan.assignments.filter((one) => one.carrier === carrier).map((one) => ({ ...one, issuedOn: day }));
      const agent = await recorder.actor('CARRIER_AGENT', carrier);
      await recorder.file(`file/sim/${carrier}`, 'F7', `sim-${carrier}.csv`, simFile(lines), agent);
    }
  };

/** A school hands its computers over on one day, on paper and by file; the guardians accept on the next. */
const handingOver =
  (plan: DemoPlan, recorder: Recorder): Chapter =>
  async (day) => {
    for (const { code } of schools) {
      const ofSchool = plan.assignments.filter(({ pupil }) => pupil.school.code === code);
      const officer = await recorder.actor('SCHOOL_OFFICER', code);
      const handed = ofSchool.filter(({ handedOn }) => handedOn === day);
      if (handed.length > 0) {
        const lines = handed.map(({ pupil, device: { tag }, iccid }) => ({
          tag,
          schoolCode: code,
          studentCode: pupil.studentCode,
          handedOn: day,
          receivedByName: pupil.guardianName,
          iccid,
        }));
        await recorder.file(`file/handover/${code}`, 'F6', `handover-${code}.csv`, handoverFile(lines), officer);
      }
      const accepting = ofSchool.filter(({ acceptedOn }) => acceptedOn === day);
      await recorder.send(accepting, ({ assignmentId, device: { tag }, pupil }) => {
        const acceptance = { tag, acceptedOn: day, acceptedBy: 'GUARDIAN' as const };
        return new AcceptHandover(assignmentId, acceptance, recorder.context(`acceptance/${pupil.index}`, officer));
      });
    }
    await recorder.settled();
  };

/** Each carrier tells once a day which SIMs it switched on. */
const activating =
  (plan: DemoPlan, recorder: Recorder): Chapter =>
  async (day) => {
    for (const { carrier } of demoCarriers) {
      const lines = plan.assignments.filter((one) => one.carrier === carrier && one.activatedOn === day);
      if (lines.length === 0) continue;
      const agent = await recorder.actor('CARRIER_AGENT', carrier);
      const name = `activation-${carrier}-${day}.csv`;
      await recorder.file(`file/activation/${carrier}/${day}`, 'F10', name, activationFile(lines), agent);
    }
  };
