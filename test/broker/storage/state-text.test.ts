import { describe, expect, it } from 'vitest';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import { passId } from '#core/units/ids.js';
import { stateOfText, stateText } from '#broker/storage/state-text.js';

const OUT: HouseholdState = {
  outings: [{ pass: passId('p-1'), since: 5, charged: true }],
  charges: [5],
  screening: {},
};

describe('the text of a state', () => {
  it('is short for the empty state, and is that state again', () => {
    expect(stateText(EMPTY_STATE)).toBe('{}');
    expect(stateOfText('{}')).toBe(EMPTY_STATE);
  });

  it('is JSON for any other, also of the empty one as it was saved before', () => {
    expect(stateOfText(stateText(OUT))).toEqual(OUT);
    expect(stateOfText('{"outings":[],"charges":[],"screening":{}}')).toEqual(EMPTY_STATE);
  });
});
