export { decodeBase64, encodeBase64 } from './base64';
export * from './authenticated-source';
export * from './checkpoint';
export * from './compact-range';
export * from './cosignature';
export * from './growing';
export * from './hashing';
export * from './note';
export * from './open-checkpoint';
export * from './open-note';
export * from './paths';
export * from './policy';
export { PolicyMalformed, type PolicyFault } from './policy-malformed';
export * from './proof';
export * from './proof-invalid';
export { SizeOutOfRange, isSize, type SizeFault } from './sizes';
export { proveConsistency, proveInclusion, proveInclusions, rangeFromTiles, rootFromTiles } from './tile-source';
export type { TileSource } from './tile-source';
export {
  MAX_ENTRY_BYTES,
  TILE_WIDTH,
  TileMalformed,
  encodeEntryBundle,
  entriesPath,
  parseEntriesPath,
  parseEntryBundle,
  parseTilePath,
  tilePath,
  tilesOfSize,
} from './tiles';
export type { EntriesId, TileFault, TileId } from './tiles';
export * from './tlog-proof';
export * from './verifier-key';
