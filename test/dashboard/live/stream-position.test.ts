import { describe, expect, it } from 'vitest';
import { positionText, resumptionOf } from '#dashboard/live/stream-position.js';

const RUN = { epoch: 'b52c0a55-9d', lastId: 40 };

describe('the position on the live stream', () => {
  it('is read back as it was written', () => {
    expect(resumptionOf(positionText(RUN.epoch, 17), RUN)).toEqual({ kind: 'after', id: 17 });
    expect(resumptionOf(positionText(RUN.epoch, 40), RUN)).toEqual({ kind: 'after', id: 40 });
    expect(resumptionOf(positionText(RUN.epoch, 0), RUN)).toEqual({ kind: 'after', id: 0 });
  });

  it('is now for a page that has seen nothing', () => {
    expect(resumptionOf(undefined, RUN)).toEqual({ kind: 'now' });
  });

  it.each([
    'another-epoch-17',
    'b52c0a55-17',
    'b52c0a55-9d-41',
    'b52c0a55-9d--1',
    'b52c0a55-9d-1.5',
    'b52c0a55-9d-',
    'b52c0a55-9d-9999999999999999999',
    'b52c0a55-9d-17\n',
    '17',
    '',
    '-',
  ])('"%s" was never given out by this run, so the page starts afresh', (text) => {
    expect(resumptionOf(text, RUN)).toEqual({ kind: 'afresh' });
  });
});
