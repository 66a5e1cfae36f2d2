import type { Entropy } from '#core/ports/entropy.js';
import type { Instant } from '#core/units/instant.js';
import { Neighbourhood } from './neighbourhood.js';
import type { SimulatedHousehold } from './people.js';
import {
  coldSnap,
  comingHome,
  fever,
  forgery,
  implausible,
  notMeasured,
  paperCode,
  returning,
  shopping,
  tooEarly,
  work,
  type Story,
} from './stories.js';
import type { Scene, Visit } from './visit.js';

const STORIES: readonly Story[] = [
  shopping,
  paperCode,
  tooEarly,
  work,
  returning,
  comingHome,
  forgery,
  fever,
  implausible,
  coldSnap,
  notMeasured,
];

/**
 * What must have happened soon after the start, in this order, so that a short demonstration shows every verdict. The
 * one that blocks a lane for long comes last.
 */
const OPENING: readonly Story[] = [
  shopping,
  forgery,
  fever,
  coldSnap,
  tooEarly,
  paperCode,
  returning,
  implausible,
  work,
  notMeasured,
];

/**
 * The story of the compound: who walks up next to a lane, with which pass and which fever. The same seed tells the same
 * story to lanes that ask in the same order at the same times.
 */
export class Scenario {
  readonly #entropy: Entropy;
  readonly #neighbourhood: Neighbourhood;
  #opening: readonly Story[] = OPENING;

  constructor(households: readonly SimulatedHousehold[], entropy: Entropy) {
    this.#entropy = entropy;
    this.#neighbourhood = new Neighbourhood(households, entropy);
  }

  /** Who walks up to the lane now; null when nobody fits. The household is on its way until the visit has ended. */
  next(scene: Scene, now: Instant): Visit | null {
    const visit = this.#opened(scene, now) ?? this.#drawn(scene, now);
    if (visit !== null) this.#neighbourhood.setOff(visit.household);
    return visit;
  }

  /** The visit is over. A person who is to come again stays on the way, unless told to go home. */
  ended(visit: Visit, now: Instant, goesHome = visit.again === null): void {
    if (goesHome) this.#neighbourhood.settle(visit.household, visit.leaves, now);
  }

  #opened(scene: Scene, now: Instant): Visit | null {
    for (const story of this.#opening.filter((one) => one.weight[scene.direction] > 0)) {
      const visit = this.#told(story, scene, now);
      if (visit === null) continue;
      this.#opening = this.#opening.filter((one) => one !== story);
      return visit;
    }
    return null;
  }

  /** Draws a story by weight; one that nobody fits makes room for the others. */
  #drawn(scene: Scene, now: Instant): Visit | null {
    let left = STORIES.filter((story) => story.weight[scene.direction] > 0);
    while (left.length > 0) {
      const story = this.#pick(left, scene);
      const visit = story === undefined ? null : this.#told(story, scene, now);
      if (visit !== null) return visit;
      left = left.filter((one) => one !== story);
    }
    return null;
  }

  #pick(stories: readonly Story[], scene: Scene): Story | undefined {
    const total = stories.reduce((sum, story) => sum + story.weight[scene.direction], 0);
    let place = this.#entropy.fraction() * total;
    return stories.find((story) => {
      place -= story.weight[scene.direction];
      return place < 0;
    });
  }

  #told(story: Story, scene: Scene, now: Instant): Visit | null {
    return story.tell({ scene, now, neighbourhood: this.#neighbourhood, entropy: this.#entropy });
  }
}
