import { MemoryBroker } from '#core/links/memory-broker.js';
import { memoryLink } from '#core/links/memory-link.js';
import { DEFAULT_LANE_TIMES } from '#core/lane/lane-state.js';
import type { MessageLink } from '#core/ports/message-link.js';
import { gateId, laneId } from '#core/units/ids.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry } from '#core/wire/entry.js';
import { topicOf, type TopicName } from '#core/wire/topics.js';
import { GateClock } from '#gateway/gate-clock.js';
import { findOutput } from '#gateway/drivers/outputs.js';
import { startGate } from '#gateway/gate-process.js';
import type { Gateway } from '#gateway/gateway.js';
import { MemoryJournal } from '#gateway/journal/memory-journal.js';
import { MemorySerial, type MemoryDevice } from '#gateway/serial/memory-serial.js';
import { linkIdentity } from '#gateway/uplink/link-identity.js';
import type { GatewaySettings } from '#gateway/settings.js';
import { decisionFor } from './entries.js';
import { fakeCheckpoint } from './fake-drivers.js';
import { fixedEntropy } from './fixed-entropy.js';
import { ManualClock } from './manual-clock.js';
import { RecordingLogger } from './recording-logger.js';

export const GATE = gateId('north');
const PATH = '/dev/serial/by-id/checkpoint';
const RELAYS = '/dev/serial/by-id/relays';

const SETTINGS: GatewaySettings = {
  gate: GATE,
  central: { host: '127.0.0.1', port: 1883 },
  password: 'secret',
  journal: '/tmp/none',
  lanes: [
    {
      lane: laneId('a'),
      direction: 'out',
      profile: {},
      devices: [
        {
          lane: laneId('a'),
          role: 'checkpoint',
          driver: fakeCheckpoint,
          options: {},
          path: PATH,
          line: fakeCheckpoint.line,
        },
      ],
      outputs: [{ output: findOutput('relay-light'), setup: { path: RELAYS, options: {} } }],
    },
  ],
  decisionDeadline: 400,
  times: DEFAULT_LANE_TIMES,
  isClockSynced: false,
};

/** A whole gate in memory: device, broker, journal and time are in the test's hand, and so is the service. */
export class GateBench {
  readonly clock = new ManualClock();
  readonly broker = new MemoryBroker();
  readonly serial = new MemorySerial();
  readonly logger = new RecordingLogger();
  readonly entropy = fixedEntropy();
  readonly journal = new MemoryJournal(this.entropy);
  /** Everything the service was sent on `entries`, repeats too. */
  readonly received: Entry[] = [];
  /** What the service answers to an entry; null: nothing. */
  answer: (entry: Entry) => Decision | null = (entry) => decisionFor(entry, { decidedAt: this.clock.now() });
  device: MemoryDevice = this.serial.plug(PATH);
  readonly relays: MemoryDevice = this.serial.plug(RELAYS);
  readonly #service: MessageLink;
  #gate: Gateway | null = null;

  constructor() {
    const identity = {
      client: 'service',
      password: '',
      subscriptions: [topicOf(GATE, 'entries')],
      will: null,
    };
    this.#service = memoryLink(this.broker, identity, { clock: this.clock, entropy: this.entropy });
    this.#service.start({
      onUp: () => undefined,
      onDown: () => undefined,
      onMessage: ({ payload }) => {
        const entry = JSON.parse(new TextDecoder().decode(payload)) as Entry;
        this.received.push(entry);
        const decision = this.answer(entry);
        if (decision !== null) this.say('decisions', decision);
      },
    });
  }

  async start(settings: Partial<GatewaySettings> = {}): Promise<this> {
    const { clock, entropy, logger, serial, journal } = this;
    const all = { ...SETTINGS, ...settings };
    const gateClock = new GateClock({ clock, isSynced: all.isClockSynced, floor: 1_000_000_000_000 });
    const link = memoryLink(this.broker, linkIdentity(all, gateClock), { clock, entropy });
    this.#gate = await startGate(all, { clock, entropy, logger, serial }, { journal, gateClock, link });
    await clock.advance(1);
    return this;
  }

  get gate(): Gateway {
    if (this.#gate === null) throw new Error('the bench is not started');
    return this.#gate;
  }

  get screen(): ReturnType<Gateway['screens']>[number] {
    const [screen] = this.gate.screens();
    if (screen === undefined) throw new Error('the gate has no lane');
    return screen;
  }

  /** The service says something, good or bad. */
  say(name: TopicName, message: unknown): void {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    void this.#service.publish(topicOf(GATE, name), text, { qos: 1, retain: false }).catch(() => undefined);
  }

  /** One person: reading, then scan. */
  async person(code: string, bodyC = 36.5): Promise<void> {
    this.device.feed(`M ${bodyC}\nS ${code}\n`);
    await this.clock.advance(10);
  }

  replug(): void {
    this.device = this.serial.plug(PATH);
  }

  /** What was published under one name of the gate, parsed. */
  published(name: TopicName): unknown[] {
    return this.broker.published
      .filter(({ topic }) => topic === topicOf(GATE, name))
      .map(({ payload }) => JSON.parse(new TextDecoder().decode(payload)) as unknown);
  }

  async stop(): Promise<void> {
    await this.#gate?.stop();
    await this.#service.stop();
  }
}
