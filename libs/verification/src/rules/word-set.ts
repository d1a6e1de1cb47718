/** A set of keys of so many 32-bit words, in a flat table: a million ids take 32 MB, a tenth of what a `Set` of strings takes. */
export interface WordSet {
  has(key: Uint32Array): boolean;
  /** False where the key was there already. */
  add(key: Uint32Array): boolean;
}

const LEAST_SLOTS = 1 << 12;
/** Beyond three quarters full the searches grow long. */
const FULLEST = 0.75;

export const createWordSet = (words: number): WordSet => {
  let slots = LEAST_SLOTS;
  let table = new Uint32Array(slots * words);
  let taken = new Uint8Array(slots);
  let size = 0;

  const slotOf = (key: Uint32Array): number => {
    let hash = 0;
    for (let word = 0; word < words; word += 1) {
      hash = Math.imul(hash ^ key[word]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    let slot = (hash >>> 0) % slots;
    while (taken[slot] === 1 && !isAt(slot, key)) slot = slot + 1 === slots ? 0 : slot + 1;
    return slot;
  };
  const isAt = (slot: number, key: Uint32Array): boolean => {
    for (let word = 0; word < words; word += 1) if (table[slot * words + word] !== key[word]) return false;
    return true;
  };
  const put = (slot: number, key: Uint32Array): void => {
    table.set(key, slot * words);
    taken[slot] = 1;
  };
  const grow = (): void => {
    const [oldTable, oldTaken] = [table, taken];
    slots *= 2;
    table = new Uint32Array(slots * words);
    taken = new Uint8Array(slots);
    for (let slot = 0; slot < oldTaken.length; slot += 1) {
      if (oldTaken[slot] === 0) continue;
      const key = oldTable.subarray(slot * words, (slot + 1) * words);
      put(slotOf(key), key);
    }
  };

  return {
    has: (key) => taken[slotOf(key)] === 1,
    add: (key) => {
      const slot = slotOf(key);
      if (taken[slot] === 1) return false;
      put(slot, key);
      size += 1;
      if (size > slots * FULLEST) grow();
      return true;
    },
  };
};
