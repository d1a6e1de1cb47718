export * from './story';
export * from './sealed';
