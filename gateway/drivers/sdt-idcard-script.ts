import { SECOND } from '#core/units/instant.js';
import { pause, type Script } from './dialogue.js';
import type { DeviceEvent } from './driver.js';
import type { ScriptEnd } from './scripted-session.js';
import { ask, numberOf, STATUS, statusOf } from './sdt-idcard-protocol.js';

/** No faster than every 300 ms; half a second for an answer, three for a whole card (devices.md 4.5). */
const POLL_EVERY = 300;
const SELF_TEST = { cmd: 0x11, para: 0xff, wait: 500 };
const FIND = { cmd: 0x20, para: 0x01, wait: 500 };
const SELECT = { cmd: 0x20, para: 0x02, wait: 500 };
const READ_TEXT = { cmd: 0x30, para: 0x01, wait: 3 * SECOND };

type Tell = (event: DeviceEvent) => void;

/** Asks for cards for ever; one scan for each card that is laid down. */
export function* sdtScript(tell: Tell, hash: (number: string) => string): Script<ScriptEnd> {
  // Asked more than once, for the module may get its power from the port and start only now.
  const state = statusOf(yield { ...ask(SELF_TEST), tries: 3 });
  if (state === STATUS.done) tell({ kind: 'alive', note: 'the module passed its self-test' });
  else if (state !== null) tell({ kind: 'trouble', problem: 'the module failed its self-test' });
  let before: CardRead = 'nothing';
  for (;;) {
    const card = yield* readCard(tell, hash);
    if (isNews(card, before)) tell(card);
    if (card !== 'silent') before = card;
    yield pause(POLL_EVERY);
  }
}

/** `nothing`: no card there; `silent`: no answer at all; else what the card led to. */
type CardRead = 'nothing' | 'silent' | DeviceEvent;

function* readCard(tell: Tell, hash: (number: string) => string): Script<CardRead> {
  const found = statusOf(yield ask(FIND));
  if (found === null) return 'silent';
  tell({ kind: 'alive', note: found === STATUS.found ? 'a card lies there' : 'no card' });
  if (found !== STATUS.found) return 'nothing';
  if (statusOf(yield ask(SELECT)) !== STATUS.done) return LIFT_AGAIN;
  const answer = yield ask(READ_TEXT);
  if (answer === null || statusOf(answer) !== STATUS.done) return LIFT_AGAIN;
  const number = numberOf(answer);
  answer.fill(0);
  if (number === null) return LIFT_AGAIN;
  return { kind: 'scan', credential: { kind: 'card', value: hash(number) } };
}

/** After a failed read the module gives the card only when it was lifted and laid down again. */
const LIFT_AGAIN: DeviceEvent = {
  kind: 'trouble',
  problem: 'the identity card could not be read: lift it and lay it down again',
};

/** A card that still lies there is told once, and so is one that can not be read. */
function isNews(card: CardRead, before: CardRead): card is DeviceEvent {
  if (typeof card === 'string') return false;
  return typeof before === 'string' || keyOf(card) !== keyOf(before);
}

function keyOf(event: DeviceEvent): string {
  return event.kind === 'scan' ? event.credential.value : event.kind;
}
