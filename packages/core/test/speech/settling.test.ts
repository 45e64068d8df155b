import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrackState } from '../../src/audio/types.ts';
import { CuelightError } from '../../src/errors.ts';
import type { Phase, Utterance, UtteranceSnapshot } from '../../src/speech/types.ts';
import { audioAnswer, errorAnswer, FakeService, LiveBody, type Answering } from './support/fake-service.ts';
import { settle } from './support/settle.ts';
import { setStage, type Stage } from './support/stage.ts';

interface Scene {
  readonly stage: Stage;
  readonly utterance: Utterance;
  /** Number of the request under way, or of the last one, from 1; 0 before the first. */
  readonly requestNumber: () => number;
  /** The body that answers that request, if it is answered with audio. */
  readonly body: () => LiveBody | undefined;
  readonly controller: AbortController;
  /** Undos of listeners that look at the utterance. */
  readonly looking: (() => void)[];
}

type Act = (scene: Scene) => unknown;

/** What moves an utterance on. */
const STEPS: readonly Act[] = [
  ({ stage }) => stage.job().start(),
  // Each answer says the number of its request, so that a mixture would show.
  ({ body, requestNumber }) => body()?.write(requestNumber(), requestNumber()),
  ({ stage }) => hear(stage, 'playing'),
  ({ stage }) => hear(stage, 'paused'),
  ({ utterance, looking }) => looking.push(utterance.subscribe(() => undefined)),
  ({ looking }) => looking.pop()?.(),
];

/** What ends its request and its sound as it should be, or passes the time. */
const TURNS: readonly Act[] = [
  ({ body }) => body()?.end(),
  ({ stage }) => {
    if (stage.track().isFinished) hear(stage, 'ended');
  },
  ({ stage }) => stage.clock.advance(1000),
];

const MISHAPS: readonly Act[] = [
  ({ stage }) => stage.job().leave(),
  ({ stage }) => stage.clock.advance(30_000),
  ({ body }) => body()?.breakOff(),
  ({ body, requestNumber }) => body()?.write(requestNumber()),
  ({ stage }) => hear(stage, 'failed'),
  ({ stage }) => stage.track().stop(),
  ({ utterance }) => utterance.cancel(),
  ({ controller }) => controller.abort(),
  ({ stage }) => stage.pool.close(),
];

const story = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...STEPS) },
    { weight: 8, arbitrary: fc.constantFrom(...TURNS) },
    { weight: 1, arbitrary: fc.constantFrom(...MISHAPS) },
  ),
  { minLength: 5, maxLength: 30, size: 'max' },
);

function hear(stage: Stage, state: TrackState): void {
  const error = new CuelightError('transient', { doing: 'play', because: 'there is no sound device' });
  stage.track().become(state === 'failed' ? { state, error } : { state });
}

const REFUSALS: readonly Answering[] = [
  errorAnswer(429, { code: 'GENERATION_CONCURRENCY_EXCEEDED' }),
  errorAnswer(404, { code: 'RESOURCE_NOT_FOUND' }),
  () => Promise.reject(new TypeError('Failed to fetch')),
];

/** The answers to the first tries; `null` is audio. */
const script = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...REFUSALS) },
  ),
  { minLength: 30, maxLength: 30 },
);

function setScene(answers: readonly (Answering | null)[]): Scene {
  const bodies = answers.map(() => new LiveBody());
  const service = new FakeService(...bodies.map((body, index) => answers[index] ?? audioAnswer(body)));
  const stage = setStage(service);
  const controller = new AbortController();
  const utterance = stage.speech.say('Hello.', { voice: 'nova', signal: controller.signal });
  const requestNumber = (): number => service.requests.length;
  return {
    stage,
    utterance,
    requestNumber,
    body: () => bodies[requestNumber() - 1],
    controller,
    looking: [],
  };
}

const OVER: ReadonlySet<Phase> = new Set<Phase>(['done', 'failed', 'cancelled']);

/** What is to be seen of an utterance after each step. */
interface Seen {
  readonly snapshot: UtteranceSnapshot;
  readonly settlements: number;
  readonly listed: number;
}

async function play(scene: Scene, acts: readonly Act[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  let settlements = 0;
  const settled = (): void => {
    settlements += 1;
  };
  scene.utterance.finished.then(settled, settled);
  for (const act of acts) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    await act(scene);
    // oxlint-disable-next-line no-await-in-loop
    await settle();
    const listed = scene.stage.speech.getState().utterances.length;
    seen.push({ snapshot: scene.utterance.getState(), settlements, listed });
  }
  return seen;
}

function outcomeOf(utterance: Utterance): Promise<Phase> {
  return utterance.finished.then(
    () => 'done',
    (error: CuelightError) => (error.code === 'cancelled' ? 'cancelled' : 'failed'),
  );
}

/** A second of work on a quiet machine: none of it waits for time. */
const MANY_STORIES = { timeout: 60_000 };

describe('an utterance, whatever happens to it in whatever order', () => {
  it('settles exactly once, keeps its last snapshot, and leaves nothing behind', MANY_STORIES, async () => {
    const endings = new Map<Phase, number>();
    await fc.assert(
      fc.asyncProperty(script, story, async (answers, acts) => {
        const scene = setScene(answers);
        const { stage, utterance } = scene;
        const told: Phase[] = [];
        utterance.subscribe(({ phase }) => told.push(phase));

        const seen = await play(scene, [...acts, () => utterance.cancel()]);

        const end = seen.findIndex(({ snapshot }) => OVER.has(snapshot.phase));
        const before = seen.slice(0, end);
        const after = seen.slice(end);
        const last = utterance.getState();
        expect(before.every(({ settlements, listed }) => settlements === 0 && listed === 1)).toBe(true);
        expect(after.every(({ settlements, listed }) => settlements === 1 && listed === 0)).toBe(true);
        expect(after.every(({ snapshot }) => snapshot === last)).toBe(true);
        expect(await outcomeOf(utterance)).toBe(last.phase);
        expect(told.filter((phase) => OVER.has(phase))).toEqual([last.phase]);

        expect(OVER_TRACKS).toContain(stage.track().getState().state);
        expect([stage.job().observers, stage.track().observers]).toEqual([0, 0]);
        // For a request that was still winding up.
        await stage.clock.advance(60_000);
        expect([stage.job().isInFlight, stage.clock.pending]).toEqual([false, 0]);
        endings.set(last.phase, (endings.get(last.phase) ?? 0) + 1);
      }),
      { seed: 3, numRuns: 500 },
    );
    for (const phase of OVER) expect(endings.get(phase), `endings as ${phase}`).toBeGreaterThan(10);
  });
});

const OVER_TRACKS: readonly TrackState[] = ['ended', 'stopped', 'failed'];
