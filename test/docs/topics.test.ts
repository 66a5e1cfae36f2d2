import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { messageParser } from '#core/wire/parse-message.js';
import { TOPICS, type TopicName } from '#core/wire/topics.js';
import { TOPIC_SCHEMAS } from '../core/wire/golden.js';
import { rowsOf } from '../support/markdown-table.js';

const FILE = new URL('../../docs/topics.md', import.meta.url);
const names = Object.keys(TOPICS) as TopicName[];

/** The JSON examples under the heading of each topic. */
function examples(): Map<string, string[]> {
  const sections = readFileSync(FILE, 'utf8').split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const name = section.slice(0, section.indexOf('\n'));
      const blocks = [...section.matchAll(/^```json\n([\s\S]*?)^```$/gm)];
      return [name, blocks.map((block) => block[1] ?? '')];
    }),
  );
}

describe('docs/topics.md', () => {
  test('has the row the code has for every topic, and no other', () => {
    const documented = rowsOf(FILE).map(({ cells }) => {
      const { topic = '', from, QoS, retained } = cells;
      return [topic.replaceAll('`', ''), { from, qos: Number(QoS), retained: retained === 'yes' }];
    });
    expect(Object.fromEntries(documented)).toEqual(TOPICS);
    expect(documented).toHaveLength(names.length);
  });

  test('has a section for every topic, and no other', () => {
    expect([...examples().keys()].sort()).toEqual([...names].sort());
  });

  test.each(names)(
    'shows messages on %s that the real parser takes, with nothing it would ignore',
    (name) => {
      const shown = examples().get(name) ?? [];
      expect(shown.length).toBeGreaterThan(0);
      const parse = messageParser(TOPIC_SCHEMAS[name]);
      for (const text of shown) {
        expect(parse(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
        const known = Object.keys((TOPIC_SCHEMAS[name] as { properties?: object }).properties ?? {});
        expect(Object.keys(JSON.parse(text) as object).filter((field) => !known.includes(field))).toEqual([]);
      }
    },
  );
});
