import { CuelightError } from '../../errors.ts';
import { WORKLET_SOURCE } from './worklet-source.ts';

const loading = new WeakMap<BaseAudioContext, Promise<void>>();

/**
 * Loads the processor into a context, once. With `workletUrl` from there only; else from the library's own code,
 * through a blob: address, or a data: address, since Safari refuses blob: in frames of another origin.
 * A failure is forgotten: the next call tries again.
 * @throws CuelightError `no-audio` that names what stood in the way, as a rejection.
 */
export function loadWorklet(context: BaseAudioContext, workletUrl: string | null): Promise<void> {
  let promise = loading.get(context);
  if (promise === undefined) {
    promise = load(context, workletUrl).catch((error: unknown) => {
      loading.delete(context);
      throw error;
    });
    loading.set(context, promise);
  }
  return promise;
}

async function load(context: BaseAudioContext, workletUrl: string | null): Promise<void> {
  const worklet: AudioWorklet | undefined = context.audioWorklet;
  if (worklet === undefined) {
    throw failure('this page has no AudioWorklet', 'Serve the page from https, or from localhost.');
  }
  if (workletUrl !== null) {
    await worklet.addModule(workletUrl).catch((cause: unknown) => {
      throw failure(
        `the browser did not load ${JSON.stringify(workletUrl)}`,
        "Check the address, and that the page's Content-Security-Policy allows it in script-src.",
        cause,
      );
    });
    return;
  }
  const blobUrl = URL.createObjectURL(new Blob([WORKLET_SOURCE], { type: 'text/javascript' }));
  try {
    await worklet.addModule(blobUrl);
  } catch {
    await worklet.addModule(dataUrl()).catch((cause: unknown) => {
      // A refusal by the policy is a bare AbortError that does not say so; it is by far the likeliest reason.
      throw failure(
        'the browser loads the audio worklet neither from a blob: nor from a data: address',
        "Add blob: to script-src in the page's Content-Security-Policy, or serve dist/worklet.js of @cuelight/core from your own origin and pass its address as workletUrl.",
        cause,
      );
    });
  } finally {
    URL.revokeObjectURL(blobUrl);
  }
}

function dataUrl(): string {
  // Minifiers compute encodeURIComponent of a constant, and would ship the source twice.
  return `data:text/javascript;base64,${btoa(WORKLET_SOURCE)}`;
}

function failure(because: string, advice: string, cause?: unknown): CuelightError {
  return new CuelightError('no-audio', { doing: 'start the audio worklet', because, advice, cause });
}
