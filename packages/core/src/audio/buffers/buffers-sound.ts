import type { Undo } from '../../platform/clock.ts';
import { createOutputRenderer } from '../pure/output-renderer.ts';
import type { Sound, SoundSite } from '../sound.ts';
import { AheadRenderer } from '../pure/ahead-renderer.ts';

/** Rendered and handed to the browser ahead of time: what the page may be busy without a gap. */
const WINDOW_SECONDS = 3;
/** Few and large: thousands of nodes bring a browser to its knees. */
const BLOCK_SECONDS = 0.2;
/** From now to where a command takes effect: time to render what follows it and to hand that over. */
const GUARD_SECONDS = 0.03;
/** What would have to begin sooner than this would begin late. */
const LATE_SECONDS = 0.01;
const STEP_MS = 40;

interface ScheduledBlock {
  readonly node: AudioBufferSourceNode;
  readonly startFrame: number;
  endFrame: number;
}

/**
 * Renders a few seconds ahead into buffers that the browser plays one after another, to the sample: where there is no
 * worklet. A command takes back what it changes, 30 ms from now. A page that is busy for longer than the window is
 * heard as a gap; nothing is lost by it.
 */
export function openBuffersSound(site: SoundSite): Sound {
  const { context, output, clock } = site;
  const rateHz = context.sampleRate;
  const ahead = new AheadRenderer(createOutputRenderer(site.sampleRateHz, rateHz));
  let blocks: readonly ScheduledBlock[] = [];
  let undoTimer: Undo | null = null;
  let isStepDue = false;
  let isDisposed = false;

  const frameIn = (seconds: number): number => Math.ceil((context.currentTime + seconds) * rateHz);

  function schedule(samples: Float32Array<ArrayBuffer>, startFrame: number): void {
    const buffer = new AudioBuffer({ length: samples.length, sampleRate: rateHz });
    buffer.copyToChannel(samples, 0);
    const node = new AudioBufferSourceNode(context, { buffer });
    node.connect(output);
    // Timers of hidden pages are late; this is not.
    node.onended = step;
    node.start(startFrame / rateHz);
    blocks = [...blocks, { node, startFrame, endFrame: startFrame + samples.length }];
  }

  /** Silences what was scheduled from `frame` on. */
  function cut(frame: number): void {
    for (const block of blocks) {
      if (block.endFrame <= frame) continue;
      if (block.startFrame < frame) {
        block.endFrame = frame;
        block.node.stop(frame / rateHz);
        continue;
      }
      block.node.onended = null;
      block.node.disconnect();
    }
    blocks = blocks.filter(({ startFrame }) => startFrame < frame);
  }

  function step(): void {
    undoTimer?.();
    undoTimer = null;
    isStepDue = false;
    if (isDisposed) return;
    const now = frameIn(0);
    blocks = blocks.filter(({ endFrame }) => endFrame > now);
    const reports = ahead.takeReports(now);
    if (reports.length > 0) site.reported(reports);
    let samples: Float32Array<ArrayBuffer> | null = null;
    while (ahead.nextFrame < frameIn(WINDOW_SECONDS)) {
      if (ahead.nextFrame < frameIn(LATE_SECONDS)) ahead.skipTo(frameIn(GUARD_SECONDS));
      const { nextFrame } = ahead;
      samples = ahead.render(Math.ceil(BLOCK_SECONDS * rateHz));
      if (samples === null) break;
      schedule(samples, nextFrame);
    }
    if (blocks.length > 0 || samples !== null || ahead.hasReports) undoTimer = clock.setTimer(STEP_MS, step);
  }

  return {
    kind: 'buffers',
    send: (command) => {
      if (isDisposed) return;
      const changedFrom = ahead.receive(command, frameIn(GUARD_SECONDS));
      if (changedFrom !== null) cut(changedFrom);
      if (isStepDue) return;
      isStepDue = true;
      queueMicrotask(step);
    },
    dispose: () => {
      isDisposed = true;
      undoTimer?.();
      cut(0);
    },
  };
}
