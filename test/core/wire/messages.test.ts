import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecisionSchema } from '#core/wire/decision.js';
import { EntrySchema } from '#core/wire/entry.js';
import { demand, messageParser } from '#core/wire/parse-message.js';
import { ReceiptSchema } from '#core/wire/receipt.js';
import { StatusSchema } from '#core/wire/status.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { GOLDEN_DECISION, GOLDEN_ENTRY, TOPIC_SCHEMAS } from './golden.js';

const parseEntry = messageParser(EntrySchema);
const parseDecision = messageParser(DecisionSchema);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

type Json = Record<string, unknown>;
const entry = (): Json => JSON.parse(GOLDEN_ENTRY) as Json;
const decision = (): Json => JSON.parse(GOLDEN_DECISION) as Json;

function without(field: string, message: Json): Json {
  return Object.fromEntries(Object.entries(message).filter(([name]) => name !== field));
}

function problemOf(parsed: { ok: true } | { ok: false; problem: string }): string {
  return parsed.ok ? 'fits' : parsed.problem;
}

describe('The messages of DESIGN section 5', () => {
  test('parse from bytes and from text', () => {
    expect(parseEntry(bytes(GOLDEN_ENTRY))).toEqual({ ok: true, value: entry() });
    expect(parseEntry(GOLDEN_ENTRY)).toEqual({ ok: true, value: entry() });
    expect(parseDecision(bytes(GOLDEN_DECISION))).toEqual({ ok: true, value: decision() });
  });

  test('parse with fields that a later version adds', () => {
    const extended = { ...entry(), weather: 'snow', credential: { kind: 'qr', value: 'x', angle: 3 } };
    expect(parseEntry(JSON.stringify(extended)).ok).toBe(true);
  });

  test.each([
    ['a local decision', { local: { verdict: 'allow', reason: 'ok', bookVersion: 0, decidedAt: 1 } }],
    ['no reading', { reading: null }],
    ['no pass', { credential: { kind: 'none', value: '' } }],
    ['an emergency', { purpose: 'emergency', emergency: 'medicine' }],
    ['an emergency without a reason', { purpose: 'emergency' }],
    ['a typed flat', { credential: { kind: 'flat', value: '3-2-501' } }],
    ['Chinese text in the code', { credential: { kind: 'qr', value: '健康码🙂' } }],
    ['a clock that is not set', { clock: 'floor', at: 0 }],
  ])('an entry may have %s', (_what, change) => {
    expect(problemOf(parseEntry(JSON.stringify({ ...entry(), ...change })))).toBe('fits');
  });
});

describe('A wrong message says precisely what is wrong', () => {
  test.each<[string, Json, string]>([
    ['a journal in capitals', { journal: '0B6F3C1E-5D0A-4A53-9A64-3F2F5E5D9A10' }, 'journal must match pattern'],
    ['a sequence of zero', { seq: 0 }, 'seq must be >= 1'],
    ['a broken sequence', { seq: 1.5 }, 'seq must be integer'],
    ['a sequence beyond counting', { seq: 2 ** 53 }, 'seq must be <='],
    ['an instant in words', { at: '2022-04-04' }, 'at must be integer'],
    ['an instant before 1970', { at: -1 }, 'at must be >= 0'],
    ['an instant no calendar has', { at: 8.65e15 }, 'at must be <='],
    ['a third clock', { clock: 'sundial' }, 'clock must be one of synced, floor'],
    ['a lane with a slash', { lane: 'a/b' }, 'lane must match pattern'],
    ['a third direction', { direction: 'up' }, 'direction must be one of out, in'],
    ['another purpose', { purpose: 'shopping' }, 'purpose must be "emergency" or null'],
    ['another emergency', { emergency: 'boredom' }, 'emergency must be one of illness, medicine'],
    ['another credential', { credential: { kind: 'face', value: '' } }, 'credential/kind must be one of qr, card'],
    ['a long credential', { credential: { kind: 'qr', value: 'x'.repeat(1025) } }, 'credential/value must not have more than 1024'],
    ['a number as credential', { credential: { kind: 'card', value: 12 } }, 'credential/value must be string'],
    ['a warm word', { reading: { ...(entry().reading as Json), bodyC: 'warm' } }, 'reading/bodyC must be number'],
    ['a star', { reading: { ...(entry().reading as Json), bodyC: 5772 } }, 'reading/bodyC must be <= 2000'],
    ['another body site', { reading: { ...(entry().reading as Json), site: 'knee' } }, 'reading/site must be one of forehead'],
    ['a device with a line break', { reading: { ...(entry().reading as Json), device: 'a\nb' } }, 'reading/device must match pattern'],
    ['a local verdict of another kind', { local: { verdict: 'maybe', reason: 'ok', bookVersion: 1, decidedAt: 1 } }, 'local/verdict must be one of allow, deny'],
  ])('%s', (_what, change, problem) => {
    expect(problemOf(parseEntry(JSON.stringify({ ...entry(), ...change })))).toContain(problem);
  }); // prettier-ignore

  test('each missing field by its name', () => {
    for (const field of Object.keys(entry())) {
      expect(problemOf(parseEntry(JSON.stringify(without(field, entry()))))).toBe(
        `the message must have ${field}`,
      );
    }
    for (const field of Object.keys(decision())) {
      expect(problemOf(parseDecision(JSON.stringify(without(field, decision()))))).toBe(
        `the message must have ${field}`,
      );
    }
  });

  test('a union by all its alternatives, and a near miss by what it lacks', () => {
    const withReading = (reading: unknown): string => problemOf(parseEntry(JSON.stringify({ ...entry(), reading })));
    expect(withReading(7)).toBe('reading must be object or null');
    expect(withReading({ ...(entry().reading as Json), ambientC: 'warm' })).toBe('reading/ambientC must be number or null');
    expect(withReading({ bodyC: 36.5 })).toMatch(/^reading must have .*objectC/);
    expect(problemOf(parseDecision(JSON.stringify({ ...decision(), nextAt: 'tomorrow' })))).toBe('nextAt must be integer or null');
  }); // prettier-ignore

  test.each([
    ['not JSON', bytes('{"seq":'), 'it is not JSON'],
    ['nothing at all', new Uint8Array(), 'it is not JSON'],
    ['not UTF-8', Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]), 'it is not UTF-8 text'],
    ['GBK', Uint8Array.from([0x22, 0xbd, 0xa1, 0xbf, 0xb5, 0x22]), 'it is not UTF-8 text'],
    ['a list', bytes('[]'), 'the message must be object'],
    ['null', bytes('null'), 'the message must be object'],
  ])('%s', (_what, payload, problem) => {
    expect(problemOf(parseEntry(payload))).toBe(problem);
  });

  test('and becomes a coded error where somebody demands it', async () => {
    const wrong = parseEntry('{}');
    const error = await expectGateError(() => demand(wrong, 'entry', 'gatehouse/v1/gates/n/entries'), 'message-invalid');
    expect(error.message).toMatch(/^the message on gatehouse\/v1\/gates\/n\/entries is not a valid entry: .*journal/);
    expect(demand(parseEntry(GOLDEN_ENTRY), 'entry', 'x')).toEqual(entry());
  }); // prettier-ignore
});

describe('The parser of every topic', () => {
  const parsers = Object.values(TOPIC_SCHEMAS).map(messageParser);

  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
        for (const parse of parsers) expect(typeof parse(payload).ok).toBe('boolean');
      }),
    );
  });

  test('never throws, whatever the JSON, and says something about it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const parse of parsers) {
          const parsed = parse(JSON.stringify(value));
          if (!parsed.ok) expect(parsed.problem.length).toBeGreaterThan(5);
        }
      }),
    );
  });

  test('never throws when one field of a good message is anything else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(entry())), fc.jsonValue(), (field, value) => {
        const parsed = parseEntry(JSON.stringify({ ...entry(), [field]: value }));
        expect(problemOf(parsed).length).toBeLessThan(300);
      }),
    );
  });

  test('is not impressed by depth, nor by the properties of every object', () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    for (const parse of parsers) expect(parse(deep).ok).toBe(false);
    expect(problemOf(parseEntry(`{"__proto__":${GOLDEN_ENTRY}}`))).toContain('journal');
    expect(problemOf(parseEntry('{"constructor":1,"toString":2}'))).toContain('journal');
  });
});

describe('Small messages', () => {
  test('a receipt names at least one and at most a thousand', () => {
    const parse = messageParser(ReceiptSchema);
    const receipt = (seqs: number[]): string => JSON.stringify({ journal: entry().journal, seqs });
    expect(parse(receipt([1, 2, 3])).ok).toBe(true);
    expect(problemOf(parse(receipt([])))).toContain('seqs must not have fewer than 1');
    expect(problemOf(parse(receipt(Array<number>(1001).fill(1))))).toContain(
      'seqs must not have more than 1000',
    );
  });

  test('a status is online or offline', () => {
    const parse = messageParser(StatusSchema);
    expect(parse('{"state":"offline","at":0,"version":"0.1.0"}').ok).toBe(true);
    expect(problemOf(parse('{"state":"asleep","at":0,"version":"0.1.0"}'))).toContain('state');
  });
});
