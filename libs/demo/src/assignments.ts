import { rowCommandId, uuidV5 } from '@event-store';
import { addDays, addMonths, assetTagOfUuid, later, type Carrier } from '@programme/shared';
import type { DemoRandomness } from './demo-randomness';
import { iccidOf } from './files';
import { SCHOOLS, demoCarriers, donors, handoverDayOf, pupils, schools, type DemoDonor, type DemoPupil } from './plan';

/** Which pupil gets which device, with which SIM, when: everything that follows from the seed, worked out before anything is recorded. */

export interface DemoDevice {
  readonly index: number;
  readonly tag: string;
  readonly serial: string;
  readonly donor: DemoDonor;
  readonly donationCode: string;
  readonly lotNo: string;
  /** A device in fifty fails its inspection. */
  readonly passes: boolean;
}

export interface DemoAssignment {
  readonly index: number;
  readonly pupil: DemoPupil;
  readonly device: DemoDevice;
  readonly proposal: string;
  readonly assignmentId: string;
  readonly grantId: string;
  readonly carrier: Carrier;
  readonly carrierIndex: number;
  readonly iccid: string;
  readonly msisdn: string;
  readonly handedOn: string;
  readonly acceptedOn: string;
  readonly activatedOn: string;
  /** [firstDay, endDay) of the grant. */
  readonly firstDay: string;
  readonly endDay: string;
}

export interface DemoPlan {
  readonly pupils: readonly DemoPupil[];
  readonly devices: readonly DemoDevice[];
  /** Devices that go to each school, in the order of the schools. */
  readonly devicesOfSchool: readonly (readonly DemoDevice[])[];
  readonly assignments: readonly DemoAssignment[];
}

/** Handed over and accepted; the rest of a school's devices stay there as spares. */
const ASSIGNMENTS_A_SCHOOL = 36;
const ONE_IN_FAILS_INSPECTION = 75;

/** The command id of something that the demo does, and the import id of a file that it sends. */
export const commandIdOf = (random: DemoRandomness, what: string): string => random.uuid(`command/${what}`);
export const importIdOf = (random: DemoRandomness, what: string): string => uuidV5(commandIdOf(random, what), 'import');

/** The donation of a donor, and the file that brings its lot. */
export const donationCodeOf = (donor: DemoDonor): string => `HP21-${donor.code.slice(-2)}`;
export const lotNoOf = (donor: DemoDonor): string => `LO-${donor.code.slice(-2)}`;
export const manifestName = (donor: DemoDonor): string => `file/manifest/${donor.code}`;

/** A plan of fewer schools has their pupils, and as many times fewer devices of each donor. */
export const planOf = (random: DemoRandomness, schoolCount = SCHOOLS): DemoPlan => {
  const served = schools.slice(0, schoolCount);
  const allPupils = pupils(random).filter(({ school }) => served.includes(school));
  const devices = devicesOf(random, schoolCount);
  const sound = devices.filter(({ passes }) => passes);
  const share = Math.floor(sound.length / schoolCount);
  // Dealt out like cards, so that every school has devices of every donor.
  const devicesOfSchool = served.map((_, school) =>
    sound.filter((__, index) => index % schoolCount === school).slice(0, share),
  );
  const assignments = served.flatMap((school, index) =>
    allPupils
      .filter((pupil) => pupil.school.code === school.code && isEligible(pupil))
      .sort(byRegistration)
      .slice(0, ASSIGNMENTS_A_SCHOOL)
      .map((pupil, place) => ({ pupil, device: devicesOfSchool[index]![place]!, school: index, place })),
  );
  return {
    pupils: allPupils,
    devices,
    devicesOfSchool,
    assignments: assignments.map(({ pupil, device, school, place }, index) =>
      assignmentOf(random, index, pupil, device, school, place),
    ),
  };
};

/** As rule set 1 will find: no computer of their own, and one of the three categories of the notice. */
const isEligible = ({ category, devicePossession }: DemoPupil): boolean =>
  category !== 'OTHER_HARDSHIP' && devicePossession !== 'OWN';

const byRegistration = (one: DemoPupil, other: DemoPupil): number =>
  one.registeredOn < other.registeredOn ? -1 : one.registeredOn > other.registeredOn ? 1 : one.index - other.index;

const devicesOf = (random: DemoRandomness, schoolCount: number): readonly DemoDevice[] => {
  const devices: DemoDevice[] = [];
  for (const donor of donors) {
    const quantity = donor.device ? Math.ceil((donor.pledge.quantity! * schoolCount) / SCHOOLS) : 0;
    for (let place = 0; place < quantity; place += 1) {
      const index = devices.length;
      // The header is line 1: the first device stands on line 2.
      const row = rowCommandId(importIdOf(random, manifestName(donor)), place + 2, 'device');
      devices.push({
        index,
        tag: assetTagOfUuid(uuidV5(row, 'device')),
        serial: `TEST-${donor.code.slice(-2)}-${String(place + 1).padStart(4, '0')}`,
        donor,
        donationCode: donationCodeOf(donor),
        lotNo: lotNoOf(donor),
        passes: index % ONE_IN_FAILS_INSPECTION !== ONE_IN_FAILS_INSPECTION - 1,
      });
    }
  }
  return devices;
};

/** One school's SIMs are on before their computers are accepted: the activation waits on the SIM. */
const EARLY_SCHOOL = 4;

const assignmentOf = (
  random: DemoRandomness,
  index: number,
  pupil: DemoPupil,
  device: DemoDevice,
  school: number,
  place: number,
): DemoAssignment => {
  const carrierIndex = place % demoCarriers.length;
  const { carrier, prefix } = demoCarriers[carrierIndex]!;
  const proposal = commandIdOf(random, `proposal/${pupil.index}`);
  const assignmentId = uuidV5(proposal, 'assignment');
  const handedOn = handoverDayOf(school);
  const acceptedOn = addDays(handedOn, 1);
  const activatedOn = school === EARLY_SCHOOL ? handedOn : addDays(handedOn, 2);
  const firstDay = later(activatedOn, handedOn);
  return {
    index,
    pupil,
    device,
    proposal,
    assignmentId,
    grantId: uuidV5(assignmentId, 'grant'),
    carrier,
    carrierIndex,
    iccid: iccidOf(carrierIndex, index),
    msisdn: `${prefix}${String(index).padStart(7, '0')}`,
    handedOn,
    acceptedOn,
    activatedOn,
    firstDay,
    endDay: addMonths(firstDay, 3),
  };
};
