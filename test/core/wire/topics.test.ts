import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gateId } from '#core/units/ids.js';
import { parseTopic, topicOf, TOPICS, type TopicName } from '#core/wire/topics.js';

const north = gateId('north');

describe('A topic', () => {
  test.each(Object.keys(TOPICS) as TopicName[])('of %s is read as it was written', (name) => {
    expect(topicOf(north, name)).toBe(`gatehouse/v1/gates/north/${name}`);
    expect(parseTopic(topicOf(north, name))).toEqual({ gate: north, name });
  });

  test.each([
    '',
    'gatehouse/v1/gates/north',
    'gatehouse/v1/gates/north/',
    'gatehouse/v1/gates/north/entries/',
    'gatehouse/v1/gates/north/entries/1',
    '/gatehouse/v1/gates/north/entries',
    'gatehouse/v2/gates/north/entries',
    'gatehouse/v1/gates//entries',
    'gatehouse/v1/gates/+/entries',
    'gatehouse/v1/gates/north/#',
    'gatehouse/v1/gates/#',
    'gatehouse/v1/gates/North/entries',
    'gatehouse/v1/gates/north/entries\n',
    'gatehouse/v1/gates/no\u0000rth/entries',
    'gatehouse/v1/gates/north/constructor',
    'gatehouse/v1/gates/north/toString',
    '$SYS/broker',
    `gatehouse/v1/gates/${'n'.repeat(33)}/entries`,
  ])('is none of ours: %j', (topic) => {
    expect(parseTopic(topic)).toBeNull();
  });

  test('is never misread', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseTopic(text)).toBeNull();
        expect(parseTopic(`gatehouse/v1/gates/${text}/entries`)?.gate ?? text).toBe(text);
      }),
    );
  });

  test('is retained only where a gate says whether it is there', () => {
    const retained = Object.entries(TOPICS).filter(([, topic]) => topic.retained);
    expect(retained.map(([name]) => name)).toEqual(['status']);
  });
});
