import type { Alarm, AlarmEvent, AlarmOrder, Alarms } from '#core/api/alarms.js';
import { GateError } from '#core/errors/gate-error.js';
import { FIXTURE_TIME } from './central-fixtures.js';

/** The alarms of the fake service; what people do to them is kept as it was asked for. */
export class FakeAlarms implements Alarms {
  readonly orders: { readonly id: number; readonly order: AlarmOrder; readonly user: string }[] = [];
  readonly #alarms: Alarm[];

  constructor(alarms: Alarm[]) {
    this.#alarms = alarms;
  }

  list(): Promise<readonly Alarm[]> {
    return Promise.resolve(this.#alarms);
  }

  async events(id: number): Promise<readonly AlarmEvent[]> {
    await this.#found(id);
    const own = this.orders.filter((one) => one.id === id);
    return own.map(({ order, user }) => ({ at: FIXTURE_TIME, by: user, action: order.kind, detail: {} }));
  }

  async act(id: number, order: AlarmOrder, user: string): Promise<Alarm> {
    const alarm = await this.#found(id);
    if (alarm.resolved !== null) {
      throw new GateError('alarm-refused', { action: order.kind, problem: 'it is resolved' });
    }
    this.orders.push({ id, order, user });
    const mark = { by: user, at: FIXTURE_TIME };
    const changed: Alarm =
      order.kind === 'resolve'
        ? { ...alarm, state: 'resolved', resolved: { ...mark, outcome: order.outcome, note: order.note } }
        : { ...alarm, state: order.kind === 'own' ? 'owned' : 'acknowledged', acknowledged: mark };
    this.#alarms.splice(this.#alarms.indexOf(alarm), 1, changed);
    return changed;
  }

  #found(id: number): Promise<Alarm> {
    const alarm = this.#alarms.find((one) => one.id === id);
    return alarm === undefined
      ? Promise.reject(new GateError('not-found', { kind: 'alarm', id: String(id) }))
      : Promise.resolve(alarm);
  }
}
