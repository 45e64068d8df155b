import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { SegmentQueue, type SegmentCommand } from '../../src/speech/segment-queue.ts';

const ERROR = new CuelightError('invalid', { doing: 'speak', because: 'the test said so' });
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function queueOf(segments: number): SegmentQueue {
  const queue = new SegmentQueue();
  for (let segment = 0; segment < segments; segment += 1) queue.add();
  return queue;
}

describe('the segments of an utterance', () => {
  it('hand on the audio of the first at once, and keep that of the others until it is their turn', () => {
    const queue = queueOf(3);
    expect(queue.received(1, bytes(2))).toEqual([]);
    expect(queue.received(0, bytes(1))).toEqual([{ type: 'append', bytes: bytes(1) }]);
    expect(queue.completed(1)).toEqual([]);
    expect(queue.completed(0)).toEqual([
      { type: 'boundary', index: 0 },
      { type: 'append', bytes: bytes(2) },
      { type: 'boundary', index: 1 },
    ]);
    expect([queue.head, queue.asked]).toEqual([2, 1]);
  });

  it('are over when the last is complete and no more come', () => {
    const queue = queueOf(1);
    expect(queue.completed(0)).toEqual([{ type: 'boundary', index: 0 }]);
    expect(queue.close(null)).toEqual([{ type: 'finish' }]);
    expect(queue.close(null)).toEqual([]);
    expect([queue.isFinished, queue.failure]).toEqual([true, null]);
  });

  it('end behind one that cannot be had: what came is handed on, and what follows is not wanted', () => {
    const queue = queueOf(4);
    queue.received(1, bytes(2));
    queue.received(3, bytes(4));
    queue.completed(3);
    expect(queue.failed(1, ERROR)).toEqual([{ type: 'drop', index: 2 }]);
    expect(queue.received(2, bytes(3))).toEqual([]);
    expect(queue.completed(0)).toEqual([
      { type: 'boundary', index: 0 },
      { type: 'append', bytes: bytes(2) },
      { type: 'boundary', index: 1 },
      { type: 'finish' },
    ]);
    expect([queue.failure, queue.asked]).toEqual([ERROR, 0]);
  });

  it('end with the error of their source after all of them', () => {
    const queue = queueOf(1);
    expect(queue.close(ERROR)).toEqual([]);
    expect(queue.completed(0)).toEqual([{ type: 'boundary', index: 0 }, { type: 'finish' }]);
    expect(queue.failure).toBe(ERROR);
  });

  it('are handed on in order and whole, and finished once, whatever comes when', () => {
    const act = fc.tuple(fc.constantFrom('received', 'completed', 'failed'), fc.nat(5));
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const queue = queueOf(6);
        const commands: SegmentCommand[] = [...queue.close(null)];
        for (const [what, index] of acts) {
          if (what === 'received') commands.push(...queue.received(index, bytes(index)));
          else if (what === 'completed') commands.push(...queue.completed(index));
          else commands.push(...queue.failed(index, ERROR));
        }
        for (let index = 0; index < 6; index += 1) commands.push(...queue.completed(index));
        const heard = commands.flatMap((command) => (command.type === 'append' ? [...command.bytes] : []));
        expect(heard).toEqual(heard.toSorted((left, right) => left - right));
        expect(commands.filter(({ type }) => type === 'finish')).toHaveLength(1);
        expect(commands.at(-1)?.type === 'finish' || queue.isFinished).toBe(true);
        expect(queue.asked).toBe(0);
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
