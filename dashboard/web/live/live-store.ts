import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { every, type CancelTimer, type Clock } from '#core/ports/clock.js';
import { MINUTE, SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import { loadGates, loadLists } from '../load-lists.js';
import { EMPTY_VIEW, nextView, type LiveView, type ViewMessage } from '../live-view.js';
import type { ApiClient } from '../shared/api-client.js';
import type { OpenStream } from './event-stream.js';
import { linkStateOf, type LinkAge, type LinkState } from './link-age.js';
import { LiveLink } from './live-link.js';
import { ServiceTime } from './service-time.js';

/** What the truth line says about the link. */
export interface LinkView {
  readonly state: LinkState;
  /** When the last message arrived, on the service's clock. */
  readonly lastHeardAt: Instant | null;
  /** Messages that this page could not read. */
  readonly unreadable: number;
  /** The HTTP status with which the lists could not be loaded (0: no answer), or null when they were. */
  readonly loadFault: number | null;
}

interface LiveStoreOptions {
  readonly clock: Clock;
  readonly api: ApiClient;
  readonly open: OpenStream;
  /** The service no longer knows the session, or may not. */
  readonly doubtSession: () => void;
}

/** At most ten frames a second, however fast news arrive. */
const FRAME: Milliseconds = 100;
const TICK: Milliseconds = SECOND;
const LOAD_RETRY: Milliseconds = 2 * SECOND;
const GATES_REFRESH: Milliseconds = MINUTE;
const STARTING: LinkView = { state: 'connecting', lastHeardAt: null, unreadable: 0, loadFault: null };

/** The live data of one page as signals: the stream and the lists come in, the screen model goes out. */
export class LiveStore {
  readonly view: ReadonlySignal<LiveView>;
  readonly link: ReadonlySignal<LinkView>;
  /** The service's wall clock, to the second. */
  readonly now: ReadonlySignal<Instant>;

  readonly #options: LiveStoreOptions;
  readonly #view: Signal<LiveView> = signal(EMPTY_VIEW);
  readonly #link: Signal<LinkView> = signal(STARTING);
  readonly #now: Signal<Instant>;
  readonly #time: ServiceTime;
  readonly #stream: LiveLink;
  #current: LiveView = EMPTY_VIEW;
  #age: LinkAge = { listeningSince: 0, lastHeardAt: null };
  #unreadable = 0;
  #loadFault: number | null = null;
  #timers: CancelTimer[] = [];
  #frame: { dirty: boolean } | null = null;
  /** Set while the page runs; a reload that outlives it is dropped. */
  #run: { loading: boolean; again: boolean } | null = null;

  constructor(options: LiveStoreOptions) {
    this.#options = options;
    this.#time = new ServiceTime(options.clock);
    this.#now = signal(toSecond(this.#time.now()));
    this.view = this.#view;
    this.link = this.#link;
    this.now = this.#now;
    this.#stream = this.#makeStream();
  }

  start(): void {
    this.stop();
    const { clock } = this.#options;
    this.#run = { loading: false, again: false };
    this.#timers = [
      every(clock, TICK, () => this.tick()),
      every(clock, GATES_REFRESH, () => void this.#refreshGates()),
    ];
    this.#stream.start();
  }

  /** Ends the stream and forgets the data. */
  stop(): void {
    this.#run = null;
    this.#stream.stop();
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
    this.#current = EMPTY_VIEW;
    this.#age = { listeningSince: this.#options.clock.monotonic(), lastHeardAt: null };
    this.#unreadable = 0;
    this.#loadFault = null;
    this.#paint();
  }

  /** Tells the page something and paints it at once: for what people do. */
  act(message: Extract<ViewMessage, { kind: 'hold' | 'release' | 'show-new' }>): void {
    this.#current = nextView(this.#current, message);
    this.#paint();
  }

  /** Brings clock and link state up to date; also called when a hidden page comes back. */
  tick(): void {
    if (this.#run !== null) this.#paint();
  }

  #makeStream(): LiveLink {
    const { clock, open } = this.#options;
    return new LiveLink({
      clock,
      open,
      handlers: {
        news: (news) => this.#take(news),
        ageChanged: (age) => {
          this.#age = age;
          this.#paintSoon();
        },
        serviceTime: (at) => this.#time.set(at),
        reload: () => void this.#reload(),
        refused: () => this.#options.doubtSession(),
        unreadable: () => (this.#unreadable += 1),
      },
    });
  }

  #take(message: ViewMessage): void {
    this.#current = nextView(this.#current, message);
    this.#paintSoon();
  }

  #paintSoon(): void {
    if (this.#frame !== null) {
      this.#frame.dirty = true;
      return;
    }
    const frame = { dirty: false };
    this.#frame = frame;
    this.#paint();
    this.#options.clock.after(FRAME, () => {
      this.#frame = null;
      if (frame.dirty) this.#paintSoon();
    });
  }

  #paint(): void {
    const { clock } = this.#options;
    const { lastHeardAt } = this.#age;
    batch(() => {
      this.#view.value = this.#current;
      this.#now.value = toSecond(this.#time.now());
      this.#link.value = {
        state: linkStateOf(this.#age, clock.monotonic()),
        lastHeardAt: lastHeardAt === null ? null : this.#time.at(lastHeardAt),
        unreadable: this.#unreadable,
        loadFault: this.#loadFault,
      };
    });
  }

  async #reload(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    run.again = run.loading;
    if (run.loading) return;
    run.loading = true;
    this.#take({ kind: 'loading' });
    const lists = await loadLists(this.#options.api);
    run.loading = false;
    if (run !== this.#run) return;
    this.#loadFault = typeof lists === 'number' ? lists : null;
    if (typeof lists === 'number') this.#loadFailed(lists);
    else this.#take({ kind: 'loaded', lists });
    if (run.again) await this.#reload();
  }

  #loadFailed(status: number): void {
    this.#paintSoon();
    if (status === 401) this.#options.doubtSession();
    this.#timers.push(this.#options.clock.after(LOAD_RETRY, () => void this.#reload()));
  }

  async #refreshGates(): Promise<void> {
    const run = this.#run;
    const gates = await loadGates(this.#options.api);
    if (run === null || run !== this.#run) return;
    if (typeof gates !== 'number') this.#take({ kind: 'gates', gates });
    else if (gates === 401) this.#options.doubtSession();
  }
}

function toSecond(at: Instant): Instant {
  return at - (at % SECOND);
}
