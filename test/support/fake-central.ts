import { DEFAULT_RETENTION, type EndOfEpidemicRequest, type RetentionRules } from '#core/api/retention.js';
import type { Accounts, Login, Role, Session } from '#core/api/accounts.js';
import type { Alarm } from '#core/api/alarms.js';
import type {
  Central,
  Compounds,
  Entries,
  Gates,
  Households,
  Passes,
  Readiness,
  Retention,
} from '#core/api/central.js';
import type { EntryDetail, EntryRecord } from '#core/api/entries.js';
import type { GateState } from '#core/api/gates.js';
import { PAGE_LIMIT, type Page, type Paging } from '#core/api/paging.js';
import type { QuarantinedMessage } from '#core/api/quarantine.js';
import type { Compound, Household, NewPass } from '#core/api/register.js';
import { GateError } from '#core/errors/gate-error.js';
import { compoundId, passId } from '#core/units/ids.js';
import { FakeCards, FakeKeys } from './fake-cards-and-keys.js';
import { FakePrinting } from './fake-printing.js';
import { FakeLiveFeed } from './fake-live-feed.js';
import { FakeRegister } from './fake-register.js';
import { FakeAlarms } from './fake-alarms.js';
import { FakeExceptions } from './fake-exceptions.js';
import { FakePolicies } from './fake-policies.js';
import { FIXTURE_TIME, gateState } from './central-fixtures.js';

class FakeAccounts implements Accounts {
  readonly people = new Map<string, { password: string; role: Role }>([
    ['chief', { password: 'chief-password', role: 'administrator' }],
    ['controller', { password: 'controller-password', role: 'controller' }],
    ['community', { password: 'community-password', role: 'community' }],
  ]);
  readonly sessions = new Map<string, Session>([
    ['chief-token', { user: 'chief', role: 'administrator' }],
    ['controller-token', { user: 'controller', role: 'controller' }],
    ['community-token', { user: 'community', role: 'community' }],
  ]);

  logIn(login: Login): Promise<{ token: string; session: Session } | null> {
    const person = this.people.get(login.user);
    if (person?.password !== login.password) return Promise.resolve(null);
    const session = { user: login.user, role: person.role };
    const token = `session-${this.sessions.size}`;
    this.sessions.set(token, session);
    return Promise.resolve({ token, session });
  }

  logOut(token: string): Promise<void> {
    this.sessions.delete(token);
    return Promise.resolve();
  }

  sessionOf(token: string): Promise<Session | null> {
    return Promise.resolve(this.sessions.get(token) ?? null);
  }
}

/**
 * The central service in memory, for tests of the dashboard: everything is public and may be set up by hand. A token
 * such as `chief-token` is already logged in for each role.
 */
export class FakeCentral implements Central {
  readonly accounts = new FakeAccounts();
  readonly gateStates = new Map<string, GateState>();
  readonly compoundList = new Map<string, Compound>();
  readonly householdList = new Map<string, Household>();
  readonly issuedPasses = new Map<string, NewPass & { revoked: boolean }>();
  readonly records: EntryRecord[] = [];
  readonly details = new Map<string, EntryDetail>();
  readonly alarmList: Alarm[] = [];
  readonly quarantined: QuarantinedMessage[] = [];
  readonly live: FakeLiveFeed;
  readonly register = new FakeRegister();
  readonly residents = this.register.residents;
  readonly seals = this.register.seals;
  readonly imports = this.register.imports;
  readonly exports = this.register.exports;
  state: Readiness = { ready: true, problem: null };

  constructor(live: FakeLiveFeed = new FakeLiveFeed()) {
    this.live = live;
    void this.compounds.add({ id: compoundId('sunny'), name: '阳光小区', timezone: 'Asia/Shanghai' });
    this.gateStates.set('east', gateState());
  }

  readonly gates: Gates = {
    list: () => Promise.resolve([...this.gateStates.values()]),
    add: async ({ id, compound, name }) => {
      if (this.gateStates.has(id)) throw new GateError('already-exists', { kind: 'gate', id });
      const { timezone } = await found(this.compoundList.get(compound), 'compound', compound);
      const gate = gateState({ id, compound, timezone, name, state: 'never-seen', lastHeardAt: null });
      this.gateStates.set(id, gate);
      return { gate, password: 'mqtt-password' };
    },
  };

  readonly compounds: Compounds = {
    list: () => Promise.resolve([...this.compoundList.values()]),
    add: (compound) => {
      if (this.compoundList.has(compound.id)) {
        return Promise.reject(new GateError('already-exists', { kind: 'compound', id: compound.id }));
      }
      this.compoundList.set(compound.id, compound);
      this.policies.begin(compound.id);
      return Promise.resolve(compound);
    },
  };

  readonly policies = new FakePolicies();

  readonly exceptions = new FakeExceptions();

  readonly households: Households = {
    list: ({ compound, q = '', ...paging }) => {
      const all = [...this.householdList.values()].filter((one) => one.compound === compound);
      return Promise.resolve(
        pageBy(
          all.filter((one) => one.id.includes(q)),
          paging,
          (one) => one.id,
        ),
      );
    },
    get: (compound, id) => found(this.householdList.get(`${compound}/${id}`), 'household', id),
    put: async (compound, id, { residents }) => {
      await this.policies.inForce(compound);
      const known = this.householdList.get(`${compound}/${id}`);
      const empty = { id, compound, passes: [], outings: [], nextOutingAt: null, feverAlarm: null };
      const household = { ...(known ?? empty), residents };
      this.householdList.set(`${compound}/${id}`, household);
      return household;
    },
  };

  readonly passes: Passes = {
    issue: (pass) => {
      const id = passId(`p-${this.issuedPasses.size + 1}`);
      this.issuedPasses.set(id, { ...pass, revoked: false });
      return Promise.resolve({ pass: id, qr: `GP1:${id}`, code: `${id}-c` });
    },
    revoke: async (id) => {
      const pass = await found(this.issuedPasses.get(id), 'pass', id);
      this.issuedPasses.set(id, { ...pass, revoked: true });
    },
  };

  retentionRules: RetentionRules = DEFAULT_RETENTION;

  readonly retention: Retention = {
    get: async (compound) => {
      await this.policies.inForce(compound);
      return this.retentionRules;
    },
    set: async (compound, rules) => {
      await this.policies.inForce(compound);
      this.retentionRules = rules;
      return rules;
    },
  };

  readonly ended: EndOfEpidemicRequest[] = [];

  readonly endOfEpidemic: Central['endOfEpidemic'] = {
    run: (request, author) => {
      this.ended.push(request);
      return Promise.resolve({
        report: {
          kind: 'gatehouse-end-of-epidemic',
          erasedAt: FIXTURE_TIME,
          erasedBy: author,
          compounds: [],
          replacedDeleted: 0,
        },
        signature: 'signature',
        key: {},
      });
    },
  };

  readonly printing = new FakePrinting();
  readonly cards = new FakeCards();
  readonly keys = new FakeKeys();

  readonly entries: Entries = {
    list: ({ gate, household, verdict, from = 0, to = Number.MAX_SAFE_INTEGER, ...paging }) => {
      const fitting = this.records.filter(
        (one) =>
          (gate === undefined || one.gate === gate) &&
          (household === undefined || one.household === household) &&
          (verdict === undefined || one.verdict === verdict) &&
          one.at >= from &&
          one.at <= to,
      );
      return Promise.resolve(pageBy(fitting.toReversed(), paging, (one) => String(one.id)));
    },
    get: (journal, seq) => Promise.resolve(this.details.get(`${journal}/${seq}`) ?? null),
  };

  readonly alarms = new FakeAlarms(this.alarmList);

  readonly quarantine: Central['quarantine'] = {
    list: (paging) => Promise.resolve(pageBy(this.quarantined, paging, (one) => String(one.id))),
  };

  readiness(): Promise<Readiness> {
    return Promise.resolve(this.state);
  }
}

function found<T>(value: T | undefined, kind: string, id: string): Promise<T> {
  return value === undefined
    ? Promise.reject(new GateError('not-found', { kind, id }))
    : Promise.resolve(value);
}

function pageBy<Item>(all: readonly Item[], paging: Paging, keyOf: (item: Item) => string): Page<Item> {
  const { after, limit = PAGE_LIMIT } = paging;
  const start = after === undefined ? 0 : all.findIndex((item) => keyOf(item) === after) + 1;
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  const isEnd = start + limit >= all.length;
  return { items, next: isEnd || last === undefined ? null : keyOf(last) };
}
