import type { Undo } from '../../platform/clock.ts';
import type { AudioClock } from '../engine.ts';
import { Renderer } from '../pure/renderer.ts';
import type { Sound, SoundListener } from '../sound.ts';

const STEP_MS = 20;
/** Whatever sounds reports more often: after so long without a report there is nothing to play. */
const QUIET_MS = 500;
/** Timers of hidden pages fire once a minute. What is more is the sleep of the machine, and does not count. */
const LONGEST_STEP_MS = 65_000;
const BLOCK_FRAMES = 1024;

/** Renders what the clock says has passed, and throws it away. The clock runs only while there is something to play. */
export function openSilentSound(
  sampleRateHz: number,
  listener: Pick<SoundListener, 'reported'>,
  clock: AudioClock,
): Sound {
  const renderer = new Renderer(sampleRateHz);
  const output = new Float32Array(BLOCK_FRAMES);
  let isRunning = false;
  let isDisposed = false;
  let undoTimer: Undo | null = null;
  let startedAtMs = 0;
  let lastReportAtMs = 0;
  let countedFrames = 0;

  function catchUp(): void {
    const now = clock.now();
    // Counted from the start, not from the last step: what is rounded must not add up.
    const counted = Math.floor(((now - startedAtMs) * sampleRateHz) / 1000);
    let due = Math.min(counted - countedFrames, (LONGEST_STEP_MS * sampleRateHz) / 1000);
    countedFrames = counted;
    for (; due > 0; due -= BLOCK_FRAMES) renderer.render(output.subarray(0, due));
    const reports = renderer.takeReports();
    if (reports.length === 0) return;
    lastReportAtMs = now;
    listener.reported(reports);
  }

  function step(): void {
    catchUp();
    isRunning = clock.now() - lastReportAtMs < QUIET_MS;
    if (isRunning && !isDisposed) undoTimer = clock.setTimer(STEP_MS, step);
  }

  return {
    kind: 'silent',
    send: (command) => {
      if (isRunning) catchUp();
      renderer.receive(command);
      lastReportAtMs = clock.now();
      if (isRunning || isDisposed) return;
      isRunning = true;
      startedAtMs = lastReportAtMs;
      countedFrames = 0;
      undoTimer = clock.setTimer(STEP_MS, step);
    },
    dispose: () => {
      isDisposed = true;
      undoTimer?.();
    },
  };
}
