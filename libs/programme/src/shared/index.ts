export * from './asset-tag';
export * from './day';
export * from './exception';
export * from './flags';
export * from './queue';
export * from './schema';
