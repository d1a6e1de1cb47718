export const shared = 'a spec';
