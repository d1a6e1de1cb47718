/** A server that was given from outside stays as it is. */
export default async () => {
  await globalThis.testPostgres?.stop();
};
