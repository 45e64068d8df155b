import { WebPlayer } from '@cartesia/cartesia-js/wrapper/WebPlayer.js';
import cartesiaSource from '@cartesia/cartesia-js/wrapper/source.js';
import { MediaDeviceOutput } from '@elevenlabs/client/dist/platform/web/output.js';
import { PCMPlayer } from '@speechmatics/web-pcm-player';
import { BrowserRealtimeAudio } from 'ai/src/realtime/browser-realtime-audio.ts';
import { WavStreamPlayer } from 'wavtools';
import { SOURCE_RATE_HZ } from '../sound.ts';
import { samplesOf, type OpenContender } from './contender.ts';

const nothing = (): void => {};

export const wavtools: OpenContender = async () => {
  const player = new WavStreamPlayer({ sampleRate: SOURCE_RATE_HZ });
  await player.connect();
  let utterances = 0;
  return {
    begin: () => {
      utterances += 1;
      const id = `utterance ${utterances}`;
      return {
        feed: (bytes) => void player.add16BitPCM(samplesOf(bytes), id),
        // Its stream ends when it runs dry.
        end: nothing,
        stop: () => void player.interrupt(),
      };
    },
    close: () => player.context?.close() ?? Promise.resolve(),
  };
};

export const speechmatics: OpenContender = async () => {
  const context = new AudioContext({ sampleRate: SOURCE_RATE_HZ });
  await context.resume();
  const player = new PCMPlayer(context);
  return {
    begin: () => ({
      feed: (bytes) => player.playAudio(samplesOf(bytes)),
      end: nothing,
      stop: () => player.interrupt(),
    }),
    close: () => context.close(),
  };
};

/** Its slices as in its hook, of a hundredth of a second. */
export const cartesia: OpenContender = async () => {
  let player: WebPlayer | null = null;
  return {
    begin: () => {
      const source = new cartesiaSource.default({
        sampleRate: SOURCE_RATE_HZ,
        encoding: 'pcm_f32le',
        container: 'raw',
      });
      // Each time a context of its own, which it never closes by itself.
      void player?.stop();
      const playing = new WebPlayer({ bufferDuration: 0.01 });
      player = playing;
      void playing.play(source);
      return {
        feed: (bytes) =>
          void source.enqueue(Float32Array.from(samplesOf(bytes), (sample) => sample / 2 ** 15)),
        end: () => void source.close(),
        stop: () => void playing.stop(),
        pause: () => void playing.pause(),
        resume: () => void playing.resume(),
      };
    },
    close: async () => player?.stop(),
  };
};

export const vercel: OpenContender = async () => {
  const player = new BrowserRealtimeAudio({
    captureSampleRate: SOURCE_RATE_HZ,
    playbackSampleRate: SOURCE_RATE_HZ,
    onAudio: nothing,
    onPlayingChange: nothing,
    onCapturingChange: nothing,
  });
  await player.resumePlayback();
  return {
    begin: () => ({
      feed: (bytes) => player.playAudio(base64(bytes)),
      end: nothing,
      stop: () => player.stopPlayback(),
    }),
    close: async () => player.dispose(),
  };
};

export const elevenLabs: OpenContender = async () => {
  const player = await MediaDeviceOutput.create({ sampleRate: SOURCE_RATE_HZ, format: 'pcm' });
  return {
    begin: () => ({
      feed: (bytes) => player.playAudio(bytes.slice().buffer),
      end: nothing,
      stop: () => player.interrupt(),
    }),
    close: () => player.close(),
  };
};

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
