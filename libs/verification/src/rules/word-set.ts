/**
 * A set of keys of so many 32-bit words, in a flat table: a million ids take 32 MB, a tenth of what a `Set` of strings takes. Plain data, so
 * that a check can be put down and taken up again.
 */
export interface WordSet {
  readonly words: number;
  slots: number;
  table: Uint32Array;
  taken: Uint8Array;
  size: number;
}

const LEAST_SLOTS = 1 << 12;
/** Beyond three quarters full the searches grow long. */
const FULLEST = 0.75;

export const createWordSet = (words: number): WordSet => ({
  words,
  slots: LEAST_SLOTS,
  table: new Uint32Array(LEAST_SLOTS * words),
  taken: new Uint8Array(LEAST_SLOTS),
  size: 0,
});

export const hasWords = (set: WordSet, key: Uint32Array): boolean => set.taken[slotOf(set, key)] === 1;

/** False where the key was there already. */
export const addWords = (set: WordSet, key: Uint32Array): boolean => {
  const slot = slotOf(set, key);
  if (set.taken[slot] === 1) return false;
  put(set, slot, key);
  set.size += 1;
  if (set.size > set.slots * FULLEST) widen(set);
  return true;
};

const slotOf = (set: WordSet, key: Uint32Array): number => {
  const { words, slots, table, taken } = set;
  let hash = 0;
  for (let word = 0; word < words; word += 1) {
    hash = Math.imul(hash ^ key[word]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  let slot = (hash >>> 0) % slots;
  while (taken[slot] === 1 && !isAt(table, slot * words, words, key)) slot = slot + 1 === slots ? 0 : slot + 1;
  return slot;
};

const isAt = (table: Uint32Array, from: number, words: number, key: Uint32Array): boolean => {
  for (let word = 0; word < words; word += 1) if (table[from + word] !== key[word]) return false;
  return true;
};

const put = ({ table, taken, words }: WordSet, slot: number, key: Uint32Array): void => {
  for (let word = 0; word < words; word += 1) table[slot * words + word] = key[word]!;
  taken[slot] = 1;
};

const widen = (set: WordSet): void => {
  const { table, taken, words } = set;
  set.slots *= 2;
  set.table = new Uint32Array(set.slots * words);
  set.taken = new Uint8Array(set.slots);
  for (let slot = 0; slot < taken.length; slot += 1) {
    if (taken[slot] === 0) continue;
    const key = table.subarray(slot * words, (slot + 1) * words);
    put(set, slotOf(set, key), key);
  }
};
