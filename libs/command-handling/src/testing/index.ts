export * from './rest-application';
export * from './fixed-machine';
export * from './plain-vault';
export * from './shelf';
