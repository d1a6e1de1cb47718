import type { AnyEvent } from '@kernel';
import { recorded } from '@kernel/testing';
import type { Effect, Policy } from '@policies';
import * as pupil from '../../beneficiary/domain/beneficiary.fixtures';
import * as a from '../domain/data-grant.fixtures';
import { dataGrantPolicies, grantIdOfAssignment } from './data-grant.policy';

const policy = (name: string): Policy => dataGrantPolicies.find((one) => one.name === name)!;

/** What the policy does about a fact of the stream, without the deciders. */
const effects = (name: string, stream: string, event: AnyEvent) => {
  const listens = policy(name).events.some(({ type }) => type === event.type);
  if (!listens) throw new Error(`${name} does not listen to ${event.type}`);
  const told = policy(name).react({ position: 7, ...recorded(event), stream } as never);
  return told.map((effect) => ('decider' in effect ? withStream(effect) : effect));
};
const withStream = ({ decider, id, command }: Extract<Effect, { kind: 'command' }>) => ({
  stream: decider.streamOf(id),
  ...command,
});

const PUPIL_STREAM = `beneficiary-${pupil.SUBJECT}`;
const GRANT = grantIdOfAssignment(pupil.ASSIGNMENT);

it('has names that are never changed', () =>
  expect(dataGrantPolicies.map(({ name }) => name)).toEqual([
    'acceptance-entitles-grant',
    'grant-attaches-sim',
    'activation-reaches-grant',
    'window-ends-grant',
    'unactivated-sim-is-reminded',
    'unactivated-grant-is-reminded',
    'ended-assignment-reaches-grant',
    'replaced-sim-passes-grant-on',
  ]));

it('derives the id of a grant from its assignment, for ever', () =>
  expect(grantIdOfAssignment('22222222-2222-5222-8222-222222222221')).toBe('3366062a-b6b9-5b62-a572-d99c555653ea'));

describe('acceptance', () => {
  it('entitles a grant, with the SIM of the box', () => {
    const event = pupil.pupilServed({ simId: a.SIM, carrier: 'VIETTEL' });
    expect(effects('acceptance-entitles-grant', PUPIL_STREAM, event)).toEqual([
      {
        stream: `grant-${GRANT}`,
        type: 'EntitleGrant',
        data: {
          assignmentId: pupil.ASSIGNMENT,
          subjectId: pupil.SUBJECT,
          tag: pupil.TAG,
          handedOn: '2021-11-20',
          entitledOn: '2021-11-21',
          simId: a.SIM,
          carrier: 'VIETTEL',
        },
      },
    ]);
  });
  it('of a replacement lets the first grant go on, and begins no second', () => {
    const event = pupil.pupilServed({
      assignmentId: pupil.SECOND_ASSIGNMENT,
      replaces: pupil.ASSIGNMENT,
      simId: a.OTHER_SIM,
    });
    expect(effects('acceptance-entitles-grant', PUPIL_STREAM, event)).toEqual([
      {
        stream: `grant-${GRANT}`,
        type: 'ResumeGrant',
        data: { resumedOn: '2021-11-21', reason: 'DEVICE_REPLACED', simId: a.OTHER_SIM },
      },
      {
        stream: `sim-${a.OTHER_SIM}`,
        type: 'AttachSim',
        data: { grantId: GRANT, assignmentId: pupil.ASSIGNMENT, handedOn: '2021-11-20' },
      },
    ]);
  });
});

describe('a SIM', () => {
  it('is attached to the grant that names it', () => {
    expect(effects('grant-attaches-sim', `grant-${a.GRANT}`, a.grantEntitled())).toEqual([
      {
        stream: `sim-${a.SIM}`,
        type: 'AttachSim',
        data: { grantId: a.GRANT, assignmentId: a.ASSIGNMENT, handedOn: '2021-11-28' },
      },
    ]);
    expect(effects('grant-attaches-sim', `grant-${a.GRANT}`, a.grantEntitled({ simId: undefined }))).toEqual([]);
  });
  it('opens the window when it is both on and attached', () => {
    const react = (event: AnyEvent) => effects('activation-reaches-grant', `sim-${a.SIM}`, event);
    const activated = [
      {
        stream: `grant-${a.GRANT}`,
        type: 'ActivateGrant',
        data: { activatedOn: '2021-11-30', simId: a.SIM, carrier: 'VIETTEL' },
      },
    ];
    expect(react(a.simActivated())).toEqual([]);
    expect(react(a.simAttached())).toEqual([]);
    expect(react(a.simActivated({ grantId: a.GRANT }))).toEqual(activated);
    expect(react(a.simAttached({ activatedOn: '2021-11-30' }))).toEqual(activated);
  });
  it('hands its grant on when it is replaced', () => {
    const react = (event: AnyEvent) => effects('replaced-sim-passes-grant-on', `sim-${a.SIM}`, event);
    const attachment = { grantId: a.GRANT, assignmentId: a.ASSIGNMENT, handedOn: '2021-11-28' };
    expect(react(a.simReplaced())).toEqual([]);
    expect(react(a.simReplaced({ attachment }))).toMatchObject([
      { stream: `sim-${a.OTHER_SIM}`, type: 'AttachSim', data: attachment },
      { stream: `grant-${a.GRANT}`, type: 'ResumeGrant', data: { resumedOn: '2021-12-10', simId: a.OTHER_SIM } },
    ]);
  });
});

describe('time', () => {
  const react = (event: AnyEvent) => effects('window-ends-grant', `grant-${a.GRANT}`, event);
  const key = `end/${a.GRANT}`;
  it('expires a grant that nobody activates in 90 days, or completes it with its window', () => {
    expect(react(a.grantEntitled())).toMatchObject([
      {
        kind: 'schedule',
        key,
        dueOn: '2022-02-26',
        reaction: { command: { data: { reason: 'EXPIRED_UNACTIVATED' } } },
      },
    ]);
    expect(react(a.grantActivated())).toMatchObject([
      { kind: 'schedule', key, dueOn: '2022-02-28', reaction: { command: { data: { reason: 'COMPLETED' } } } },
    ]);
  });
  it('expires a grant that was ordered again 90 days after that', () =>
    expect(react(a.grantReordered())).toMatchObject([
      {
        kind: 'schedule',
        key,
        dueOn: '2022-05-31',
        reaction: { command: { data: { reason: 'EXPIRED_UNACTIVATED' } } },
      },
    ]));
  it('has nothing more to do after another end', () =>
    expect(react(a.grantEnded({ reason: 'VOIDED' }))).toEqual([{ kind: 'cancel', key }]));
});

describe('the end of an assignment', () => {
  const react = (change: Parameters<typeof pupil.assignmentEnded>[0]) =>
    effects('ended-assignment-reaches-grant', PUPIL_STREAM, pupil.assignmentEnded(change));
  const stream = `grant-${GRANT}`;
  it.each([
    ['LOST', { type: 'SuspendGrant', data: { suspendedOn: '2021-11-25', reason: 'LOST' } }],
    ['STOLEN', { type: 'SuspendGrant', data: { suspendedOn: '2021-11-25', reason: 'STOLEN' } }],
    [
      'WRONG_RECIPIENT',
      { type: 'EndGrant', data: { endedOn: '2021-11-25', reason: 'VOIDED', cause: 'WRONG_RECIPIENT' } },
    ],
    ['DUPLICATE', { type: 'EndGrant', data: { endedOn: '2021-11-25', reason: 'TERMINATED', cause: 'DUPLICATE' } }],
    ['DECEASED', { type: 'EndGrant', data: { endedOn: '2021-11-25', reason: 'TERMINATED', cause: 'DECEASED' } }],
  ] as const)('%s reaches its grant', (reason, command) => expect(react({ reason })).toEqual([{ stream, ...command }]));
  it.each(['DECLINED', 'REPLACED_DOA', 'RETURNED', 'REPLACED'] as const)('%s leaves it running', (reason) =>
    expect(react({ reason })).toEqual([]),
  );
  it('does nothing where no grant had begun', () => expect(react({ entitledBy: undefined })).toEqual([]));
  it('only suspends the right child’s grant when a replacement went to a wrong one', () =>
    expect(react({ reason: 'WRONG_RECIPIENT', assignmentId: pupil.SECOND_ASSIGNMENT })).toMatchObject([
      { type: 'SuspendGrant' },
    ]));
});

describe('a SIM that is not switched on', () => {
  const NAME = 'unactivated-sim-is-reminded';
  const reminder = (grantId: string, simId: string, dueOn: string) => ({
    kind: 'schedule',
    key: `activation/${grantId}`,
    dueOn,
    reaction: expect.objectContaining({ id: simId, command: { type: 'RemindOfActivation', data: { grantId } } }),
  });

  it('is asked after 30 days after the handover, where there is one', () => {
    expect(effects(NAME, `grant-${a.GRANT}`, a.grantEntitled())).toEqual([reminder(a.GRANT, a.SIM, '2021-12-28')]);
    expect(effects(NAME, `grant-${a.GRANT}`, a.grantEntitled({ simId: undefined }))).toEqual([]);
  });
  it('has its own 30 days where it took the place of another', () => {
    const attachment = { grantId: a.GRANT, assignmentId: a.ASSIGNMENT, handedOn: '2021-11-28' };
    const replaced = a.simReplaced({ attachment });
    expect(effects(NAME, `sim-${a.SIM}`, replaced)).toEqual([reminder(a.GRANT, a.OTHER_SIM, '2022-01-09')]);
    expect(effects(NAME, `sim-${a.SIM}`, a.simReplaced())).toEqual([]);
    const second = { assignmentId: pupil.SECOND_ASSIGNMENT, replaces: pupil.ASSIGNMENT, simId: a.OTHER_SIM };
    expect(effects(NAME, PUPIL_STREAM, pupil.pupilServed(second))).toEqual([
      reminder(GRANT, a.OTHER_SIM, '2021-12-20'),
    ]);
    expect(effects(NAME, PUPIL_STREAM, pupil.pupilServed({ simId: a.SIM }))).toEqual([]);
  });
  it('is not asked after once it is on, or its grant is over', () => {
    const cancelled = [{ kind: 'cancel', key: `activation/${a.GRANT}` }];
    const attached = a.simAttached({ activatedOn: '2021-11-27' });
    expect(effects(NAME, `sim-${a.SIM}`, a.simActivated({ grantId: a.GRANT }))).toEqual(cancelled);
    expect(effects(NAME, `sim-${a.SIM}`, attached)).toEqual(cancelled);
    expect(effects(NAME, `grant-${a.GRANT}`, a.grantEnded())).toEqual(cancelled);
    expect(effects(NAME, `sim-${a.SIM}`, a.simAttached())).toEqual([]);
  });
});

describe('a grant that does not begin', () => {
  const react = (event: AnyEvent) => effects('unactivated-grant-is-reminded', `grant-${a.GRANT}`, event);
  const key = `reminder/${a.GRANT}`;
  const reminder = (since: string, dueOn: string) => [
    {
      kind: 'schedule',
      key,
      dueOn,
      reaction: expect.objectContaining({ id: a.GRANT, command: { type: 'RemindOfGrant', data: { since } } }),
    },
  ];
  it('is asked after 30 days after the handover where no SIM was in the box', () => {
    expect(react(a.grantEntitled({ simId: undefined }))).toEqual(reminder('2021-11-28', '2021-12-28'));
    expect(react(a.grantEntitled())).toEqual([]);
  });
  it('is asked after 30 days after it was ordered again, whatever SIM it has', () =>
    expect(react(a.grantReordered())).toEqual(reminder('2022-03-02', '2022-04-01')));
  it('is not asked after once it begins or ends', () => {
    expect(react(a.grantActivated())).toEqual([{ kind: 'cancel', key }]);
    expect(react(a.grantEnded())).toEqual([{ kind: 'cancel', key }]);
  });
});
