import { randomUUID } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { BenchFault } from '../support/bench-fault.js';
import { seqOf, verdictOf } from './answer.js';
import type { CredentialList, DriverGate } from './driver-job.js';
import { EntryTemplates } from './entry-template.js';
import {
  connectPacket,
  DISCONNECT_PACKET,
  PACKET,
  PUBACK_BYTES,
  publishParts,
  readTwoBytes,
  subscribePacket,
  writePuback,
} from './mqtt-codec.js';
import { PacketReader } from './packet-reader.js';
import { PendingEntries, type Settled } from './pending-entries.js';
import type { Step } from './traffic-plan.js';

/** Seconds; the most that the wire contract admits. */
const KEEPALIVE = 120;
const SLAB_BYTES = 64 * 1024;
const PATIENCE = 15_000;

/** What comes of the answers of one chunk of bytes. */
export interface GateEvents {
  onAnswer(settled: Settled, verdict: string): void;
  /** All answers of a chunk are told; what is queued now shares one write with their acknowledgements. */
  onChunk(client: GateClient): void;
  onBroken(problem: string): void;
}

interface ClientSettings {
  readonly gate: DriverGate;
  readonly credentials: CredentialList;
  /** The whole file of credentials. */
  readonly bytes: Buffer;
  readonly events: GateEvents;
}

/** One gate of the load: a journal of its own, a socket, and packets that are written with as little work as possible. */
export class GateClient {
  /** Entries without an answer. */
  inFlight = 0;
  readonly #settings: ClientSettings;
  readonly #journal = randomUUID();
  readonly #journalBytes = Buffer.from(this.#journal);
  readonly #templates: EntryTemplates;
  readonly #pending = new PendingEntries();
  readonly #reader = new PacketReader((first, bodyAt, end) => this.#onPacket(first, bodyAt, end));
  #socket: Socket | null = null;
  #onReady: (problem: string | null) => void = () => undefined;
  #isOpen = false;
  /** Bytes are never written over: the socket may still hold them. */
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #from = 0;
  #to = 0;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
    const { gate, credentials, bytes } = settings;
    this.#templates = new EntryTemplates({ gate: gate.id, journal: this.#journal, credentials, bytes });
  }

  /** Resolves once the gate is subscribed to its decisions. */
  async open(): Promise<void> {
    const { gate } = this.#settings;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => this.#onReady('no answer to the connection'), PATIENCE);
      this.#onReady = (problem) => {
        clearTimeout(timer);
        this.#onReady = () => undefined;
        if (problem === null) resolve();
        else reject(new BenchFault(`gate ${gate.id}: ${problem}`));
      };
      const socket = createConnection({ host: '127.0.0.1', port: gate.port, noDelay: true });
      this.#socket = socket;
      socket.on('connect', () => {
        socket.write(connectPacket({ clientId: gate.id, password: gate.password, keepalive: KEEPALIVE }));
      });
      socket.on('data', (chunk) => this.#onData(chunk));
      socket.on('error', (error) => this.#broken(error.message));
      socket.on('close', () => this.#broken('the connection was closed'));
    });
    this.#isOpen = true;
  }

  /** Adds an entry to what `flush` will write. */
  queue({ credential, direction }: Step): void {
    if (this.#slab.length - this.#to < this.#templates.maxBytes) this.#nextSlab();
    const seq = this.#pending.send(performance.now());
    this.#to = this.#templates.write(this.#slab, this.#to, { credential, direction, seq, now: Date.now() });
    this.inFlight += 1;
  }

  flush(): void {
    if (this.#to === this.#from) return;
    this.#socket?.write(this.#slab.subarray(this.#from, this.#to));
    this.#from = this.#to;
  }

  close(): void {
    this.#isOpen = false;
    this.#socket?.end(DISCONNECT_PACKET);
    this.#socket?.destroySoon();
  }

  #onData(chunk: Buffer): void {
    this.#reader.push(chunk);
    if (!this.#isOpen) return;
    this.#settings.events.onChunk(this);
    this.flush();
  }

  #onPacket(first: number, bodyAt: number, end: number): void {
    switch (first >> 4) {
      case PACKET.publish:
        this.#onPublish(bodyAt, end);
        break;
      case PACKET.connack:
        this.#onConnack(this.#reader.bytes[bodyAt + 1] ?? 0);
        break;
      case PACKET.suback:
        this.#onReady(null);
        break;
      default:
        break;
    }
  }

  #onConnack(code: number): void {
    if (code !== 0) this.#onReady(`the connection was refused with code ${code}`);
    else this.#socket?.write(subscribePacket(1, `gatehouse/v1/gates/${this.#settings.gate.id}/decisions`));
  }

  #onPublish(bodyAt: number, end: number): void {
    const { bytes } = this.#reader;
    const { packetIdAt, payloadAt } = publishParts(bytes, bodyAt);
    if (this.#slab.length - this.#to < PUBACK_BYTES) this.#nextSlab();
    this.#to = writePuback(this.#slab, this.#to, readTwoBytes(bytes, packetIdAt));
    const payload = bytes.subarray(payloadAt, end);
    const isOwn = payload.includes(this.#journalBytes);
    const settled = isOwn ? this.#pending.settle(seqOf(payload)) : ({ kind: 'foreign' } as const);
    if (settled.kind === 'answered') this.inFlight -= 1;
    this.#settings.events.onAnswer(settled, verdictOf(payload));
  }

  #nextSlab(): void {
    this.flush();
    this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    this.#from = 0;
    this.#to = 0;
  }

  #broken(problem: string): void {
    this.#onReady(problem);
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#settings.events.onBroken(`gate ${this.#settings.gate.id}: ${problem}`);
  }
}
