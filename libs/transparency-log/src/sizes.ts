/**
 * Why a number is not what the tree can be asked about.
 * NOT_A_SIZE         not a whole number from 0 to 2^53 - 1
 * EMPTY_TREE         a tree without leaves proves nothing: the one of size 0 is a prefix of every tree
 * INDEX_OUT_OF_RANGE the leaf is not in a tree of this size
 * SIZES_REVERSED     the earlier size is the larger one
 * TILE_OUT_OF_RANGE  a tree of this size has no such tile
 */
export type SizeFault = 'NOT_A_SIZE' | 'EMPTY_TREE' | 'INDEX_OUT_OF_RANGE' | 'SIZES_REVERSED' | 'TILE_OUT_OF_RANGE';

/** Somebody asked for a proof, a root or a tile that no tree has. The question is wrong, not the log. */
export class SizeOutOfRange extends Error {
  constructor(
    readonly code: SizeFault,
    message: string,
  ) {
    super(message);
    this.name = 'SizeOutOfRange';
  }
}

/** Sizes and indexes are doubles, exact to 2^53; they are halved and doubled with arithmetic, since bitwise operators end at 32 bits. */
export const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

export const inclusionFault = (index: number, size: number): SizeFault | undefined => {
  if (!isSize(size) || !isSize(index)) return 'NOT_A_SIZE';
  if (size === 0) return 'EMPTY_TREE';
  return index < size ? undefined : 'INDEX_OUT_OF_RANGE';
};

export const consistencyFault = (from: number, to: number): SizeFault | undefined => {
  if (!isSize(from) || !isSize(to)) return 'NOT_A_SIZE';
  if (from === 0) return 'EMPTY_TREE';
  return from <= to ? undefined : 'SIZES_REVERSED';
};

const CANONICAL_DECIMAL = /^(0|[1-9][0-9]{0,15})$/;

/** A size as texts carry it, without leading zeroes; undefined when it is none. */
export const parseSize = (text: string): number | undefined => {
  if (!CANONICAL_DECIMAL.test(text)) return undefined;
  const size = Number(text);
  return isSize(size) ? size : undefined;
};
