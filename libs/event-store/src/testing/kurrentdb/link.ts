import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A wire between client and server that can be cut, held, and kept from being laid again. */
export interface Link {
  readonly port: number;
  /** Every connection breaks; new ones are made at once unless `refuse` was called. */
  cut(): void;
  refuse(refused: boolean): void;
  /** What the server says from now on does not arrive. Ends with the next cut. */
  muffle(): void;
  close(): Promise<void>;
}

export const openLink = async (serverPort: number, host = '127.0.0.1'): Promise<Link> => {
  const sockets = new Set<Socket>();
  let refused = false;
  let muffled = false;
  const link = createServer((client) => {
    if (refused) return void client.destroy();
    const server = connect(serverPort, host);
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
    server.on('data', (said) => {
      if (!muffled) client.write(said);
    });
  });
  await new Promise<void>((resolve) => link.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    muffled = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (link.address() as AddressInfo).port,
    cut,
    refuse: (value) => {
      refused = value;
    },
    muffle: () => {
      muffled = true;
    },
    close: () =>
      new Promise((resolve) => {
        link.close(() => resolve());
        cut();
      }),
  };
};
