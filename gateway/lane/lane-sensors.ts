import { DEFAULT_PRESENCE, NOBODY, stepPresence, type Presence } from '#core/measure/presence.js';
import { atSite, type RawMeasurement, type SiteProfile } from '#core/measure/site-profile.js';
import type { Logger } from '#core/ports/logger.js';
import type { Milliseconds } from '#core/units/instant.js';
import { CredentialSchema, ReadingSchema, type Credential } from '#core/wire/entry.js';
import { valueChecker } from '#core/wire/parse-message.js';
import type { DeviceListener, DeviceSetup } from '../device/device-setup.js';
import type { DeviceEvent } from '../drivers/driver.js';
import type { LaneRunner } from './lane-runner.js';

const checkCredential = valueChecker(CredentialSchema);
const checkReading = valueChecker(ReadingSchema);

type Sample = Extract<DeviceEvent, { kind: 'sample' }>;

/** Turns what the devices of a lane say into its scans and readings. */
export class LaneSensors {
  readonly #profile: SiteProfile;
  readonly #lane: Pick<LaneRunner, 'handle'>;
  readonly #logger: Logger;
  #presence: Presence = NOBODY;
  #unusable = 0;

  constructor(profile: SiteProfile, lane: Pick<LaneRunner, 'handle'>, logger: Logger) {
    this.#profile = profile;
    this.#lane = lane;
    this.#logger = logger;
  }

  /** Scans and readings that no entry could carry. */
  get unusable(): number {
    return this.#unusable;
  }

  /** A device is heard in its role only: a checkpoint that serves as reader is not asked for temperatures. */
  listener({ role, driver }: DeviceSetup): DeviceListener {
    return (event, at) => {
      if (event.kind === 'scan' && role !== 'thermometer') this.#scan(event.credential, at);
      if (event.kind === 'sample' && role !== 'reader') this.#sample(event, { device: driver.name, at });
      if (event.kind === 'measurement' && role !== 'reader')
        this.#measured(event, { device: driver.name, at });
    };
  }

  #scan(credential: Credential, at: Milliseconds): void {
    const checked = checkCredential(credential);
    if (checked.ok) this.#lane.handle({ kind: 'scan', credential, at });
    else this.#setAside('scan', checked.problem);
  }

  #sample(event: Sample, from: { readonly device: string; readonly at: Milliseconds }): void {
    const { objectC, ambientC, bodyC = null } = event;
    const step = stepPresence(this.#presence, { objectC, ambientC, bodyC, at: from.at }, DEFAULT_PRESENCE);
    this.#presence = step.presence;
    if (step.measured === null) return;
    this.#measured({ ...step.measured, correctionC: null, site: null }, from);
  }

  #measured(
    raw: RawMeasurement,
    { device, at }: { readonly device: string; readonly at: Milliseconds },
  ): void {
    const measurement = atSite(raw, this.#profile);
    if (measurement === null) return;
    const { objectC, ambientC, correctionC, bodyC, site } = measurement;
    const reading = { bodyC, objectC, ambientC, correctionC, site, device, method: 'infrared' as const, at };
    const checked = checkReading({ ...reading, at: 0 });
    if (checked.ok) this.#lane.handle({ kind: 'reading', reading, at });
    else this.#setAside('reading', checked.problem);
  }

  #setAside(what: 'scan' | 'reading', problem: string): void {
    this.#unusable += 1;
    this.#logger.warn({}, `a ${what} was set aside: ${problem}`);
  }
}
