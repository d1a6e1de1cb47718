export const eventStore = 'the port';
