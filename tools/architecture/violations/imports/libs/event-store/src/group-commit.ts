export const groupCommit = 'inside a library';
