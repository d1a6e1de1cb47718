import { sweepUnlessBehind } from './sweeping';

describe('the sweep of the vault', () => {
  const swept = { recorded: 1, removed: 2 };
  const sweep = async () => swept;

  it('runs where the store is its own journal, and where the journal has everything', async () => {
    expect(await sweepUnlessBehind(null, sweep)).toBe(swept);
    expect(await sweepUnlessBehind({ reachesHead: async () => true }, sweep)).toBe(swept);
  });

  it('does not run while the journal is behind: a row whose event is not there yet would be taken for one without', async () => {
    const never = (): Promise<never> => Promise.reject(new Error('swept'));
    expect(await sweepUnlessBehind({ reachesHead: async () => false }, never)).toBeNull();
  });
});
