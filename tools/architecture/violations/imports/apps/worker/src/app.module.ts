export const worker = 'an application';
