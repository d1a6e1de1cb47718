export const projections = 'what was read';
