import { streamKinds } from '@programme/catalogue';
import { judgedEvents } from '@verification';

/** Who checks a ledger knows its kinds of event from a list of their own, since they must not rest on ours. Here the two are compared. */
describe('the rules that a ledger is checked by', () => {
  it.each(streamKinds.map(({ kind, events }) => [kind, events] as const))(
    'know every event of a stream %s, in its newest version',
    (kind, events) =>
      expect(judgedEvents(kind)).toMatchObject(Object.fromEntries(events.map(({ type, version }) => [type, version]))),
  );
});
