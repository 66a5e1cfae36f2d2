import type { ExceptionOrder, Exceptions, ListedException } from '#core/api/exceptions.js';
import type { Page } from '#core/api/paging.js';
import { GateError } from '#core/errors/gate-error.js';
import { FIXTURE_TIME } from './central-fixtures.js';

/** The exceptions of the fake service, in a list. */
export class FakeExceptions implements Exceptions {
  readonly granted: ListedException[] = [];

  grant(order: ExceptionOrder, approver: string): Promise<ListedException> {
    const { from = FIXTURE_TIME, note = '', ...rest } = order;
    const fresh = { usedAt: null, withdrawnAt: null, withdrawnBy: null, standing: 'usable' } as const;
    const id = `x-${this.granted.length + 1}`;
    const granted = { ...rest, id, from, note, approver, grantedAt: FIXTURE_TIME, ...fresh };
    this.granted.push(granted);
    return Promise.resolve(granted);
  }

  list({ household }: { readonly household?: string }): Promise<Page<ListedException>> {
    const items = this.granted.filter((one) => household === undefined || one.household === household);
    return Promise.resolve({ items: items.toReversed(), next: null });
  }

  withdraw(id: string, withdrawnBy: string): Promise<ListedException> {
    const index = this.granted.findIndex((one) => one.id === id);
    const known = this.granted[index];
    if (known === undefined) return Promise.reject(new GateError('not-found', { kind: 'exception', id }));
    const withdrawn = { ...known, standing: 'withdrawn', withdrawnAt: FIXTURE_TIME, withdrawnBy } as const;
    this.granted[index] = withdrawn;
    return Promise.resolve(withdrawn);
  }
}
