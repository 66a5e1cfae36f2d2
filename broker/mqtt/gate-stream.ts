import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { PacketSplitter, type PacketTaker } from './packet-splitter.js';

const TAKE_NOTHING: PacketTaker = () => false;

/**
 * A gate's socket as the MQTT broker sees it: it gets whole packets of bounded size, and not those that somebody takes on
 * the way. After a fault of the stream it gets nothing more, and the socket is gone.
 */
export class GateStream extends Duplex {
  readonly socket: Socket;
  readonly #splitter = new PacketSplitter();
  readonly #onFault: (problem: string) => void;
  #take = TAKE_NOTHING;
  /** Who wants no more to be read now. */
  #holds = 0;
  #isBrokerFull = false;

  constructor(socket: Socket, onFault: (problem: string) => void) {
    super();
    this.socket = socket;
    this.#onFault = onFault;
    socket.on('data', (chunk) => {
      this.#receive(chunk);
    });
    socket.on('end', () => this.push(null));
    socket.on('close', () => this.destroy());
    socket.on('error', (error) => this.destroy(error));
  }

  /** From now on this one is asked first about each packet. */
  takeBy(take: PacketTaker): void {
    this.#take = take;
  }

  /** Nothing more is read until as many have let go. */
  hold(): void {
    this.#holds += 1;
    this.socket.pause();
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds === 0) this.socket.resume();
  }

  /** The broker has read what was put aside for it. */
  override _read(): void {
    if (!this.#isBrokerFull) return;
    this.#isBrokerFull = false;
    this.release();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#whenTaken(this.socket.write(chunk), done);
  }

  /** The pieces of a packet go to the socket together, so that nothing else that is written there comes between them. */
  override _writev(pieces: readonly { readonly chunk: Buffer }[], done: () => void): void {
    const { socket } = this;
    let hasRoom = true;
    socket.cork();
    for (const { chunk } of pieces) hasRoom = socket.write(chunk);
    socket.uncork();
    this.#whenTaken(hasRoom, done);
  }

  override _final(done: () => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }

  #whenTaken(hasRoom: boolean, done: () => void): void {
    if (hasRoom) done();
    else this.socket.once('drain', done);
  }

  #receive(chunk: Buffer): void {
    if (this.destroyed) return;
    const split = this.#splitter.split(chunk, this.#take);
    if (split.problem !== null) {
      this.#onFault(split.problem);
      this.destroy();
    } else if (split.rest !== null) {
      this.#pass(split.rest);
    }
  }

  /** A broker that does not come round to reading keeps its gate waiting, and not the memory full. */
  #pass(rest: Buffer): void {
    if (this.push(rest) || this.#isBrokerFull) return;
    this.#isBrokerFull = true;
    this.hold();
  }
}
