import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Listening } from '#dashboard/server.js';

/** A bare TCP connection that keeps what it hears; closed when the test is over. */
export class RawClient {
  readonly socket: Socket;
  heard = '';
  isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => (this.heard += chunk.toString('utf8')));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.isClosed = true));
  }

  static async open({ host, port }: Listening): Promise<RawClient> {
    const socket = connect({ host, port });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const client = new RawClient(socket);
    onTestFinished(() => {
      socket.destroy();
    });
    return client;
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  /** Asks for the live stream as a browser does. */
  watch(headers: readonly string[] = []): void {
    const lines = [
      'GET /api/v1/live HTTP/1.1',
      'Host: x',
      'Authorization: Bearer controller-token',
      ...headers,
    ];
    this.send(`${lines.join('\r\n')}\r\n\r\n`);
  }
}
