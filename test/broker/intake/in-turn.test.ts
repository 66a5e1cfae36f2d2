import { expect, it } from 'vitest';
import { InTurn, type Turn } from '#broker/intake/in-turn.js';

interface Item {
  readonly name: string;
}

const order: string[] = [];
const item = (name: string): Item => ({ name });
const turn = (name: string, run: () => Promise<void> = () => Promise.resolve()): Turn => ({
  run: async () => {
    await run();
    order.push(name);
  },
  failed: () => undefined,
});

function workOf(fail: () => boolean = () => false): InTurn<Item, Item> {
  order.length = 0;
  return new InTurn<Item, Item>((items) => {
    if (fail()) return Promise.reject(new TypeError('not now'));
    order.push(items.map(({ name }) => name).join('+'));
    return Promise.resolve(items.map(({ name }) => item(`${name} done`)));
  });
}

it('lets all share one transaction where nothing has a turn', async () => {
  expect(await workOf().run([item('a'), item('b')])).toEqual([item('a done'), item('b done')]);
  expect(order).toEqual(['a+b']);
});

it('shares no transaction across a turn', async () => {
  const results = await workOf().run([item('a'), item('b'), turn('t'), item('c'), turn('u')]);
  expect(order).toEqual(['a+b', 't', 'c', 'u']);
  expect(results).toEqual([item('a done'), item('b done'), null, item('c done'), null]);
});

it('does not repeat what was done when the batch is tried again', async () => {
  let failures = 1;
  const work = workOf(() => order.length === 2 && failures-- > 0);
  const batch = [item('a'), turn('t'), item('b'), turn('u')];
  await expect(work.run(batch)).rejects.toThrow('not now');
  expect(order).toEqual(['a', 't']);
  const results = await work.run(batch);
  expect(order).toEqual(['a', 't', 'b', 'u']);
  expect(results).toEqual([item('a done'), null, item('b done'), null]);
});
