import { type ImportHarness, importHarness } from '@imports/testing';
import { claim, claimId, simOfTagKey } from '@programme/claim/domain';
import { sha256Hex } from '@event-store';
import { allEvents } from '@programme/catalogue';
import { sim } from '@programme/data-grant/domain';
import { device } from '@programme/device/domain';
import * as data from '../../data-grant/domain/data-grant.fixtures';
import * as a from '../../device/domain/device.fixtures';
import { handoverImport } from './handover.import';

const STUDENT = 'HS0001';
const RECIPIENT = 'Trần Văn Thử';
const ICCID = '8984040000000000017';
const officer = { id: 'officer', role: 'SCHOOL_OFFICER', unit: a.SCHOOL.id };

const HEADER = 'assetTag,schoolCode,studentCode,handedOn,receivedByName,relation,signatureType,iccid,termsVersion';
const line = (more: { readonly student?: string; readonly iccid?: string; readonly tag?: string } = {}): string => {
  const { student = STUDENT, iccid = '', tag = a.TAG } = more;
  return `${tag},${a.SCHOOL.id},${student},2021-11-20,${RECIPIENT},GUARDIAN,PAPER_SCAN,${iccid},T1`;
};
const fileOf = (...lines: readonly string[]): string => [HEADER, ...lines, ''].join('\n');

describe('F6, handovers of approved assignments', () => {
  let imports: ImportHarness;
  beforeEach(async () => {
    imports = await importHarness([handoverImport], allEvents);
    await imports.vault.enrol({
      commandId: '99999999-9999-4999-8999-999999999991',
      kind: 'PUPIL',
      fields: { studentCode: STUDENT },
      keys: [{ kind: 'SCHOOL_STUDENT', value: `${a.SCHOOL.id}/${STUDENT}` }],
    });
  });
  afterEach(() => imports.close());

  const subject = async (): Promise<string> => {
    const [found] = await imports.vault.find([{ kind: 'SCHOOL_STUDENT', value: `${a.SCHOOL.id}/${STUDENT}` }]);
    return found!;
  };
  /** A device at the school, reserved for the pupil. */
  const reserved = async (): Promise<void> =>
    imports.told(
      device,
      a.TAG,
      a.receiveDevice(),
      a.inspectDevice(),
      a.releaseCustody(),
      a.takeCustody(),
      a.assignDevice({ subjectId: await subject() }),
    );
  const send = (text: string, more: Parameters<ImportHarness['send']>[2] = {}) =>
    imports.send(handoverImport, text, { uploader: officer, ...more });
  /** The SIM that F7 issued for the device. */
  const simOfTag = async (): Promise<void> => {
    await imports.told(sim, data.SIM, data.issueSim({ tag: a.TAG }));
    const holder = { stream: sim.streamOf(data.SIM), id: data.SIM, claimId: '88888888-8888-5888-8888-888888888881' };
    const key = claimId(simOfTagKey(a.TAG), sha256Hex);
    await imports.told(claim, key, { type: 'ClaimKey', data: { kind: 'SIM_OF_TAG', holder } });
  };
  const handedOver = async () =>
    (await imports.events('device-')).filter(({ type }) => type === 'HandoverRecorded').map((event) => event.data);

  it('records a handover once, and nothing of the recipient but a commitment', async () => {
    await reserved();
    expect(await send(fileOf(line()))).toMatchObject({ state: 'COMPLETED', counts: { recorded: 1 } });
    expect(await send(`${fileOf(line())}\n`)).toMatchObject({ known: false, counts: { recorded: 0, repeated: 1 } });
    const [handover, ...more] = await handedOver();
    expect(more).toEqual([]);
    expect(handover).toMatchObject({ assignmentId: a.ASSIGNMENT, subjectId: await subject(), handedOn: '2021-11-20' });
    expect(JSON.stringify(await imports.events(''))).not.toMatch(new RegExp(`${RECIPIENT}|${STUDENT}`));
  });

  it('finds the SIM of the device by its tag, where no number was written down', async () => {
    await reserved();
    await simOfTag();
    await send(fileOf(line()));
    expect(await handedOver()).toMatchObject([{ simId: data.SIM, carrier: 'VIETTEL' }]);
    expect(await send(`${fileOf(line())}\n`)).toMatchObject({ counts: { repeated: 1, events: 0 } });
  });

  it('gives no SIM with the device that belongs to another assignment', async () => {
    await reserved();
    await simOfTag();
    await imports.told(sim, data.SIM, data.attachSim({ assignmentId: a.OTHER_ASSIGNMENT }));
    await send(fileOf(line()));
    expect((await handedOver())[0]).not.toHaveProperty('simId');
  });

  it('approves nothing, and names what is wrong with a row', async () => {
    await imports.told(device, a.TAG, a.receiveDevice(), a.inspectDevice(), a.releaseCustody(), a.takeCustody());
    const sent = await send(fileOf(line(), line({ student: 'HS0099' }), line({ iccid: ICCID })));
    expect(sent).toMatchObject({ state: 'REJECTED', code: 'NO_ROW_RECORDED', counts: { rejected: 3 } });
    expect(sent.issues.map(({ line: at, code }) => [at, code])).toEqual([
      [2, 'HANDOVER_STATE'],
      [3, 'PUPIL_UNKNOWN'],
      [4, 'HANDOVER_STATE'],
    ]);
    expect(await handedOver()).toEqual([]);
  });

  it('records nothing in a dry run', async () => {
    await reserved();
    const before = await imports.events('');
    expect(await send(fileOf(line()), { mode: 'dry-run' })).toMatchObject({
      state: 'VALIDATED',
      counts: { recorded: 1 },
    });
    expect(await imports.events('')).toEqual(before);
  });
});
