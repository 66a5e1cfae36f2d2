import type { Exports, Imports, ImportUpload, Residents, Seals } from '#core/api/central.js';
import type { OutgoingFile } from '#core/api/exports.js';
import type { Import } from '#core/api/imports.js';
import type { HouseholdPath, ResidentDetail, ResidentPath, Seal } from '#core/api/residents.js';
import { GateError } from '#core/errors/gate-error.js';
import { FIXTURE_TIME } from './central-fixtures.js';

const nameOf = (path: ResidentPath): string => `${path.compound}/${path.household}/${path.resident}`;

/** Residents, seals, imports and exports in memory; what was asked of them stays to be looked at. */
export class FakeRegister {
  readonly people = new Map<string, ResidentDetail>();
  readonly sealed = new Map<string, Seal>();
  readonly uploads: ImportUpload[] = [];
  readonly importList = new Map<string, Import>();
  readonly exported: { query: object; author: string }[] = [];

  readonly residents: Residents = {
    get: (path) => this.#person(path),
    setContact: async (path, contact) => this.#keep(path, { contact }),
    eraseContact: async (path) => {
      await this.#keep(path, { contact: { phone: null, relation: null, notes: null }, idNumberEnd: null });
    },
    setCare: async (path, { marks }) => this.#keep(path, { care: marks }),
    setIsolation: async (path, { isolated, reason, until = null }, author) => {
      const order = { id: 'o1', reason, author, since: FIXTURE_TIME, until, liftedAt: null, liftedBy: null };
      return this.#keep(path, { isolated, isolationOrders: isolated ? [order] : [] });
    },
  };

  readonly seals: Seals = {
    get: (path) => this.#seal(path),
    set: async (path, change, author) => {
      await this.#seal(path);
      const seal = { ...change, author, at: FIXTURE_TIME };
      this.sealed.set(`${path.compound}/${path.household}`, seal);
      return seal;
    },
  };

  readonly imports: Imports = {
    upload: (upload) => {
      this.uploads.push(upload);
      const id = `00000000-0000-4000-8000-${String(this.uploads.length).padStart(12, '0')}`;
      this.importList.set(id, checkedImport(id, upload));
      return this.#import(id);
    },
    list: (compound) =>
      Promise.resolve([...this.importList.values()].filter((one) => one.compound === compound)),
    get: (id) => this.#import(id),
    changes: async (id) => {
      await this.#import(id);
      return { items: [], next: null };
    },
    rejected: async (id) => {
      await this.#import(id);
      return textFile('rejected-居民.csv', '姓名,原因\r\n');
    },
    commit: (id, choice, author) =>
      this.#settle(id, { state: 'committed', missing: choice.missing ?? 'keep', committedBy: author }),
    undo: (id, author) => this.#settle(id, { state: 'undone', undoneBy: author }),
  };

  readonly exports: Exports = {
    households: (query, author) => {
      this.exported.push({ query, author });
      return Promise.resolve(textFile('households-sunny.csv', '户号\r\n'));
    },
    entries: (query, author) => {
      this.exported.push({ query, author });
      return Promise.resolve(textFile('entries-sunny.csv', '时间\r\n'));
    },
  };

  #person(path: ResidentPath): Promise<ResidentDetail> {
    const person = this.people.get(nameOf(path));
    if (person !== undefined) return Promise.resolve(person);
    return Promise.reject(new GateError('not-found', { kind: 'resident', id: path.resident }));
  }

  async #keep(path: ResidentPath, change: Partial<ResidentDetail>): Promise<ResidentDetail> {
    const person = { ...(await this.#person(path)), ...change };
    this.people.set(nameOf(path), person);
    return person;
  }

  #seal({ compound, household }: HouseholdPath): Promise<Seal> {
    const seal = this.sealed.get(`${compound}/${household}`);
    if (seal !== undefined) return Promise.resolve(seal);
    return Promise.reject(new GateError('not-found', { kind: 'household', id: household }));
  }

  #import(id: string): Promise<Import> {
    const found = this.importList.get(id);
    if (found !== undefined) return Promise.resolve(found);
    return Promise.reject(new GateError('not-found', { kind: 'import', id }));
  }

  async #settle(id: string, change: Partial<Import>): Promise<Import> {
    const settled = { ...(await this.#import(id)), ...change };
    this.importList.set(id, settled);
    return settled;
  }
}

function textFile(name: string, text: string): OutgoingFile {
  const content = (async function* () {
    yield await Promise.resolve(text);
  })();
  return { name, contentType: 'text/csv; charset=utf-8', content };
}

function checkedImport(id: string, { compound, author, name }: ImportUpload): Import {
  return {
    id,
    compound,
    state: 'checked',
    author,
    createdAt: FIXTURE_TIME,
    fileName: name ?? '',
    progress: { rows: 0, percent: 100 },
    problem: null,
    file: null,
    columns: null,
    preview: [],
    counts: { rows: 0, good: 0, rejected: 0, empty: 0 },
    faults: [],
    difference: null,
    checkTook: 0,
    missing: null,
    committedAt: null,
    committedBy: null,
    undoneAt: null,
    undoneBy: null,
  };
}
