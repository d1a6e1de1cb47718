import { holdersOf } from '@claims';
import { type ImportHarness, importHarness } from '@imports/testing';
import { allEvents } from '@programme/catalogue';
import { simOfTagKey } from '@programme/claim/domain';
import { assetTagOf } from '@programme/shared';
import { sim } from '../domain';
import { activationImport } from './activation.import';
import { simImport } from './sim.import';

const TAG = assetTagOf('0000D001');
interface Numbers {
  readonly iccid: string;
  readonly msisdn: string;
}
const NUMBERS = [
  { iccid: '8984040000000000017', msisdn: '0961000001' },
  { iccid: '8984040000000000025', msisdn: '0961000002' },
  { iccid: '8984040000000000033', msisdn: '0961000003' },
] as const;
const issue = ({ iccid, msisdn }: Numbers, tag = ''): string => `${iccid},${msisdn},VIETTEL,${tag},2021-11-01`;
const simFile = (...lines: readonly string[]): string =>
  ['iccid,msisdn,carrier,assetTag,issuedOn', ...lines, ''].join('\n');
const activation = ({ iccid, msisdn }: Numbers, result = 'OK'): string =>
  `${iccid},${msisdn},2021-11-20T07:30:00+07:00,EDU4G,${result}`;
const activationFile = (...lines: readonly string[]): string =>
  ['iccid,msisdn,activatedAt,planCode,result', ...lines, ''].join('\n');

describe('F7 and F10, SIMs and their activation', () => {
  let imports: ImportHarness;
  beforeEach(async () => {
    imports = await importHarness([simImport, activationImport], allEvents);
  });
  afterEach(() => imports.close());
  const typesOf = async (): Promise<readonly string[]> => (await imports.events('sim-')).map(({ type }) => type);

  it('issues each SIM once, and keeps its numbers out of every event', async () => {
    const first = await imports.send(simImport, simFile(issue(NUMBERS[0]), issue(NUMBERS[1])));
    expect(first).toMatchObject({ state: 'COMPLETED', counts: { recorded: 2 } });
    const again = await imports.send(simImport, simFile(issue(NUMBERS[1]), issue(NUMBERS[2])));
    expect(again).toMatchObject({ state: 'COMPLETED', counts: { recorded: 1, repeated: 1 } });
    expect(await typesOf()).toEqual(['SimIssued', 'SimIssued', 'SimIssued']);
    const written = JSON.stringify(await imports.events(''));
    for (const { iccid, msisdn } of NUMBERS) {
      expect(written).not.toContain(iccid);
      expect(written).not.toContain(msisdn.slice(1));
    }
  });

  it('is found by the tag of its device; a second SIM for it is issued, with a warning', async () => {
    await imports.send(simImport, simFile(issue(NUMBERS[0], TAG)));
    const second = await imports.send(simImport, simFile(issue(NUMBERS[1], TAG)));
    expect(second).toMatchObject({ state: 'COMPLETED', counts: { recorded: 1, warned: 1 } });
    expect(second.issues).toMatchObject([{ line: 2, code: 'TAG_HAS_SIM', field: 'assetTag', value: TAG }]);
    const [first] = await imports.vault.find([{ kind: 'ICCID', value: NUMBERS[0].iccid }]);
    expect(await holdersOf(imports.ledger, [simOfTagKey(TAG)])).toEqual([first]);
  });

  it('refuses a number that another SIM has, and shows no more of it than its end', async () => {
    await imports.send(simImport, simFile(issue(NUMBERS[0])));
    const sent = await imports.send(simImport, simFile(issue({ ...NUMBERS[1], msisdn: NUMBERS[0].msisdn })));
    expect(sent).toMatchObject({ state: 'REJECTED', counts: { rejected: 1 } });
    expect(sent.issues).toMatchObject([
      { code: 'MSISDN_IN_USE', field: 'msisdn', value: expect.stringMatching(/^•+01$/) },
    ]);
  });

  it('activates a SIM once, records a failure, and queues one that nobody issued', async () => {
    await imports.send(simImport, simFile(issue(NUMBERS[0]), issue(NUMBERS[1])));
    const file = activationFile(activation(NUMBERS[0]), activation(NUMBERS[1], 'BLOCKED'), activation(NUMBERS[2]));
    const sent = await imports.send(activationImport, file);
    expect(sent).toMatchObject({ state: 'PARTIALLY_APPLIED', counts: { recorded: 2, queued: 1 } });
    expect(sent.issues).toMatchObject([{ line: 4, code: 'SIM_UNKNOWN', severity: 'QUEUED' }]);
    const again = await imports.send(activationImport, activationFile(activation(NUMBERS[0])));
    expect(again).toMatchObject({ state: 'COMPLETED', counts: { repeated: 1, events: 0 } });
    const [simId] = await imports.vault.find([{ kind: 'ICCID', value: NUMBERS[0].iccid }]);
    expect((await imports.ledger.load(sim, simId!)).state).toMatchObject({
      status: 'active',
      activatedOn: '2021-11-20',
    });
    expect((await typesOf()).slice(2).sort()).toEqual(['SimActivated', 'SimActivationFailed']);
  });

  it('records nothing of either in a dry run', async () => {
    const issued = await imports.send(simImport, simFile(issue(NUMBERS[0], TAG)), { mode: 'dry-run' });
    expect(issued).toMatchObject({ state: 'VALIDATED', counts: { recorded: 1 } });
    expect(await imports.vault.find([{ kind: 'ICCID', value: NUMBERS[0].iccid }])).toEqual([null]);
    expect(await imports.events('')).toEqual([]);
  });
});
