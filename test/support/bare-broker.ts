import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** An MQTT broker on a free port of this machine that can go away and come back on the same port. */
export class BareBroker {
  readonly host = '127.0.0.1';
  port = 0;
  readonly #passwords = new Map<string, string>();
  readonly #sockets = new Map<string, Socket>();
  #running: { readonly server: Server; readonly aedes: Aedes } | null = null;

  async start(): Promise<void> {
    const aedes = await Aedes.createBroker();
    aedes.authenticate = (...[client, , password, done]) => {
      const isRight = (this.#passwords.get(client.id) ?? password?.toString()) === password?.toString();
      if (isRight) done(null, true);
      else done(Object.assign(new Error('wrong password'), { returnCode: 4 }), false);
    };
    aedes.on('client', (client) => this.#sockets.set(client.id, client.conn as Socket));
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => undefined);
      aedes.handle(socket);
    });
    server.listen(this.port, this.host);
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.#running = { server, aedes };
  }

  setPassword(client: string, password: string): void {
    this.#passwords.set(client, password);
  }

  cut(client: string): void {
    this.#sockets.get(client)?.destroy();
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    const closed = once(running.server, 'close');
    running.server.close();
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#sockets.clear();
    await new Promise<void>((resolve) => {
      running.aedes.close(() => resolve());
    });
    await closed;
  }
}
