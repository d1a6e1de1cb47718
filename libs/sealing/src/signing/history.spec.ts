import { SealingRefused, refuseAnotherHistory, type HistoryNow, type SealingRefusal } from './history';

const rootAt = (size: number): Uint8Array => new Uint8Array(32).fill(size);
const now: HistoryNow = { journalSize: 20, treeSize: 10, root: async (size) => rootAt(size) };
const signed = (size: number, root = rootAt(size), origin = 'log.example') => ({ origin, size, root });
const check = (...before: ReturnType<typeof signed>[]) => refuseAnotherHistory('log.example', before, now);

describe('a database that was signed before', () => {
  it('goes on where it contains what was signed', async () => {
    expect(await check(signed(10), signed(4))).toEqual([]);
    expect(await check()).toEqual([]);
  });

  it('says what can only be told once the tree is as large again', async () => {
    expect(await check(signed(4), signed(11), signed(20))).toEqual([signed(11), signed(20)]);
  });

  it.each<[SealingRefusal, ReturnType<typeof signed>]>([
    ['LOG_ROLLED_BACK', signed(21)],
    ['LOG_FORKED', signed(4, rootAt(5))],
    ['LOG_ORIGIN_CHANGED', signed(4, rootAt(4), 'log.other')],
  ])('is refused with %s, and what was signed', async (code, before) => {
    const refusal = await check(before).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(SealingRefused);
    expect(refusal).toMatchObject({ code, signed: before });
  });
});
