import type { Socket } from 'node:net';
import process from 'node:process';
import type { MqttClient } from 'mqtt';
import { GateError } from '#core/errors/gate-error.js';
import { OrderedAcks } from '#core/links/ordered-acks.js';
import type { Clock } from '#core/ports/clock.js';
import type { HeldMessage } from '#core/ports/held-link.js';

interface HoldOn {
  readonly client: MqttClient;
  readonly socket: Socket;
  readonly clock: Clock;
  /** Most messages that may wait for their acknowledgement. */
  readonly window: number;
}

/** Fixed header of a PUBACK and its remaining length (MQTT 3.1.1 section 3.4). */
const PUBACK = [0x40, 2] as const;

/** Tells MQTT.js that the acknowledgement is not its business; nobody ever sees it. */
const WITHHELD = new GateError('internal-fault', { id: 'withheld acknowledgement' });

/**
 * Takes the acknowledging of incoming messages out of the hands of MQTT.js, which for MQTT 3.1.1 knows only "at once" and
 * "one after the other": told of an error it leaves the PUBACK out and reads on, and the PUBACK is written when the owner
 * settles the message. While the window is full nothing more is read, so the broker keeps the rest.
 */
export function holdAcknowledgements(on: HoldOn, onMessage: (message: HeldMessage) => void): void {
  const { client, socket, clock, window } = on;
  let readOn: (() => void) | null = null;
  const acks = new OrderedAcks(clock, (ids) => {
    writeAcks(socket, ids);
    if (acks.size >= window) return;
    readOn?.();
    readOn = null;
  });
  client.handleMessage = (packet, done) => {
    const { topic, retain, payload, qos, messageId } = packet;
    const isHeld = qos === 1 && messageId !== undefined;
    const settle = isHeld ? acks.take(messageId) : () => undefined;
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    onMessage({ topic, payload: bytes, retained: retain, settle });
    const proceed = (): void => {
      done(isHeld ? WITHHELD : undefined);
    };
    if (acks.size < window) proceed();
    else readOn = proceed;
  };
}

/** One write for all acknowledgements of a turn of the event loop. */
function writeAcks(socket: Socket, ids: readonly number[]): void {
  if (socket.destroyed || !socket.writable) return;
  socket.cork();
  socket.write(Uint8Array.from(ids.flatMap((id) => [...PUBACK, id >> 8, id & 0xff])));
  process.nextTick(() => {
    socket.uncork();
  });
}
