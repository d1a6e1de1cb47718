export const postgresStore = 'an adapter';
