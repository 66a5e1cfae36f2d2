import Type from 'typebox';
import { messageParser, type Parsed } from '#core/wire/parse-message.js';
import { CompoundIdSchema, GateIdSchema } from '#core/wire/parts.js';
import { ToldPresenceSchema } from '../gates/told-presence.js';

const ids = Type.Array(Type.Integer({ minimum: 1 }));

/** What the nodes of one database tell each other: mostly what to look at, not what is there. */
const SCHEMAS = {
  /** Entries of the ledger; `batch` is the number their node has given them. */
  entries: Type.Object({ ids, batch: Type.Integer({ minimum: 1 }) }),
  /** Alarms that were raised or changed. */
  alarms: Type.Object({ ids }),
  /** The book of a compound has this version now: a policy, household, resident or pass was changed. */
  book: Type.Object({ compound: CompoundIdSchema, version: Type.Integer({ minimum: 0 }) }),
  /** Passes were revoked. */
  passes: Type.Object({}),
  /** The keys that sign passes were changed. */
  keys: Type.Object({}),
  /** A gate is new in the register, or was changed there. */
  gate: Type.Object({ gate: GateIdSchema }),
  /** Personal data was erased for good: whatever still shows it is to be forgotten. */
  erased: Type.Object({}),
  /** Gates that are connected to the node, or have just left it. */
  presence: Type.Object({ gates: Type.Array(ToldPresenceSchema) }),
};

export type NodeEventKind = keyof typeof SCHEMAS;
type EventOf<Kind extends NodeEventKind> = { readonly kind: Kind } & Type.Static<(typeof SCHEMAS)[Kind]>;
export type NodeEvent = { [Kind in NodeEventKind]: EventOf<Kind> }[NodeEventKind];

const parsers = Object.fromEntries(
  Object.entries(SCHEMAS).map(([kind, schema]) => [kind, messageParser(schema)]),
) as Readonly<Record<string, (body: string) => Parsed<object>>>;

/** Reads an event; null when this version does not know such events, as while nodes are updated one after the other. */
export function readNodeEvent(kind: string, body: string): NodeEvent | null {
  const parsed = Object.hasOwn(parsers, kind) ? parsers[kind]?.(body) : undefined;
  return parsed?.ok === true ? ({ ...parsed.value, kind } as NodeEvent) : null;
}

/** The event as the table keeps it. */
export function writeNodeEvent({ kind, ...rest }: NodeEvent): {
  readonly kind: string;
  readonly body: string;
} {
  return { kind, body: JSON.stringify(rest) };
}
