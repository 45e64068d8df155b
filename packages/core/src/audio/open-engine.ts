import { CuelightError } from '../errors.ts';
import type { ContextHost } from './context-life.ts';
import type { EngineKind, OpenEngine } from './engine.ts';
import { SilentEngine } from './silent/silent-engine.ts';
import type { OpenSound } from './sound.ts';
import { warnOnce } from './warn-once.ts';
import { WebAudioEngine } from './web-audio-engine.ts';
import { openWorkletSound } from './worklet/worklet-sound.ts';

export interface OpenEngineOptions {
  /** `auto`: a worklet, or buffers where none can be loaded. */
  readonly engine: EngineKind | 'auto';
  readonly workletUrl: string | null;
  /** `null`: that of the tracks. */
  readonly contextRateHz: number | null;
  readonly host: ContextHost;
}

/** The engines that a player of these options opens. What is seldom needed is loaded when it is. */
export function engineOpener({ engine, workletUrl, contextRateHz, host }: OpenEngineOptions): OpenEngine {
  const openWorklet: OpenSound = (site) => openWorkletSound(site, workletUrl);
  const openEither: OpenSound = (site) =>
    openWorklet(site).catch((error: unknown) => {
      // Of a context that is gone nothing can be said about worklets.
      if (site.context.state === 'closed') throw error;
      const reason = CuelightError.is(error) ? error.message : String(error);
      warnOnce(
        `${reason} Until then the page itself makes the sound, with a gap when it is busy for seconds.`,
      );
      return openBuffers(site);
    });
  return (sampleRateHz, listener) =>
    engine === 'silent'
      ? new SilentEngine(sampleRateHz, listener, host.clock)
      : new WebAudioEngine(sampleRateHz, listener, {
          contextRateHz: contextRateHz ?? sampleRateHz,
          host,
          openSound: { auto: openEither, worklet: openWorklet, buffers: openBuffers }[engine],
          kind: engine === 'buffers' ? 'buffers' : 'worklet',
        });
}

const openBuffers: OpenSound = async (site) =>
  (await import('./buffers/buffers-sound.ts')).openBuffersSound(site);
