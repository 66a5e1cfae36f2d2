import { describe, expect, it } from 'vitest';
import { Dialogue, pause, type Exchange, type Script } from '#gateway/drivers/dialogue.js';

const yes = (answer: Uint8Array): boolean => answer[0] === 1;

function question(byte: number, tries = 1): Exchange {
  return { write: Uint8Array.of(byte), wait: 100, tries, accepts: yes };
}

/** Asks for each exchange and returns the answers. */
function* asking(...exchanges: Exchange[]): Script<(number[] | null)[]> {
  const answers: (number[] | null)[] = [];
  for (const exchange of exchanges) {
    const answer = yield exchange;
    answers.push(answer === null ? null : [...answer]);
  }
  return answers;
}

describe('Dialogue', () => {
  it('asks one question after the other and returns what the script returns', () => {
    const dialogue = new Dialogue(asking(question(10), question(11)));
    dialogue.start(0);
    expect(dialogue.takeWrites()).toEqual([Uint8Array.of(10)]);
    expect(dialogue.answered(Uint8Array.of(1, 2), 5)).toBe(true);
    expect(dialogue.takeWrites()).toEqual([Uint8Array.of(11)]);
    expect(dialogue.result).toBeNull();
    dialogue.answered(Uint8Array.of(1, 3), 6);
    expect(dialogue.result).toEqual({
      value: [
        [1, 2],
        [1, 3],
      ],
    });
    expect(dialogue.wakeAt).toBeNull();
  });

  it('does not take an answer that can not belong to the question', () => {
    const dialogue = new Dialogue(asking(question(10)));
    dialogue.start(0);
    expect(dialogue.answered(Uint8Array.of(9), 5)).toBe(false);
    expect(dialogue.result).toBeNull();
  });

  it('repeats a question without an answer and goes on with null after the last try', () => {
    const dialogue = new Dialogue(asking(question(10, 2)));
    dialogue.start(0);
    dialogue.woken(99);
    expect(dialogue.takeWrites()).toHaveLength(1);
    dialogue.woken(100);
    expect(dialogue.takeWrites()).toHaveLength(1);
    dialogue.woken(200);
    expect(dialogue.takeWrites()).toHaveLength(0);
    expect(dialogue.result).toEqual({ value: [null] });
  });

  it('lets the late answer of a repeated question pass before it asks the next one', () => {
    const dialogue = new Dialogue(asking(question(10, 3), question(11)));
    dialogue.start(0);
    dialogue.woken(100);
    dialogue.takeWrites();
    dialogue.answered(Uint8Array.of(1, 2), 110);
    expect(dialogue.takeWrites()).toHaveLength(0);
    expect(dialogue.answered(Uint8Array.of(1, 2), 150)).toBe(true);
    dialogue.woken(210);
    expect(dialogue.takeWrites()).toEqual([Uint8Array.of(11)]);
  });

  it('pauses without writing, and takes no answer meanwhile', () => {
    const dialogue = new Dialogue(asking(pause(500), question(10)));
    dialogue.start(0);
    expect(dialogue.answered(Uint8Array.of(1), 10)).toBe(false);
    expect(dialogue.wakeAt).toBe(500);
    dialogue.woken(500);
    expect(dialogue.takeWrites()).toEqual([Uint8Array.of(10)]);
  });
});
