import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type CommandOptions, startSystem, type System } from './system';
import {
  ACCEPTED_ON,
  ATTESTED,
  DONATION,
  OTHER_SCHOOL,
  SCHOOL,
  TERMS,
  WAREHOUSE,
  handoverBody,
  manifest,
  needOf,
} from './facts';
import { type SentFile, uploadFile } from './uploads';

/** A small programme in Hải Phòng, made as its people would: through commands and files. Everything in it is invented. */
export interface Programme {
  readonly system: System;
  /** A token of each person who acts. */
  readonly people: People;
  /** A command that has to succeed; its receipt. */
  record(path: string, body: unknown, token: string): Promise<Receipt>;
  /** A manifest (F4) of so many tablets, each inspected; their tags. */
  devices(count: number, lotNo: string): Promise<readonly string[]>;
  /** The devices go to the school and are taken there. */
  toSchool(tags: readonly string[], school?: string): Promise<void>;
  /** An eligible pupil; the subject id. */
  pupil(studentCode: string, school?: string): Promise<string>;
  /** A proposal of the allocator; the assignment's id. */
  proposal(subjectId: string, tag: string): Promise<string>;
  approve(assignmentId: string, subjectId: string, token?: string, options?: CommandOptions): Promise<Answer>;
  /** A device at the school, approved for the pupil and reserved for it. */
  reserved(subjectId: string, tag: string): Promise<string>;
  handover(assignmentId: string, subjectId: string, tag: string, more?: object): Promise<Receipt>;
  /** Handed over with its SIM and accepted; the grant is there. */
  served(subjectId: string, tag: string, iccid: string): Promise<Served>;
  /** A SIM of Viettel; its id. */
  sim(numbers: SimNumbers, more?: object): Promise<string>;
  /** Sends a file and waits for its end, or until it is held. */
  file(sent: SentFile): ReturnType<typeof uploadFile>;
  /** Events by what they are of, once the read tables hold all there is. */
  events(filter: object): Promise<readonly LedgerEvent[]>;
  /** Number of events in the ledger. */
  size(): Promise<number>;
  /** Resolves when nothing is recorded any more: every policy has had its say. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

export interface People {
  readonly clerk: string;
  readonly officer: string;
  readonly otherOfficer: string;
  readonly allocator: string;
  readonly approver: string;
  readonly secondApprover: string;
  readonly carrier: string;
  readonly auditor: string;
  readonly admin: string;
}

export interface Receipt {
  readonly commandId: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly eventIds: readonly string[];
  readonly position: string | null;
  readonly warnings: readonly { readonly code: string; readonly field?: string }[];
}

export interface LedgerEvent {
  readonly type: string;
  readonly stream: string;
  readonly position: string;
  readonly body: string;
}

export interface Served {
  readonly assignmentId: string;
  readonly grantId: string;
}

export interface SimNumbers {
  readonly iccid: string;
  readonly msisdn: string;
}

/** Requests in flight together: more than the ledger commits as one group gives nothing. */
const AT_ONCE = 32;
/** The ledger is quiet when it did not grow in so many looks. */
const QUIET_LOOKS = 6;
const LOOK_EVERY_MILLISECONDS = 60;

export const startProgramme = async (): Promise<Programme> => {
  const system = await startSystem();
  const people = await peopleOf(system);
  const record = async (path: string, body: unknown, token: string): Promise<Receipt> => {
    const answer = await system.command(`/api/v1/${path}`, body, { token });
    if (answer.status > 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Receipt;
  };
  const size = async (): Promise<number> => {
    const { database } = (await (await system.fetch('/health/ready')).json()) as {
      readonly database: { readonly size: string };
    };
    return Number(database.size);
  };
  const events = async (filter: object): Promise<readonly LedgerEvent[]> => {
    const found: LedgerEvent[] = [];
    let cursor: string | null = null;
    do {
      const page: EventPage = await system.query<EventPage['data']>(EVENTS, {
        variables: { filter, after: cursor },
        token: people.auditor,
        ...(cursor === null ? { after: (await size()) - 1 } : {}),
      });
      if (page.errors) throw new Error(JSON.stringify(page.errors));
      const { nodes, pageInfo } = page.data.events;
      found.push(...nodes);
      cursor = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (cursor !== null);
    return found;
  };
  const until = async (filter: object): Promise<void> => {
    while ((await events(filter)).length === 0) await pause(LOOK_EVERY_MILLISECONDS);
  };
  const quiet = async (): Promise<void> => {
    let last = -1;
    for (let same = 0; same < QUIET_LOOKS; same += 1) {
      const now = await size();
      if (now !== last) same = 0;
      last = now;
      await pause(LOOK_EVERY_MILLISECONDS);
    }
  };
  const file = (sent: SentFile): ReturnType<typeof uploadFile> => uploadFile(system, sent);
  const approve: Programme['approve'] = (assignmentId, subjectId, token = people.approver, options = {}) =>
    system.command(`/api/v1/assignments/${assignmentId}/approve`, { subjectId }, { token, ...options });
  const proposal = async (subjectId: string, tag: string): Promise<string> =>
    (await record('assignments', { subjectId, tag, tenure: 'GIFT' }, people.allocator)).resource.id;
  const reserved = async (subjectId: string, tag: string): Promise<string> => {
    const assignmentId = await proposal(subjectId, tag);
    const { status, body } = await approve(assignmentId, subjectId);
    if (status !== 201) throw new Error(`approval: ${status} ${JSON.stringify(body)}`);
    await until({ stream: `device-${tag}`, types: ['DeviceAssigned'] });
    return assignmentId;
  };
  const handover: Programme['handover'] = (assignmentId, subjectId, tag, more = {}) =>
    record('handovers', handoverBody(assignmentId, subjectId, tag, more), people.officer);
  return {
    system,
    people,
    record,
    size,
    events,
    quiet,
    file,
    approve,
    proposal,
    reserved,
    handover,
    devices: async (count, lotNo) => {
      const { id, state } = await file({
        kind: 'F4',
        token: people.clerk,
        name: `${lotNo}.csv`,
        content: manifest(Array.from({ length: count }, (_, n) => ({ lotNo, serial: `${lotNo}-${n + 1}` }))),
      });
      if (state !== 'COMPLETED') throw new Error(`${lotNo}: ${state}`);
      const received = await events({ importId: id, types: ['DeviceReceived'] });
      const tags = received.map(({ stream }) => stream.slice('device-'.length));
      await inParallel(tags, (tag) =>
        record(`devices/${tag}/inspect`, { result: 'PASSED', dataWiped: false }, people.clerk),
      );
      return tags;
    },
    toSchool: (tags, school = SCHOOL) =>
      inParallel(tags, async (tag) => {
        await record(`devices/${tag}/release-custody`, { to: { kind: 'SCHOOL', id: school } }, people.allocator);
        const taker = school === SCHOOL ? people.officer : people.otherOfficer;
        await record(`devices/${tag}/take-custody`, {}, taker);
      }),
    pupil: async (studentCode, school = SCHOOL) => {
      const officer = school === SCHOOL ? people.officer : people.otherOfficer;
      const { resource } = await record('beneficiaries', needOf(studentCode, school), officer);
      await record(`beneficiaries/${resource.id}/attest`, ATTESTED, officer);
      await record(`beneficiaries/${resource.id}/evaluate`, { evaluatedOn: '2021-10-20' }, people.allocator);
      return resource.id;
    },
    served: async (subjectId, tag, iccid) => {
      const assignmentId = await reserved(subjectId, tag);
      await handover(assignmentId, subjectId, tag, { iccid });
      const acceptance = { tag, acceptedOn: ACCEPTED_ON, acceptedBy: 'GUARDIAN' };
      await record(`handovers/${assignmentId}/accept`, acceptance, people.officer);
      await until({ beneficiary: subjectId, types: ['GrantEntitled'] });
      const [entitled] = await events({ beneficiary: subjectId, types: ['GrantEntitled'] });
      return { assignmentId, grantId: entitled!.stream.slice('grant-'.length) };
    },
    sim: async (numbers, more = {}) =>
      (await record('sims', { ...numbers, carrier: 'VIETTEL', issuedOn: '2021-11-01', ...more }, people.carrier))
        .resource.id,
    stop: () => system.stop(),
  };
};

/** Schools, a warehouse, a carrier with its terms, a donor and a pledge of tablets. */
export const registerProgramme = async ({ record, quiet, people: { clerk } }: Programme): Promise<void> => {
  const place = { provinceCode: '31', unitCode: '31' };
  const organisation = (code: string, kind: string, more: object = {}): Promise<Receipt> =>
    record('organisations', { code, kind, name: `${kind} ${code}`, ...place, ...more }, clerk);
  await organisation(SCHOOL, 'SCHOOL');
  await organisation(OTHER_SCHOOL, 'SCHOOL');
  await organisation(WAREHOUSE, 'WAREHOUSE');
  await organisation('VIETTEL', 'CARRIER', { carrier: 'VIETTEL' });
  await record('organisations/VIETTEL/agree-terms', TERMS, clerk);
  const donor = { code: 'DN-01', kind: 'ENTERPRISE', name: 'Công ty Thử nghiệm', publicity: 'NAMED' };
  await record('donors', donor, clerk);
  const pledge = { donorCode: 'DN-01', kind: 'DEVICE', quantity: 2_000, publicity: 'NAMED', documentNo: '01/CK' };
  await record('donations', { ...pledge, code: DONATION, pledgedOn: '2021-09-20' }, clerk);
  await quiet();
};

const peopleOf = async (system: System): Promise<People> => ({
  clerk: await system.token('DATA_ENTRY'),
  officer: await system.token('SCHOOL_OFFICER', { organisation: SCHOOL }),
  otherOfficer: await system.token('SCHOOL_OFFICER', { organisation: OTHER_SCHOOL, subject: 'other-school' }),
  allocator: await system.token('PROVINCE_ALLOCATOR', { unit: '31' }),
  approver: await system.token('APPROVER_1'),
  secondApprover: await system.token('APPROVER_2'),
  carrier: await system.token('CARRIER_AGENT', { organisation: 'VIETTEL' }),
  auditor: await system.token('AUDITOR'),
  admin: await system.token('ADMIN'),
});

const EVENTS = `query ($filter: EventFilter, $after: String) {
  events(first: 100, after: $after, filter: $filter) {
    nodes { type stream position body }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface EventPage {
  readonly data: {
    readonly events: {
      readonly nodes: readonly LedgerEvent[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  };
  readonly errors?: readonly unknown[];
}

export const inParallel = async <T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane));
};
