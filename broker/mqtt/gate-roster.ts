import type { Clock } from '#core/ports/clock.js';
import type { GateId } from '#core/units/ids.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';
import { TOPICS, type TopicName } from '#core/wire/topics.js';
import type { BrokerEvents, ServiceTopic } from './mqtt-broker.js';
import { CONNECTION_CAPS } from './pending-connections.js';
import { RemoteGate, type SendToBroker } from './remote-gate.js';

/** A gate whose word we have not heard ourselves is there as long as it gives a sign: its health comes every 10 s. */
const SIGN_OF_LIFE: Milliseconds = 45 * SECOND;

const SERVICE_TOPICS = (Object.keys(TOPICS) as TopicName[]).filter(
  (name): name is ServiceTopic => TOPICS[name].from === 'service',
);

interface RosterTools {
  readonly clock: Clock;
  readonly events: Pick<BrokerEvents, 'onConnect' | 'onDisconnect' | 'onSubscribe'>;
  readonly send: SendToBroker;
  /** Most gates that are remembered. */
  readonly limit?: number;
}

interface Listed {
  readonly remote: RemoteGate;
  /** Monotonic time after which it no longer counts as here; null: its will tells. */
  hereUntil: Milliseconds | null;
}

/**
 * Which gates are there, as far as their own words tell: an external broker shows nobody its connections. A gate that says
 * `online` while we listen stays until it says `offline`, by itself or by its will. A retained `online` may be left over from
 * before a crash of the broker, and a message without any status from somebody's tools: those count for a while only.
 */
export class GateRoster {
  readonly #tools: RosterTools;
  readonly #gates = new Map<GateId, Listed>();

  constructor(tools: RosterTools) {
    this.#tools = tools;
  }

  /** Gates that are here now. */
  get count(): number {
    return this.#here().length;
  }

  /** Something came from the gate, whatever it was; null when there are too many gates already. */
  heard(gate: GateId): RemoteGate | null {
    const listed = this.#listed(gate);
    if (listed === null) return null;
    const isNew = this.#arrive(listed);
    if (isNew || listed.hereUntil !== null) listed.hereUntil = this.#soon();
    if (isNew) this.#tellSubscribed(listed.remote);
    return listed.remote;
  }

  /**
   * The gate says that it is there; `isOld`: it said so before we listened. `told` is called before its subscriptions are
   * told. Answers false when there are too many gates already.
   */
  online(gate: GateId, said: { readonly isOld: boolean; told(remote: RemoteGate): void }): boolean {
    const listed = this.#listed(gate);
    if (listed === null) return false;
    this.#arrive(listed);
    listed.hereUntil = said.isOld ? this.#soon() : null;
    said.told(listed.remote);
    this.#tellSubscribed(listed.remote);
    return true;
  }

  /** The gate says that it leaves; `told` is called before its end is told. Answers false when it was not here. */
  offline(gate: GateId, told: (remote: RemoteGate) => void): boolean {
    const listed = this.#gates.get(gate);
    if (listed?.remote.isHere !== true) return false;
    told(listed.remote);
    this.#depart(listed);
    return true;
  }

  /** The link to the broker is back: what could not be sent meanwhile can be. */
  linkUp(): void {
    for (const { remote } of this.#here()) this.#tellSubscribed(remote);
  }

  /** The link to the broker is gone, and with it every gate. */
  linkDown(): void {
    for (const listed of this.#here()) this.#depart(listed);
  }

  /** Lets go of gates that have not given a sign for too long. */
  sweep(): void {
    const now = this.#tools.clock.monotonic();
    for (const listed of this.#here())
      if (listed.hereUntil !== null && listed.hereUntil <= now) this.#depart(listed);
  }

  #here(): readonly Listed[] {
    return [...this.#gates.values()].filter(({ remote }) => remote.isHere);
  }

  #listed(gate: GateId): Listed | null {
    const known = this.#gates.get(gate);
    if (known !== undefined) return known;
    const { limit = CONNECTION_CAPS.total, send } = this.#tools;
    if (this.#gates.size >= limit) this.#forgetAbsent();
    if (this.#gates.size >= limit) return null;
    const listed: Listed = { remote: new RemoteGate(gate, send), hereUntil: null };
    this.#gates.set(gate, listed);
    return listed;
  }

  #forgetAbsent(): void {
    for (const [gate, { remote }] of this.#gates) if (!remote.isHere) this.#gates.delete(gate);
  }

  /** Answers whether it was not here before. */
  #arrive({ remote }: Listed): boolean {
    if (remote.isHere) return false;
    remote.isHere = true;
    this.#tools.events.onConnect(remote);
    return true;
  }

  #depart({ remote }: Listed): void {
    remote.isHere = false;
    this.#tools.events.onDisconnect(remote);
  }

  /** A gate says `online` when its subscriptions stand; which ones, only the broker knows. */
  #tellSubscribed(remote: RemoteGate): void {
    for (const name of SERVICE_TOPICS) this.#tools.events.onSubscribe(remote, name);
  }

  #soon(): Milliseconds {
    return this.#tools.clock.monotonic() + SIGN_OF_LIFE;
  }
}
