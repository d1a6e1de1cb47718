import { startSystem, type System } from './support/system';

/** A process starts and stops, and other suites keep the machine busy. */
jest.setTimeout(180_000);

interface Shown {
  readonly name: string;
  readonly state: string;
  readonly position: string | null;
  readonly head: string;
}

describe('the states of the projections, watched', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system?.stop());

  const open = async (role: string): Promise<Response> =>
    system.fetch('/api/v1/projections/states', { headers: { Authorization: `Bearer ${await system.token(role)}` } });
  /** The lists that the ledger tells, until it ends. */
  const told = async function* (response: Response): AsyncGenerator<readonly Shown[]> {
    let rest = '';
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
      const messages = (rest + text).split('\n\n');
      rest = messages.pop()!;
      for (const message of messages.filter((one) => one !== ':')) {
        expect(message).toMatch(/^event: projections\ndata: .+$/);
        yield JSON.parse(message.split('data: ')[1]!) as readonly Shown[];
      }
    }
  };
  const until = async (lists: AsyncGenerator<readonly Shown[]>, state: string): Promise<Shown> => {
    for (;;) {
      const { value, done } = await lists.next();
      if (done) throw new Error('the stream ended');
      const found = (value as readonly Shown[]).find(({ name }) => name === 'measure');
      if (found?.state === state) return found;
    }
  };

  it('are told at once and whenever they change, with the words of GraphQL, to who may see them', async () => {
    expect((await system.fetch('/api/v1/projections/states')).status).toBe(401);
    expect((await open('DATA_ENTRY')).status).toBe(403);
    const response = await open('AUDITOR');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const lists = told(response);
    const shown = await until(lists, 'LIVE');
    const fields = 'name state version position head lagEvents lagSeconds rate secondsToGo root digest digestSize';
    const { data } = await system.query<{ readonly projections: readonly Shown[] }>(
      `{ projections { ${fields} lastError { position } build { version } skips { position } } }`,
      { token: await system.token('AUDITOR') },
    );
    const asked = data.projections.find(({ name }) => name === 'measure')!;
    expect(Object.keys(shown).sort()).toEqual(Object.keys(asked).sort());
    expect([typeof shown.head, typeof asked.head]).toEqual(['string', 'string']);

    const token = await system.token('ADMIN');
    await system.command('/api/v1/projections/measure/pause', {}, { token });
    await until(lists, 'PAUSED');
    await system.command('/api/v1/projections/measure/resume', {}, { token });
    await until(lists, 'LIVE');
    await lists.return(undefined);
  });

  it('end where the process stops, and are not cut off', async () => {
    const lists = told(await open('ADMIN'));
    await lists.next();
    const ended = (async () => {
      for await (const list of lists) expect(list.length).toBeGreaterThan(0);
      return 'ended';
    })();
    await system.restart();
    expect(await ended).toBe('ended');
  });
});
