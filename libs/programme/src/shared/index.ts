export * from './asset-tag';
export * from './day';
export * from './derived-exception';
export * from './exception';
export * from './flags';
export * from './money';
export * from './queue';
export * from './schema';
