import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { draw } from '../../../../playground/examples/pool/first.ts';
import { show } from '../../../../playground/examples/pool/place.ts';

// The examples of docs/pool.md, run. Without a window each pool is this process's alone.

afterEach(() => vi.restoreAllMocks());

it('three of four jobs run at once, and the fourth says its place', async () => {
  const answers: ((answer: Response) => void)[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => new Promise((answer) => void answers.push(answer)));
  const jobs = ['a', 'b', 'c', 'd'].map((prompt) => draw(prompt));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that is asked of an element
  const line = { textContent: '' } as HTMLElement;
  const stop = show(jobs[3]!, line);
  await vi.waitFor(() => expect(answers).toHaveLength(3));
  await vi.waitFor(() => expect(line.textContent).toBe('number 1 in line'));
  answers[0]!(new Response('an image'));
  await vi.waitFor(() => expect(answers).toHaveLength(4));
  expect(line.textContent).toBe('running');
  for (const answer of answers.slice(1)) answer(new Response('an image'));
  await Promise.all(jobs.map(({ finished }) => finished));
  expect(line.textContent).toBe('done');
  stop();
});

it('an answer that is no success fails its job alone', async () => {
  vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response('', { status: 500 }));
  await expect(draw('a').finished).rejects.toThrow('The image service answered 500.');
});

it('a refused job waits as long as it is asked to, and is sent again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const asked = vi
    .spyOn(globalThis, 'fetch')
    .mockResolvedValueOnce(new Response('', { status: 429, headers: { 'retry-after': '7' } }))
    .mockImplementation(async () => new Response('an image'));
  // A pool keeps the clock that there was when it was created.
  const { draw: drawWhateverTheLimit } = await import('../../../../playground/examples/pool/refusals.ts');
  const drawn = drawWhateverTheLimit('a');
  await pass(6900);
  expect(asked).toHaveBeenCalledTimes(1);
  // Half a second at most comes on top, at random.
  await pass(700);
  expect(asked).toHaveBeenCalledTimes(2);
  expect(await (await drawn).text()).toBe('an image');
});

/** Time goes by in small steps, after each of which messages arrive. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    await vi.advanceTimersByTimeAsync(100);
    await new Promise(setImmediate);
  }
}
