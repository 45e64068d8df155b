/** Files that their packages ship without types of this shape. Only what is used here. */
declare module 'ai/src/realtime/browser-realtime-audio.ts' {
  export class BrowserRealtimeAudio {
    constructor(options: {
      captureSampleRate: number;
      playbackSampleRate: number;
      onAudio: (audio: string) => void;
      onPlayingChange: (isPlaying: boolean) => void;
      onCapturingChange: (isCapturing: boolean) => void;
    });
    resumePlayback(): Promise<void>;
    playAudio(base64Audio: string): void;
    stopPlayback(): void;
    dispose(): void;
  }
}

declare module '@elevenlabs/client/dist/platform/web/output.js' {
  export class MediaDeviceOutput {
    static create(options: { sampleRate: number; format: 'pcm' }): Promise<MediaDeviceOutput>;
    playAudio(chunk: ArrayBuffer): void;
    interrupt(): void;
    close(): Promise<void>;
  }
}

declare module '@cartesia/cartesia-js/wrapper/source.js' {
  class Source {
    constructor(options: { sampleRate: number; encoding: 'pcm_f32le'; container: 'raw' });
    sampleRate: number;
    enqueue(samples: Float32Array): Promise<void>;
    close(): Promise<void>;
  }
  /** A CommonJS module, as a module imports it. */
  const exported: { readonly default: typeof Source };
  export default exported;
}

declare module '@cartesia/cartesia-js/wrapper/WebPlayer.js' {
  export class WebPlayer {
    constructor(options: { bufferDuration: number });
    play(source: object): Promise<void>;
    pause(): Promise<void>;
    resume(): Promise<void>;
    stop(): Promise<void>;
  }
}
