import { seededRandom } from '../../src/testing/seeded-random.ts';

/** When audio arrives: `[milliseconds, milliseconds of audio]`. */
export type Trace = readonly (readonly [number, number])[];

export type TraceKind = 'fast' | 'jitter' | 'bursty' | 'stall' | 'small' | 'slow' | 'even';

/**
 * Three seconds of speech as sources send it; the same seed gives the same trace. Where a slow source ends just after a
 * gap is luck, so that each of its traces has another length.
 */
export function trace(kind: TraceKind, seed: number): Trace {
  const random = seededRandom(seed);
  const chunks: [number, number][] = [];
  let atMs = 150;
  let sentMs = 0;
  const totalMs = kind === 'slow' ? 2000 + (seed % 17) * 437 : 3000;
  while (sentMs < totalMs) {
    const [audioMs, waitMs] = next(kind, atMs, sentMs, random);
    chunks.push([atMs, Math.min(audioMs, totalMs - sentMs)]);
    sentMs += audioMs;
    atMs += waitMs;
  }
  return chunks;
}

function next(kind: TraceKind, atMs: number, sentMs: number, random: () => number): [number, number] {
  switch (kind) {
    case 'fast':
      return [100, 25];
    case 'jitter': {
      // 1.1 times real time; one piece in sixteen comes 120 to 250 ms late, the others 15 ms on average.
      const lateMs = random() < 0.06 ? 120 + random() * 130 : -Math.log(1 - random()) * 15;
      return [40, Math.max(1, 150 + (sentMs + 40) * 0.9 + lateMs - atMs)];
    }
    case 'bursty':
      return [400, 380 + (random() - 0.5) * 60];
    case 'stall':
      return [80, sentMs + 80 > 1150 && sentMs + 80 < 1240 ? 900 : 53];
    case 'small':
      return [20, 18 + (random() - 0.5) * 16];
    case 'slow':
      return [60, 75 + (random() - 0.5) * 20];
    case 'even':
      return [100, 90 + (random() - 0.5) * 40];
  }
}

/** Decides when a track starts, and goes on. */
export interface Starter {
  received(audioMs: number, nowMs: number): void;
  ended(): void;
  starved(): void;
  mayStart(aheadMs: number, nowMs: number): boolean;
}

export interface Heard {
  /** From the first audio to the first sound. */
  readonly delayMs: number;
  /** In the middle of it. */
  readonly silentMs: number;
  readonly gaps: number;
}

/** Plays a trace, a millisecond at a time. */
export function play(chunks: Trace, starter: Starter): Heard {
  const firstAtMs = chunks[0]![0];
  let position = 0;
  let aheadMs = 0;
  let delayMs: number | null = null;
  let silentMs = 0;
  let gaps = 0;
  let isPlaying = false;
  for (let nowMs = Math.ceil(firstAtMs); ; nowMs++) {
    for (let chunk = chunks[position]; chunk !== undefined && chunk[0] <= nowMs; chunk = chunks[++position]) {
      aheadMs += chunk[1];
      starter.received(chunk[1], nowMs);
      if (position === chunks.length - 1) starter.ended();
    }
    if (!isPlaying && starter.mayStart(aheadMs, nowMs)) {
      isPlaying = true;
      delayMs ??= nowMs - firstAtMs;
    }
    if (!isPlaying) {
      if (delayMs !== null) silentMs++;
      continue;
    }
    aheadMs -= Math.min(1, aheadMs);
    if (aheadMs > 0) continue;
    if (position === chunks.length) return { delayMs: delayMs ?? 0, silentMs, gaps };
    isPlaying = false;
    gaps++;
    starter.starved();
  }
}
