/** Work under keys: what shares a key goes one after the other, in the order in which it came. */
export interface Turns {
  run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
}

export const keyedTurns = (): Turns => {
  const last = new Map<string, Promise<unknown>>();
  return {
    run: (keys, work) => {
      // All keys are taken at once, so two never wait for each other.
      const before = Promise.all(keys.map((key) => last.get(key) ?? Promise.resolve()));
      const done = before.then(work);
      const settled = done.catch(() => undefined);
      for (const key of keys) last.set(key, settled);
      void settled.then(() => {
        for (const key of keys) if (last.get(key) === settled) last.delete(key);
      });
      return done;
    },
  };
};
