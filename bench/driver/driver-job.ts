/** What the measuring process tells the driver process, and what it hears back. Plain data: it travels as JSON. */
export interface DriverJob {
  readonly gates: readonly DriverGate[];
  readonly credentials: CredentialList;
  readonly pace: Pace;
  readonly traffic: Traffic;
  /** Stops sending after so many entries, or after so long, whichever comes first. */
  readonly maxEntries: number;
  readonly maxSeconds: number;
}

export interface DriverGate {
  readonly id: string;
  readonly password: string;
  /** Port of the broker on 127.0.0.1; gates of several service nodes have several. */
  readonly port: number;
}

/** Credentials of the same length, one after the other in a file. */
export interface CredentialList {
  readonly kind: 'qr' | 'code';
  readonly file: string;
  readonly count: number;
  readonly bytesEach: number;
  /** How many at the beginning of the file are left out; `count` are those after them. */
  readonly skip?: number;
}

export type Pace =
  /** Each gate keeps so many entries in flight. */
  | { readonly kind: 'saturated'; readonly inFlight: number }
  /** One entry in flight in all, from one gate after the other. */
  | { readonly kind: 'light' }
  /** So many entries a second in all, whether or not answers come. */
  | { readonly kind: 'paced'; readonly perSecond: number };

export type Traffic =
  /** Each credential once, going in: nobody is out, so nothing changes but what the service remembers. */
  | { readonly kind: 'each-once' }
  /**
   * A household goes out, comes back, and tries to go out again: two of three entries change its state. `from` is the
   * number of the first entry, so that a later run goes on where an earlier one ended.
   */
  | { readonly kind: 'visits'; readonly from: number }
  /** Out and in by turns: with passes that charge no quota, every entry changes a state for as long as one likes. */
  | { readonly kind: 'turns'; readonly from: number }
  /** So many entries in a row want the same household out, through whichever gates are free. */
  | { readonly kind: 'contended'; readonly rivals: number };

export interface DriverReport {
  readonly sent: number;
  readonly answered: number;
  /** Entries without an answer at the end. */
  readonly lost: number;
  /** Answers to entries that had theirs. */
  readonly doubled: number;
  /** Answers that belong to no entry of the gate that got them. */
  readonly foreign: number;
  /** From the first publish to the last answer. */
  readonly seconds: number;
  readonly latency: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
    readonly mean: number;
  };
  /** How often each verdict came; an echo has none. */
  readonly verdicts: Readonly<Record<string, number>>;
  /** Share of a core that the driver itself used. */
  readonly driverShare: number;
  /** When the first answer came, milliseconds since 1970. */
  readonly firstAnswerAt: number;
}

export type DriverMessage =
  | { readonly kind: 'begin' }
  | { readonly kind: 'end'; readonly report: DriverReport }
  | { readonly kind: 'failed'; readonly problem: string };
