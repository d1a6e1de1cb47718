export const vnd = 'inside a room';
