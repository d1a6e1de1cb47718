import { by, person, specification } from '@kernel/testing';
import { clock, ledger } from '.';
import * as a from './ledger.fixtures';

const expectEqual = (actual: unknown, expected: unknown): void => expect(actual).toEqual(expected);

describe('opening a ledger', () => {
  const given = specification(ledger, expectEqual);

  it('is once, and silent when it is said again', () => {
    given().when(a.openLedger()).then(a.ledgerOpened());
    given(a.ledgerOpened()).when(a.openLedger()).thenNothing();
  });

  it('is for one purpose', () => {
    given(a.ledgerOpened())
      .when(a.openLedger({ purpose: 'PRODUCTION' }))
      .thenRefused('LEDGER_OPEN');
    given(a.ledgerOpened({ purpose: 'PRODUCTION' }))
      .when(a.openLedger())
      .thenRefused('LEDGER_OPEN');
  });

  it('lets only a demo be completed, once', () => {
    given(a.ledgerOpened()).when(a.completeDemo()).then(a.demoCompleted());
    given(a.ledgerOpened(), a.demoCompleted())
      .when(a.completeDemo({ events: '1' }))
      .thenNothing();
    given(a.ledgerOpened({ purpose: 'PRODUCTION' }))
      .when(a.completeDemo())
      .thenRefused('NOT_A_DEMO');
    given().when(a.completeDemo()).thenRefused('NOT_A_DEMO');
  });
});

describe('a policy', () => {
  const given = specification(ledger, expectEqual);

  it('starts at one position, whatever is asked later', () => {
    given(a.ledgerOpened()).when(a.enablePolicy()).then(a.policyEnabled());
    given(a.policyEnabled())
      .when(a.enablePolicy({ fromPosition: '99' }))
      .thenNothing();
    given(a.policyEnabled())
      .when(a.enablePolicy({ policy: 'entitle-grant' }))
      .then(a.policyEnabled({ policy: 'entitle-grant' }));
  });
});

describe('a rebuild', () => {
  const given = specification(ledger, expectEqual);

  it('is recorded each time', () => {
    given(a.projectionRebuilt()).when(a.recordRebuildOrder()).then(a.projectionRebuildOrdered());
    given(a.projectionRebuilt()).when(a.recordRebuild()).then(a.projectionRebuilt());
  });

  it('that differs is recorded with who accepted it and why, or that it was ended', () => {
    given().when(a.acceptDifference()).then(a.projectionDifferenceAccepted());
    given().when(a.recordAbort()).then(a.projectionRebuildAborted());
  });
});

describe('a scratch', () => {
  const given = specification(ledger, expectEqual);

  it('is recorded when it is ordered and when it is dropped', () => {
    given().when(a.recordScratchOrder()).then(a.projectionScratchOrdered());
    given(a.projectionScratchOrdered()).when(a.recordScratchDrop()).then(a.projectionScratchDropped());
  });
});

describe('an event that a projection leaves out', () => {
  const given = specification(ledger, expectEqual);
  const one = person('one', 'ADMIN');
  const other = person('other', 'ADMIN');
  const proposed = by(one, a.projectionSkipProposed());

  it('is proposed by one person, with a reason', () => {
    given().when(a.proposeSkip()).then(a.projectionSkipProposed());
    given(proposed).when(a.proposeSkip(), { actor: one }).thenNothing();
    given(proposed).when(a.proposeSkip(), { actor: other }).thenRefused('SKIP_PROPOSED');
    given(proposed)
      .when(a.proposeSkip({ reason: 'OTHER' }), { actor: one })
      .thenRefused('SKIP_PROPOSED');
  });

  it('is left out when another person agrees, once', () => {
    given(proposed).when(a.skipEvent(), { actor: other }).then(a.projectionEventSkipped());
    given(proposed).when(a.skipEvent(), { actor: one }).thenRefused('SEPARATION_OF_DUTIES');
    given(proposed, a.projectionEventSkipped()).when(a.skipEvent(), { actor: other }).thenNothing();
  });

  it('is the one that was proposed, and left out by that version of the projection alone', () => {
    given().when(a.skipEvent()).thenRefused('SKIP_NOT_PROPOSED');
    for (const change of [{ name: 'donor' }, { version: 2 }, { position: '4712' }])
      given(proposed).when(a.skipEvent(change), { actor: other }).thenRefused('SKIP_NOT_PROPOSED');
  });
});

describe('a log that goes on under another origin', () => {
  const given = specification(ledger, expectEqual);

  it('says so once for each origin', () => {
    given(a.ledgerOpened()).when(a.recordRestore()).then(a.ledgerRestored());
    given(a.ledgerRestored()).when(a.recordRestore()).thenNothing();
    given(a.ledgerRestored())
      .when(a.recordRestore({ previousOrigin: 'so-song.example/2021/r2', origin: 'so-song.example/2021/r3' }))
      .then(a.ledgerRestored({ previousOrigin: 'so-song.example/2021/r2', origin: 'so-song.example/2021/r3' }));
  });
});

describe('a move to another store', () => {
  it('is recorded each time, and the ledger goes on after it', () => {
    const given = specification(ledger, expectEqual);
    given(a.ledgerOpened()).when(a.recordMove()).then(a.ledgerMoved());
    given(a.ledgerOpened(), a.ledgerMoved())
      .when(a.recordMove({ fromStore: 'KURRENTDB', toStore: 'POSTGRES' }))
      .then(a.ledgerMoved({ fromStore: 'KURRENTDB', toStore: 'POSTGRES' }));
    given(a.ledgerOpened(), a.ledgerMoved()).when(a.enablePolicy()).then(a.policyEnabled());
  });
});

describe('a day', () => {
  const given = specification(clock, expectEqual);

  it('begins once', () => {
    given().when(a.beginDay()).then(a.dayBegan());
    given(a.dayBegan()).when(a.beginDay()).thenNothing();
  });

  it('never begins after a later one', () => {
    given(a.dayBegan())
      .when(a.beginDay({ day: '2021-11-14' }))
      .thenNothing();
    given(a.dayBegan())
      .when(a.beginDay({ day: '2021-12-01' }))
      .then(a.dayBegan({ day: '2021-12-01' }));
  });
});
