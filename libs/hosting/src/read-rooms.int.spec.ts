import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { AnyEvent } from '@kernel';
import { ANONYMOUS, nodeId, type Viewer } from '@graphql-api';
import { type GraphqlHarness, auditor, graphqlHarness } from '@graphql-api/testing';
import { type ReadSide, createReadSide, encodedFact } from '@projections/testing/read-side';
import { Vault } from '@vault';
import { allEvents } from '@programme/catalogue';
import * as ofDevice from '@programme/device/domain/device.fixtures';
import { traceCode } from '@programme/donation/domain';
import * as ofDonation from '@programme/donation/domain/donation.fixtures';
import * as ofDonor from '@programme/donor/domain/donor.fixtures';
import * as ofOrganisation from '@programme/organisation/domain/organisation.fixtures';
import { addDays, assetTagOf } from '@programme/shared';
import { expectTotals } from './changes.fixtures';
import { readRooms } from './slices';

/** The rooms together: what leads from one to the other, what each viewer sees, and that the funnel's cuts agree. */

interface Told {
  readonly stream: string;
  readonly event: AnyEvent;
}

const WAREHOUSES = [
  { code: '31-TEST-KHO-01', province: '31', unit: '303' },
  { code: '30-TEST-KHO-01', province: '30', unit: '30' },
];
const SCHOOLS = [
  { code: '31-TEST-001', province: '31', unit: '303' },
  { code: '31-TEST-002', province: '31', unit: '304' },
  { code: '30-TEST-001', province: '30', unit: '30' },
  { code: '01-TEST-001', province: '01', unit: '01' },
];
const DONORS = [
  { code: 'DN-TEST-02', name: 'Tổng công ty Sóng Thử', publicity: 'NAMED' as const },
  { code: 'DN-TEST-03', name: 'Công ty Không Nêu Tên', publicity: 'ANONYMOUS' as const },
];
const DONATIONS = [
  { code: 'UH-TEST-02', donorCode: 'DN-TEST-02' },
  { code: 'UH-TEST-03', donorCode: 'DN-TEST-03', earmark: { provinceCode: '30' } },
  { code: 'UH-TEST-04', donorCode: 'DN-TEST-02', umbrellaCode: 'UH-TEST-09' },
];
const LOT = 'L-01';
const DEVICES = 60;

const clean = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const places: readonly Told[] = [
  ...WAREHOUSES.map((place) => ({ ...place, kind: 'WAREHOUSE' as const })),
  ...SCHOOLS.map((place) => ({ ...place, kind: 'SCHOOL' as const })),
].map(({ code, kind, province, unit }) => ({
  stream: `org-${code}`,
  event: ofOrganisation.organisationRegistered({
    code,
    kind,
    name: `Nơi ${code}`,
    provinceCode: province,
    unitCode: unit,
  }),
}));
const gifts: readonly Told[] = [
  ...DONORS.map((donor) => ({ stream: `donor-${donor.code}`, event: ofDonor.donorRegistered(donor) })),
  ...DONATIONS.flatMap(({ code, ...change }): readonly Told[] => [
    { stream: `donation-${code}`, event: ofDonation.donationPledged({ code, quantity: 100, ...change }) },
    { stream: `donation-${code}`, event: ofDonation.pledgeCommitted() },
    {
      stream: `lot-${code}-${LOT}`,
      event: ofDonation.lotManifested({ donationCode: code, lotNo: LOT, warehouseCode: WAREHOUSES[0]!.code }),
    },
  ]),
  {
    stream: 'donation-UH-TEST-09',
    event: ofDonation.donationPledged({ code: 'UH-TEST-09', donorCode: 'DN-TEST-03', quantity: 130, umbrella: true }),
  },
];

const tagOf = (n: number): string => assetTagOf(String(n).padStart(8, '0'));
const uuid = (kind: string, n: number): string => `${kind.repeat(8)}-0000-5000-8000-${String(n).padStart(12, '0')}`;

interface Fate {
  readonly donation: number;
  readonly warehouse: number;
  readonly school: number;
  readonly steps: number;
  readonly end: 'none' | 'lost' | 'wrong' | 'returned' | 'faulty' | 'declined';
  readonly inPhase2: boolean;
}
/** One device's facts, as far as it came. */
const lifeOf = (n: number, fate: Fate): readonly Told[] => {
  const warehouse = { kind: 'WAREHOUSE' as const, id: WAREHOUSES[fate.warehouse]!.code };
  const school = { kind: 'SCHOOL' as const, id: SCHOOLS[fate.school]!.code };
  const of = { assignmentId: uuid('2', n), subjectId: uuid('4', n) };
  const here = { ...of, schoolCode: school.id };
  const handedOn = fate.inPhase2 ? '2022-01-20' : '2021-11-20';
  const usual: readonly AnyEvent[] = [
    ofDevice.deviceReceived({
      tag: tagOf(n),
      donationCode: DONATIONS[fate.donation]!.code,
      lotNo: LOT,
      warehouseCode: warehouse.id,
      serial: `S-${n}`,
    }),
    ofDevice.deviceInspected(),
    ofDevice.custodyReleased({ transferId: uuid('1', n), from: warehouse, to: school }),
    ofDevice.custodyTaken({ transferId: uuid('1', n), from: warehouse, by: school }),
    ofDevice.deviceAssigned({ ...here, promise: uuid('3', n) }),
    ofDevice.handoverRecorded({ ...here, handedOn }),
    ofDevice.handoverAccepted({ ...here, handedOn, acceptedOn: addDays(handedOn, 1) }),
  ];
  const ends: Readonly<Record<Fate['end'], readonly AnyEvent[]>> = {
    none: [],
    lost: [ofDevice.deviceReportedLost(of)],
    wrong: [ofDevice.wrongRecipientReported(of)],
    returned: [ofDevice.deviceReturned({ ...of, to: school })],
    faulty: [ofDevice.deviceReportedFaulty(of)],
    declined: [ofDevice.handoverDeclined(here)],
  };
  const handed = fate.steps >= 6 ? ends[fate.end] : [];
  return [...usual.slice(0, fate.steps), ...handed].map((event) => ({ stream: `device-${tagOf(n)}`, event }));
};

const fates = fc.record<Fate>({
  donation: fc.nat(DONATIONS.length - 1),
  warehouse: fc.nat(WAREHOUSES.length - 1),
  school: fc.nat(SCHOOLS.length - 1),
  steps: fc.integer({ min: 1, max: 7 }),
  end: fc.constantFrom('none', 'none', 'lost', 'wrong', 'returned', 'faulty', 'declined'),
  inPhase2: fc.boolean(),
});
/** Twelve that were accepted at the first school, and many that came as far as they came, in any order among each other. */
const lives: readonly Told[] = fc.sample(
  fc.array(fates, { minLength: DEVICES - 12, maxLength: DEVICES - 12 }).chain((random) => {
    const sure: Fate = { donation: 0, warehouse: 0, school: 0, steps: 7, end: 'none', inPhase2: false };
    const all = [...new Array<Fate>(12).fill(sure), ...random].map((fate, n) => lifeOf(n + 1, fate));
    const turns = all.flatMap((life, n) => life.map(() => n));
    return fc.shuffledSubarray(turns, { minLength: turns.length }).map((order) => {
      const next = all.map(() => 0);
      return order.map((n) => all[n]![next[n]!++]!);
    });
  }),
  1,
)[0]!;
const told = [...places, ...gifts, ...lives];

const vault = { hmac: (purpose: string, message: string) => createHmac('sha256', purpose).update(message).digest() };
const codeOf = (donation: string): string => traceCode(donation, vault.hmac('TRACE', donation));

let read: ReadSide;
let api: GraphqlHarness;
beforeAll(async () => {
  const projections = readRooms.flatMap((room) => room.projections);
  read = await createReadSide(allEvents);
  const revisions = new Map<string, number>();
  for (const { stream, event } of told) {
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const fact = clean({ ...event, occurredAt: (event as { occurredAt?: string }).occurredAt });
    const events = [encodedFact(read.codec, stream, revision, fact)];
    const appended = await read.ledger.store.append({ stream, expectedRevision: revision - 1, events });
    if (appended.kind !== 'appended') throw new Error(`not appended: ${appended.kind}`);
  }
  await read.runner(projections).start();
  const sizes = read.sizes(projections);
  await sizes.waitForSize(
    projections.map(({ name }) => name),
    told.length,
    60_000,
  );
  api = await graphqlHarness({
    rooms: readRooms,
    events: allEvents,
    journal: read.ledger.journal,
    tables: read.tables,
    sizes,
    providers: [{ provide: Vault, useValue: vault }],
  });
}, 120_000);
afterAll(async () => {
  await api?.close();
  await read?.drop();
});
beforeEach(() => api.forget());

const answered = async (query: string, as: Viewer | null = auditor, variables = {}) => {
  const answer = await api.ask(query, { as, variables });
  expect(answer.errors).toBeUndefined();
  return answer.data!;
};
const refusal = async (query: string, as: Viewer | null): Promise<unknown> =>
  (await api.ask(query, { as })).errors?.[0]?.extensions.code;
const viewer = (role: string, of: Partial<Viewer>): Viewer => ({ ...ANONYMOUS, actorId: 'a', roles: [role], ...of });
const TAG = tagOf(1);

describe('a device', () => {
  it('leads to its lot, its donation and the donor', async () => {
    const { device } = await answered(`{ device(tag: "${TAG}") {
      tag state stateClass donationCode usableOn custody { custodian { kind code } onTheWayTo { kind } }
      lot { code expected warehouseCode } donation { code status promisedQuantity donor { code name } lots(first: 5) { nodes { code } } }
      assignment { acceptedOn end grant { grantId } } assignments { assignmentId schoolCode } grant { grantId }
    } }`);
    expect(device).toMatchObject({
      tag: TAG,
      state: 'IN_USE',
      stateClass: 'DEPLOYED',
      custody: { custodian: { kind: 'PUPIL', code: uuid('4', 1) }, onTheWayTo: null },
      lot: { code: 'UH-TEST-02-L-01', expected: 100, warehouseCode: WAREHOUSES[0]!.code },
      donation: {
        code: 'UH-TEST-02',
        donor: { name: DONORS[0]!.name },
        lots: { nodes: [{ code: 'UH-TEST-02-L-01' }] },
      },
      assignment: { acceptedOn: '2021-11-21', end: null, grant: null },
      assignments: [{ assignmentId: uuid('2', 1), schoolCode: SCHOOLS[0]!.code }],
      grant: null,
    });
  });

  it('has a version for each event that changed it, with that event, and is what it was at an earlier size', async () => {
    const history = `history(first: 20) { nodes { from to state event { type } } }`;
    const { device } = await answered(`{ device(tag: "${TAG}") { ${history} } }`);
    const versions = device.history.nodes as {
      from: string;
      to: string | null;
      state: string;
      event: { type: string };
    }[];
    expect(versions.map(({ state }) => state)).toEqual([
      'RECEIVED',
      'AVAILABLE',
      'IN_TRANSIT',
      'AT_SCHOOL',
      'RESERVED',
      'DELIVERED',
      'IN_USE',
    ]);
    expect(versions.map(({ event }) => event.type)).toEqual([
      'DeviceReceived',
      'DeviceInspected',
      'CustodyReleased',
      'CustodyTaken',
      'DeviceAssigned',
      'HandoverRecorded',
      'HandoverAccepted',
    ]);
    expect(versions.map(({ to }) => to)).toEqual([...versions.slice(1).map(({ from }) => from), null]);
    const size = String(Number(versions[3]!.from) + 1);
    const earlier = await answered(`{ device(tag: "${TAG}", asOf: { size: "${size}" }) { state ${history} } }`);
    expect(earlier.device.state).toBe('AT_SCHOOL');
    expect(earlier.device.history.nodes).toEqual([...versions.slice(0, 3), { ...versions[3]!, to: null }]);
  });

  it('is listed with what it leads to in one statement for each kind of thing', async () => {
    const list = (first: number) =>
      `{ devices(first: ${first}) { nodes { tag lot { code } donation { code donor { code } } } } }`;
    const { devices } = await answered(list(50));
    expect(devices.nodes).toHaveLength(50);
    // Devices, lots, donations, donors.
    expect(api.statements).toHaveLength(4);
    api.forget();
    await answered(list(2));
    expect(api.statements).toHaveLength(4);
  });

  it.each([
    ['state', '{ states: [IN_USE] }', ({ state }: { state: string }) => state === 'IN_USE'],
    [
      'donation',
      '{ donation: "UH-TEST-03" }',
      ({ donationCode }: { donationCode: string }) => donationCode === 'UH-TEST-03',
    ],
    ['school', '{ school: "31-TEST-001" }', ({ schoolCode }: { schoolCode: string }) => schoolCode === '31-TEST-001'],
  ])('is filtered by %s', async (_, filter, fits) => {
    const fields = 'nodes { tag state donationCode schoolCode }';
    const { devices: all } = await answered(`{ devices(first: 100) { ${fields} } }`);
    const { devices: some } = await answered(`{ devices(first: 100, filter: ${filter}) { ${fields} } }`);
    expect(some.nodes).toEqual((all.nodes as never[]).filter(fits));
    expect(all.nodes).toHaveLength(DEVICES);
  });

  it('is seen by its school, its province and its donor, and by the donor without the pupil', async () => {
    const one = `{ device(tag: "${TAG}") { tag schoolCode assignments { subjectId } custody { custodian { kind code } } grant { grantId } } }`;
    const seen = async (as: Viewer) => (await answered(one, as)).device;
    expect(await seen(viewer('SCHOOL_OFFICER', { organisations: ['31-TEST-001'] }))).toMatchObject({ tag: TAG });
    expect(await seen(viewer('SCHOOL_OFFICER', { organisations: ['31-TEST-002'] }))).toBeNull();
    expect(await seen(viewer('PROVINCE_ALLOCATOR', { units: ['31'] }))).toMatchObject({ tag: TAG });
    expect(await seen(viewer('PROVINCE_ALLOCATOR', { units: ['01'] }))).toBeNull();
    expect(await seen(viewer('DONOR_VIEWER', { organisations: ['DN-TEST-03'] }))).toBeNull();
    expect(await seen(viewer('DONOR_VIEWER', { organisations: ['DN-TEST-02'] }))).toEqual({
      tag: TAG,
      schoolCode: null,
      assignments: [],
      custody: { custodian: { kind: 'PUPIL', code: null } },
      grant: null,
    });
    expect(await refusal(one, null)).toBe('UNAUTHENTICATED');
  });
});

describe('changes between two sizes', () => {
  const between = (fields: string, from = places.length + gifts.length, to = told.length): string =>
    `{ changes(from: { size: "${from}" }, to: { size: "${to}" }) { from { size } to { size } ${fields} } }`;
  const devices =
    'things(type: "Device", first: 100) { nodes { key kind fields { field before after versions { event { type } } } } count { value } }';
  interface Field {
    readonly field: string;
    readonly before: string | null;
    readonly after: string | null;
  }
  const changes = async (fields: string, as: Viewer = auditor, from?: number, to?: number) =>
    (await answered(between(fields, from, to), as)).changes;

  it('lists things with their events, in as many statements as there are kinds of look-up', async () => {
    const found = await changes(devices);
    expect(found.things.nodes.map(({ kind }: { kind: string }) => kind)).toEqual(Array(DEVICES).fill('ADDED'));
    expect(found.things.count.value).toBe(DEVICES);
    // The keys that changed, and their count; the things before and after; their versions.
    expect(api.statements).toHaveLength(5);
    expect(found).toMatchObject({
      from: { size: String(places.length + gifts.length) },
      to: { size: String(told.length) },
    });
    const { thing } = await changes(
      `thing(type: "Device", id: "${TAG}") { kind fields { field versions { value event { type } } } }`,
    );
    expect(thing.fields.find(({ field }: Field) => field === 'state').versions).toHaveLength(7);
    expect(thing.fields.find(({ field }: Field) => field === 'usableOn').versions).toEqual([
      { value: expect.any(String), event: { type: 'DeviceInspected' } },
    ]);
  });

  it('answers for itself: its size in the extensions, and a history of every field on the thing', async () => {
    const size = told.length - 1;
    const answer = await api.ask(between('thing(type: "Donor", id: "DN-TEST-02") { kind }', size, size));
    expect(answer.data!.changes.thing).toEqual({ kind: 'UNCHANGED' });
    expect(answer.extensions.ledger.size).toBe(String(size));
    const { device } = await answered(
      `{ device(tag: "${TAG}") { history(first: 20) { nodes { state from } } versioned { field versions { value position } } } }`,
    );
    const state = device.versioned.find(({ field }: Field) => field === 'state');
    expect(state.versions).toEqual(
      device.history.nodes.map((version: { state: string; from: string }) => ({
        value: JSON.stringify(version.state),
        position: version.from,
      })),
    );
  });

  it('shows to each viewer what the thing itself would show', async () => {
    const donor = viewer('DONOR_VIEWER', { organisations: ['DN-TEST-02'] });
    const { nodes } = (await changes(devices, donor)).things;
    const own = await answered('{ devices(first: 100) { nodes { tag } } }', donor);
    expect(nodes.map(({ key }: { key: string }) => ({ tag: key }))).toEqual(own.devices.nodes);
    expect(nodes.length).toBeLessThan(DEVICES);
    const fields = nodes.flatMap((node: { fields: readonly Field[] }) => node.fields) as readonly Field[];
    expect(fields.filter(({ field }) => field === 'schoolCode' || field === 'assignment')).toEqual([]);
    expect(fields.filter(({ field, after }) => field === 'assignments' && after !== '[]')).toEqual([]);
    expect(JSON.stringify(nodes).includes(uuid('4', 1))).toBe(false);
    const pupils = 'things(type: "Beneficiary", first: 5) { nodes { key } }';
    expect((await changes(pupils, donor)).things.nodes).toEqual([]);
    const other = viewer('DONOR_VIEWER', { organisations: ['DN-TEST-03'] });
    expect((await changes(`thing(type: "Device", id: "${TAG}") { kind }`, other)).thing).toBeNull();
    expect(await refusal(between('to { size }'), null)).toBe('UNAUTHENTICATED');
  });

  it('lists to a scoped viewer what came into sight and what went out of it', async () => {
    const received =
      told.findIndex(({ stream, event }) => stream === `device-${TAG}` && event.type === 'DeviceReceived') + 1;
    const kindOf = async (as: Viewer, from: number, to: number): Promise<string | undefined> =>
      (await changes(devices, as, from, to)).things.nodes.find(({ key }: { key: string }) => key === TAG)?.kind;
    const school = viewer('SCHOOL_OFFICER', { organisations: [SCHOOLS[0]!.code] });
    const warehouse = viewer('DATA_ENTRY', { organisations: [WAREHOUSES[0]!.code] });
    expect(await kindOf(school, received, told.length)).toBe('ADDED');
    expect(await kindOf(warehouse, received, told.length)).toBe('REMOVED');
    expect(await kindOf(school, 0, received)).toBeUndefined();
  });

  it.each([
    ['the sizes are reversed', between('to { size }', 9, 8), 'SIZES_REVERSED'],
    ['the later one is beyond the head', between('to { size }', 9, 9_999), 'BEYOND_HEAD'],
    ['the earlier one is none', '{ changes(from: {}) { to { size } } }', undefined],
    ['there is no such type', between('things(type: "Teapot", first: 1) { nodes { key } }'), 'WRONG_ID_TYPE'],
    ['the type keeps no versions', between('things(type: "CarrierDay", first: 1) { nodes { key } }'), 'WRONG_ID_TYPE'],
    ['an id has no type', between('thing(id: "DN-TEST-02") { kind }'), 'WRONG_ID_TYPE'],
    [
      'an id is of another type',
      between(`thing(type: "Donor", id: "${nodeId('Device', TAG)}") { kind }`),
      'WRONG_ID_TYPE',
    ],
    ['no page is asked for', between('things(type: "Device") { nodes { key } }'), 'PAGE_BOUNDS'],
  ])('is refused where %s', async (_, query, reason) => {
    const { errors } = await api.ask(query);
    expect(errors!.map(({ extensions }) => [extensions.code, extensions.reason])).toEqual([['BAD_USER_INPUT', reason]]);
  });

  it('says of every figure of the funnel by which events it differs', async () => {
    const [to] = fc.sample(fc.integer({ min: places.length + gifts.length + DEVICES, max: told.length }), 1);
    // Before the pledges, and the umbrella's among them.
    expect(await expectTotals(api, places.length + 1, to!)).toBeGreaterThan(DEVICES);
    const province = (fields: string) => changes(fields, auditor, 0, told.length);
    const merged = await province('totals(by: LOCALITY, units: V2025) { key measure difference }');
    const received = merged.totals.find((each: FunnelRow) => each.key === '31' && String(each.measure) === 'received');
    const { totalEvents } = await province(
      'totalEvents(by: LOCALITY, units: V2025, key: "31", measure: "received", first: 100) { nodes { n event { type } } count { value } }',
    );
    expect(totalEvents.nodes).toEqual(Array(received.difference).fill({ n: 1, event: { type: 'DeviceReceived' } }));
    expect(totalEvents.count.value).toBe(received.difference);
  });

  it('shows totals as the funnel does, and the events behind them to auditors', async () => {
    const donor = viewer('DONOR_VIEWER', { organisations: ['DN-TEST-02'] });
    const { totals } = await changes('totals(by: DONOR) { key }', donor);
    expect(new Set(totals.map(({ key }: { key: string }) => key))).toEqual(new Set(['DN-TEST-02']));
    for (const fields of [
      'totals(by: CATEGORY) { key }',
      'totalEvents(by: DONOR, key: "DN-TEST-02", measure: "received", first: 1) { nodes { n } }',
    ])
      expect(await refusal(between(fields), donor)).toBe('FORBIDDEN');
    const noColumn = 'totalEvents(by: DONOR, key: "DN-TEST-02", measure: "name", first: 1) { nodes { n } }';
    expect(await refusal(between(noColumn), auditor)).toBe('BAD_USER_INPUT');
  });

  it('goes on where the page before was read, and only there', async () => {
    const page = (after: string, from: string, to: string): string =>
      `{ changes(from: { size: "${from}" }${to}) { to { size } things(type: "Device", first: 2${after}) { nodes { key } pageInfo { endCursor } } } }`;
    const first = await answered(page('', '20', ', to: { size: "100" }'));
    const after = `, after: "${first.changes.things.pageInfo.endCursor}"`;
    expect((await answered(page(after, '20', ''))).changes.to).toEqual({ size: '100' });
    expect(await refusal(page(after, '21', ''), auditor)).toBe('CURSOR_MISMATCH');
    expect(await refusal(page(after, '20', ', to: { size: "99" }'), auditor)).toBe('CURSOR_MISMATCH');
  });
});

describe('donors and organisations', () => {
  it('are listed with what they gave, in one statement for each kind of thing', async () => {
    const { donors } = await answered(
      `{ donors(first: 10) { nodes { code donations(first: 5) { nodes { code unattributedQuantity } } } } }`,
    );
    expect(donors.nodes).toMatchObject([
      { code: 'DN-TEST-02', donations: { nodes: [{ code: 'UH-TEST-02' }, { code: 'UH-TEST-04' }] } },
      {
        code: 'DN-TEST-03',
        donations: { nodes: [{ code: 'UH-TEST-03' }, { code: 'UH-TEST-09', unattributedQuantity: 30 }] },
      },
    ]);
    // Donors, the codes of their donations, the donations, the parts of the umbrella.
    expect(api.statements).toHaveLength(4);
  });

  it('are shown to those whose they are', async () => {
    const query = '{ donations(first: 10) { nodes { code } } donor(code: "DN-TEST-02") { code } }';
    const own = await answered(query, viewer('DONOR_VIEWER', { organisations: ['DN-TEST-03'] }));
    expect(own).toEqual({ donations: { nodes: [{ code: 'UH-TEST-03' }, { code: 'UH-TEST-09' }] }, donor: null });
    const schools =
      '{ organisations(first: 10, filter: { kind: SCHOOL }) { nodes { code } } organisation(code: "01-TEST-001") { name } }';
    const province = await answered(schools, viewer('PROVINCE_ALLOCATOR', { units: ['31'] }));
    expect(province.organisations.nodes).toEqual([{ code: '31-TEST-001' }, { code: '31-TEST-002' }]);
    expect(province.organisation).toBeNull();
  });
});

const COLUMNS = `received accepted allocated dispatched atSchool assigned handedOver acceptedByPupil inUse returned lost faulty replaced voided leakage`;
type FunnelRow = { readonly key: string; readonly name: string } & Readonly<Record<string, number | null>>;
const funnel = async (args: string, as: Viewer | null = auditor): Promise<readonly FunnelRow[]> =>
  (await answered(`{ funnel(${args}) { key name pledged committed ${COLUMNS} } }`, as)).funnel as readonly FunnelRow[];
const sums = (rows: readonly FunnelRow[], columns = COLUMNS): readonly number[] =>
  columns.split(' ').map((column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0));

describe('the funnel', () => {
  it('has the same devices in every cut, and no more of them at a stage than before it, at any size', async () => {
    const sizes = fc.sample(fc.integer({ min: places.length, max: told.length }), 4);
    for (const size of [...sizes, told.length]) {
      const asOf = `asOf: { size: "${size}" }`;
      const byDonor = sums(await funnel(`by: DONOR, ${asOf}`));
      expect(sums(await funnel(`by: LOCALITY, ${asOf}`))).toEqual(byDonor);
      expect(sums(await funnel(`by: LOCALITY, units: V2025, ${asOf}`))).toEqual(byDonor);
      expect(sums(await funnel(`by: LOCALITY, level: DISTRICT, ${asOf}`))).toEqual(byDonor);
      expect(sums(await funnel(`by: PHASE, ${asOf}`))).toEqual(byDonor);
      const stages = byDonor.slice(0, 8);
      expect(stages).toEqual(stages.toSorted((one, other) => other - one));
    }
    expect(sums(await funnel('by: PHASE'))[0]).toBe(DEVICES);
  });

  it('counts what was promised once: parts of an umbrella, and what none of them promised', async () => {
    for (const cut of ['DONOR', 'PHASE', 'LOCALITY'])
      expect(sums(await funnel(`by: ${cut}`), 'pledged committed')).toEqual([330, 300]);
    const byLocality = await funnel('by: LOCALITY');
    const row = (key: string) => byLocality.find((each) => each.key === key);
    expect(row('UNEARMARKED')).toMatchObject({ pledged: 230, received: null, inUse: null });
    expect(row('30')).toMatchObject({ pledged: 100, name: 'Hải Dương' });
    // No province has districts to pledge for.
    expect((await funnel('by: LOCALITY, level: DISTRICT')).every(({ pledged }) => pledged === null)).toBe(true);
  });

  it('adds Hải Dương to Hải Phòng in the units of 2025', async () => {
    const of = (rows: readonly FunnelRow[], key: string): number => rows.find((row) => row.key === key)?.received ?? 0;
    const [before, after] = [await funnel('by: LOCALITY'), await funnel('by: LOCALITY, units: V2025')];
    expect(of(after, '31')).toBe(of(before, '31') + of(before, '30'));
    expect(after.some(({ key }) => key === '30')).toBe(false);
  });

  it('is open by province only; who gives and who is poor is not', async () => {
    expect((await funnel('by: LOCALITY', null)).length).toBeGreaterThan(1);
    for (const args of ['by: LOCALITY, level: DISTRICT', 'by: DONOR', 'by: PHASE', 'by: CARRIER', 'by: CATEGORY'])
      expect(await refusal(`{ funnel(${args}) { key } }`, null)).toBe('UNAUTHENTICATED');
    const donor = viewer('DONOR_VIEWER', { organisations: ['DN-TEST-02'] });
    expect((await funnel('by: DONOR', donor)).map(({ name }) => name)).toEqual([DONORS[0]!.name]);
    expect(await refusal('{ funnel(by: CATEGORY) { key } }', donor)).toBe('FORBIDDEN');
    const districts = await funnel('by: LOCALITY, level: DISTRICT', viewer('PROVINCE_ALLOCATOR', { units: ['30'] }));
    expect(districts.map(({ key }) => key)).toEqual(['30']);
    // Anonymous is a code here too.
    expect((await funnel('by: DONOR')).map(({ name }) => name)).toEqual([DONORS[0]!.name, 'DN-TEST-03']);
  });
});

describe('the trace of a gift', () => {
  const query = `query ($code: String!) { trace(code: $code) {
    donationCode donorName promised received accepted atSchool delivered nextStep size
    stages { stage count firstOn lastOn } states { state count } models { maker model count }
    places { provinceCode districtCode districtName count } cash { received } } }`;
  const trace = async (code: string) => (await answered(query, null, { code })).trace;

  it('shows what became of it to whoever has its code', async () => {
    const found = await trace(codeOf('UH-TEST-02').toLowerCase());
    const row = (await funnel('by: DONOR')).find(({ key }) => key === 'DN-TEST-02')!;
    expect(found).toMatchObject({
      donationCode: 'UH-TEST-02',
      donorName: DONORS[0]!.name,
      promised: 100,
      nextStep: 'RECEIPT',
    });
    expect(found.received).toBeLessThanOrEqual(row.received!);
    expect(found.stages[0]).toMatchObject({ stage: 'RECEIVED', count: found.received, firstOn: '2021-10-20' });
    expect(found.states.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(found.received);
    expect(found.models).toEqual([{ maker: 'Masstel', model: 'Tab10 4G', count: found.received }]);
    expect(found.places.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(found.atSchool);
    expect(found.cash).toBeNull();
    expect(found.size).toBe(String(told.length));
  });

  it('names a district only where at least ten devices are, and never a school or a pupil', async () => {
    const found = await trace(codeOf('UH-TEST-02'));
    const districts = (found.places as { districtCode: string | null; count: number }[]).filter(
      ({ districtCode }) => districtCode,
    );
    expect(districts.length).toBeGreaterThan(0);
    expect(districts.every(({ count }) => count >= 10)).toBe(true);
    expect(JSON.stringify(found)).not.toMatch(/TEST-00|4444/);
  });

  it('never names who wishes not to be named', async () => {
    const found = await trace(codeOf('UH-TEST-03'));
    expect(found.donorName).toBeNull();
    expect(JSON.stringify(found)).not.toContain('Không Nêu Tên');
  });

  it('answers every wrong code with the same nothing, after the same statements', async () => {
    const codes = [
      'UH-TEST-02',
      'UH-TEST-02.',
      `UH-TEST-02.${'0'.repeat(26)}`,
      codeOf('UH-TEST-99'),
      'x'.repeat(5_000),
      '',
    ];
    for (const code of codes) {
      api.forget();
      expect(await trace(code)).toBeNull();
      expect(api.statements).toHaveLength(1);
    }
  });

  it('is answered to nobody who tried ten wrong codes in a minute, be the next one right; others are not kept waiting', async () => {
    const guesser = viewer('DONOR_VIEWER', { actorId: '00000000-0000-4000-8000-00000000beef' });
    const asked = async (codes: readonly string[]) => {
      const fields = codes.map((code, index) => `t${index}: trace(code: "${code}") { donationCode }`);
      return api.ask(`{ ${fields.join(' ')} }`, { as: guesser });
    };
    const right = codeOf('UH-TEST-02');
    const wrong = Array.from({ length: 5 }, (_, index) => `UH-TEST-02.${String(index).repeat(26)}`);
    for (const batch of [[right], wrong, wrong]) expect((await asked(batch)).errors).toBeUndefined();
    for (const code of [right, wrong[0]!]) {
      const { errors, data } = await asked([code]);
      expect(data).toEqual({ t0: null });
      expect(errors!.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
      expect(errors![0]!.extensions.retryAfter).toBeGreaterThan(0);
    }
    expect((await trace(right)).donationCode).toBe('UH-TEST-02');
  });
});
