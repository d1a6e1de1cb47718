import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** An answer with one row, as `append_group` gives it. (What else the store says, as NOTIFY, has none.) */
const ONE_ROW = Buffer.from('SELECT 1\0', 'latin1');
/** End of an answer, as the server sends it after a commit: ReadyForQuery, and no transaction is open. */
const READY_AND_IDLE = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** A connection to the server that can break at the worst moment: after the commit, before the client hears of it. */
export interface LossyLink {
  readonly url: string;
  /** The next answer that is a row is dropped, together with its connection. */
  loseNextAnswer(): void;
  close(): Promise<void>;
}

export const openLossyLink = async (serverUrl: string): Promise<LossyLink> => {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let losing = false;
  const link = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    server.on('data', (answer) => {
      if (!losing) return void client.write(answer);
      if (!answer.includes(ONE_ROW) || !answer.includes(READY_AND_IDLE)) return void client.write(answer);
      losing = false;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => link.listen(0, '127.0.0.1', resolve));
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String((link.address() as AddressInfo).port);
  return {
    url: url.toString(),
    loseNextAnswer: () => {
      losing = true;
    },
    close: () =>
      new Promise((resolve) => {
        link.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
