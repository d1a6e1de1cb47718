export const pledged = 'an example';
