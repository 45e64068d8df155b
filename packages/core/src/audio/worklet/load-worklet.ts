import { CuelightError } from '../../errors.ts';
import type { Undo } from '../../platform/clock.ts';
import type { AudioClock } from '../engine.ts';
import { warnOnce } from '../warn-once.ts';
import { PROCESSOR_NAME } from './processor-name.ts';
import { WORKLET_SOURCE } from './worklet-source.ts';

/** For `workletUrl` to be answered: tracks wait meanwhile. */
const LONGEST_MS = 5000;

const loading = new WeakMap<BaseAudioContext, Promise<void>>();

/**
 * Loads the processor into a context, once: from `workletUrl` if that is given, else or if that fails from the
 * library's own code, through a blob: address, or a data: address, since Safari refuses blob: in frames of another
 * origin. A failure is forgotten: the next call tries again.
 * @throws CuelightError `no-audio` that names what stood in the way, as a rejection.
 */
export function loadWorklet(
  context: BaseAudioContext,
  workletUrl: string | null,
  clock: AudioClock,
): Promise<void> {
  let promise = loading.get(context);
  if (promise === undefined) {
    promise = load(context, workletUrl, clock).catch((error: unknown) => {
      loading.delete(context);
      throw error;
    });
    loading.set(context, promise);
  }
  return promise;
}

async function load(context: BaseAudioContext, workletUrl: string | null, clock: AudioClock): Promise<void> {
  const worklet: AudioWorklet | undefined = context.audioWorklet;
  if (worklet === undefined) {
    throw failure('this page has no AudioWorklet', 'Serve the page from https, or from localhost.');
  }
  if (workletUrl !== null) {
    let undo: Undo | undefined;
    try {
      const late = new Promise((_, reject) => (undo = clock.setTimer(LONGEST_MS, reject)));
      await Promise.race([worklet.addModule(workletUrl), late]);
      probe(context);
      return;
    } catch {
      warnOnce(
        `Cuelight's audio worklet does not come from workletUrl ${JSON.stringify(workletUrl)}. Serve @cuelight/core/worklet.js of this version there, from an origin that script-src in the page's Content-Security-Policy allows.`,
      );
    } finally {
      undo?.();
    }
  }
  const blobUrl = URL.createObjectURL(new Blob([WORKLET_SOURCE], { type: 'text/javascript' }));
  try {
    await worklet.addModule(blobUrl);
  } catch {
    // Minifiers compute encodeURIComponent of a constant, and would ship the source twice.
    await worklet.addModule(`data:text/javascript;base64,${btoa(WORKLET_SOURCE)}`).catch((cause: unknown) => {
      // A refusal by the policy is a bare AbortError that does not say so; it is by far the likeliest reason.
      throw failure(
        'the browser takes it neither from a blob: nor from a data: address',
        "Add blob: to script-src in the page's Content-Security-Policy, or serve @cuelight/core/worklet.js of this version from your own origin and pass its address as workletUrl.",
        cause,
      );
    });
  } finally {
    URL.revokeObjectURL(blobUrl);
  }
}

/** Throws where the file that was loaded does not bring the processor: it is of another version, or something else. */
function probe(context: BaseAudioContext): void {
  const node = new AudioWorkletNode(context, PROCESSOR_NAME, { processorOptions: { sampleRateHz: 8000 } });
  node.port.postMessage({ type: 'close' });
}

function failure(because: string, advice: string, cause?: unknown): CuelightError {
  return new CuelightError('no-audio', { doing: 'load the audio worklet', because, advice, cause });
}
