import type { Entropy } from '#core/ports/entropy.js';
import type { Celsius } from '#core/units/celsius.js';
import type { Instant } from '#core/units/instant.js';
import type { Sight } from './devices/device.js';
import { forged } from './forged-pass.js';
import type { Neighbourhood, Whereabouts } from './neighbourhood.js';
import { BODIES, credentialFor, drawnBody, sightOf, type SimulatedHousehold } from './people.js';
import type { Scene, Visit } from './visit.js';

export interface Telling {
  readonly scene: Scene;
  readonly neighbourhood: Neighbourhood;
  readonly entropy: Entropy;
  readonly now: Instant;
}

/** Something that happens at a gate. `tell` finds the people for it, or null when there are none just now. */
export interface Story {
  readonly name: string;
  /** How often it happens compared with the others, on the way out and on the way in. */
  readonly weight: { readonly out: number; readonly in: number };
  tell(telling: Telling): Visit | null;
}

const ANYWHERE: readonly Whereabouts[] = ['fresh', 'away', 'spent'];
const COLD_SNAP: { readonly from: Celsius; readonly to: Celsius } = { from: 2, to: 8 };

/** A household goes shopping for the first time. */
export const shopping: Story = {
  name: 'shopping',
  weight: { out: 45, in: 0 },
  tell: (telling) => {
    const who = found(telling, { whereabouts: ['fresh'], kind: 'purchase', elderly: false });
    return who && visit(telling, who, { story: 'shopping', leaves: 'away' });
  },
};

/** Somebody without a phone has the printed code of a paper pass typed in. */
export const paperCode: Story = {
  name: 'paper-code',
  weight: { out: 12, in: 0 },
  tell: (telling) => {
    const who = found(telling, { whereabouts: ['fresh'], kind: 'purchase', elderly: true });
    return who && visit(telling, who, { story: 'paper-code', leaves: 'away' });
  },
};

/** Somebody of a household goes out that has used its outing, or has a member out. */
export const tooEarly: Story = {
  name: 'too-early',
  weight: { out: 12, in: 0 },
  tell: (telling) => {
    const who = found(telling, { whereabouts: ['away', 'spent'], kind: 'purchase' });
    return who && visit(telling, who, { story: 'too-early' });
  },
};

/** Somebody with a work pass goes to work, as often as need be. */
export const work: Story = {
  name: 'work',
  weight: { out: 14, in: 0 },
  tell: (telling) => {
    const who = found(telling, { whereabouts: ['fresh', 'spent'], kind: 'work' });
    return who && visit(telling, who, { story: 'work', leaves: 'away' });
  },
};

/** Somebody who went out comes back. */
export const returning: Story = {
  name: 'returning',
  weight: { out: 0, in: 70 },
  tell: (telling) => {
    const who = found(telling, { whereabouts: ['away'] });
    return who && visit(telling, who, { story: 'returning', leaves: 'spent' });
  },
};

/** Somebody comes home of whom no outing is recorded. */
export const comingHome: Story = {
  name: 'coming-home',
  weight: { out: 0, in: 12 },
  tell: (telling) => {
    const who = found(telling, { whereabouts: ['spent', 'fresh'] });
    return who && visit(telling, who, { story: 'coming-home' });
  },
};

/** Somebody has changed the signature of a pass. */
export const forgery: Story = {
  name: 'forged',
  weight: { out: 5, in: 2 },
  tell: (telling) => {
    const who = telling.scene.reads.includes('qr')
      ? found({ ...telling, scene: { ...telling.scene, reads: ['qr'] } }, { whereabouts: ANYWHERE })
      : null;
    const qr = who?.credentials.find(({ kind }) => kind === 'qr')?.value;
    const value = qr === undefined ? null : forged(qr, telling.entropy);
    if (who === null || value === null) return null;
    return visit(telling, who, { story: 'forged', credential: { kind: 'qr', value } });
  },
};

/** Somebody with fever is measured, and measured again. */
export const fever: Story = {
  name: 'fever',
  weight: { out: 3, in: 3 },
  tell: (telling) => {
    const who = found(telling, { whereabouts: whereFrom(telling) });
    if (who === null) return null;
    const hot = (): Sight => seen(telling, BODIES.feverish);
    const leaves = telling.scene.direction === 'in' ? 'spent' : null;
    const again = visit(telling, who, { story: 'fever-again', sight: hot(), leaves });
    return again && visit(telling, who, { story: 'fever', sight: hot(), again });
  },
};

/** Somebody reads far too low, and as usual the second time. */
export const implausible: Story = {
  name: 'implausible',
  weight: { out: 3, in: 3 },
  tell: (telling) => {
    const isOut = telling.scene.direction === 'out';
    const who = found(telling, { whereabouts: whereFrom(telling) });
    if (who === null) return null;
    const again = visit(telling, who, { story: 'implausible-again', leaves: isOut ? 'away' : 'spent' });
    return (
      again && visit(telling, who, { story: 'implausible', sight: seen(telling, BODIES.chilled), again })
    );
  },
};

/** A gust of winter makes the sensor too cold to measure this one person. */
export const coldSnap: Story = {
  name: 'cold',
  weight: { out: 2, in: 2 },
  tell: (telling) => {
    const who = found(telling, { whereabouts: whereFrom(telling) });
    const ambientC = drawnBody(COLD_SNAP, telling.entropy);
    const sight = sightOf(drawnBody(BODIES.healthy, telling.entropy), ambientC);
    return who && visit(telling, who, { story: 'cold', sight });
  },
};

/** Somebody shows the pass and does not wait to be measured. */
export const notMeasured: Story = {
  name: 'not-measured',
  weight: { out: 1, in: 1 },
  tell: (telling) => {
    const who = found(telling, { whereabouts: whereFrom(telling) });
    return who && visit(telling, who, { story: 'not-measured', sight: null });
  },
};

/** People who go out are in, and people who come in are out: as a rule. */
function whereFrom(telling: Telling): readonly Whereabouts[] {
  return telling.scene.direction === 'out' ? ['fresh'] : ['away', 'spent'];
}

function found(
  telling: Telling,
  wanted: Omit<Parameters<Neighbourhood['someone']>[0], 'reads' | 'now'>,
): SimulatedHousehold | null {
  return telling.neighbourhood.someone({ ...wanted, reads: telling.scene.reads, now: telling.now });
}

function seen(telling: Telling, body: (typeof BODIES)[keyof typeof BODIES]): Sight {
  return sightOf(drawnBody(body, telling.entropy), telling.scene.ambientC);
}

/** A visit of the household, healthy and with its own pass unless said otherwise. */
function visit(
  telling: Telling,
  who: SimulatedHousehold,
  special: Partial<Visit> & Pick<Visit, 'story'>,
): Visit | null {
  const credential = special.credential ?? credentialFor(who, telling.scene.reads);
  if (credential === null) return null;
  return {
    household: who.household,
    sight: seen(telling, BODIES.healthy),
    leaves: null,
    again: null,
    ...special,
    credential,
  };
}
