import { expect, it } from 'vitest';
import { FeedHold } from '#dashboard/web/command/feed-hold.js';

it('holds the feed from the first reason to the last', () => {
  const acts: string[] = [];
  const hold = new FeedHold((message) => acts.push(message.kind));
  hold.set('scroll', false);
  hold.set('hover', true);
  hold.set('hover', true);
  hold.set('scroll', true);
  hold.set('hover', false);
  expect(acts).toEqual(['hold']);
  hold.set('scroll', false);
  hold.set('focus', true);
  hold.set('focus', false);
  expect(acts).toEqual(['hold', 'release', 'hold', 'release']);
});
