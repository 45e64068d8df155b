import type { Random } from '../../platform/random.ts';
import type { Lane } from '../../scheduler/lane.ts';
import { seededRandom } from '../seeded-random.ts';
import type { VirtualRefusal } from '../virtual-account.ts';
import type { Happening, Schedule, SimulationEvent } from './schedule.ts';

/** Chance by the handful. */
class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A whole number from `least` to `most`. */
  number(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  pick<T>(...choices: readonly [T, ...T[]]): T {
    return choices[this.number(0, choices.length - 1)] ?? choices[0];
  }

  happens(probability: number): boolean {
    return this.#random() < probability;
  }
}

type Making = (dice: Dice, tab: number, limit: number) => Happening;

/** What may happen in schedules of one kind; those named twice happen twice as often. */
interface Mixture {
  readonly makings: readonly Making[];
  /** How many events there are beside the jobs. */
  readonly most: number;
}

const hide: Making = (dice, tab) => ({ do: 'hide', tab, forMs: dice.pick(0, 0, 400_000) });
const show: Making = (_, tab) => ({ do: 'show', tab });
const cancel: Making = (dice, tab) => ({ do: 'cancel', tab, job: dice.number(0, 3) });
const crash: Making = (_, tab) => ({ do: 'crash', tab });
const wake: Making = (_, tab) => ({ do: 'wake', tab });
const comeBack: Making = (_, tab) => ({ do: 'comeBack', tab });
const suspend: Making = (_, tab) => ({ do: 'suspend', tab });
const retryNow: Making = (_, tab) => ({ do: 'retryNow', tab });
const freeze: Making = (dice, tab) => ({ do: 'freeze', tab, warned: dice.happens(0.6) });
const navigate: Making = (dice, tab) => ({ do: 'navigate', tab, warned: dice.happens(0.8) });
const close: Making = (dice, tab) => ({ do: 'close', tab, warned: dice.happens(0.8) });
const lose: Making = (dice, tab) => ({
  do: 'lose',
  tab,
  way: dice.pick('from', 'to'),
  forMs: dice.pick(1, 20, 200, 2000),
});
const repeat: Making = (dice, tab) => ({
  do: 'repeat',
  tab,
  forMs: dice.pick(200, 2000),
  afterMs: dice.pick(0, 5, 100, 1000),
});
const delay: Making = (dice, tab) => ({
  do: 'delay',
  tab,
  forMs: dice.pick(100, 1000),
  byMs: dice.pick(10, 100, 1500),
});
const deafen: Making = (_, tab) => ({ do: 'deafen', tab });
const offline: Making = (dice) => ({ do: 'offline', forMs: dice.pick(100, 1000, 4000) });
const jumpWall: Making = (dice) => ({
  do: 'jumpWall',
  byMs: dice.pick(-3_600_000, -10_000, 7000, 3_600_000),
});
const sleep: Making = (dice) => ({
  do: 'sleep',
  forMs: dice.pick(50, 3000, 8000, 28_800_000),
  monotonic: dice.pick('runs', 'stops'),
});
const foreign: Making = (dice, _, limit) => ({
  do: 'foreign',
  slots: dice.number(1, limit),
  forMs: dice.pick(50, 500, 3000),
});
const trueLimit: Making = (dice, _, limit) => ({ do: 'trueLimit', limit: dice.number(1, limit) });
const refuse: Making = (dice) => ({ do: 'refuse', times: dice.number(1, 3), refusal: aRefusal(dice) });
const closePool: Making = (_, tab) => ({ do: 'closePool', tab });
const pause: Making = (_, tab) => ({ do: 'pause', tab });
const resume: Making = (_, tab) => ({ do: 'resume', tab });
const clear: Making = (dice, tab) => ({ do: 'clear', tab, allTabs: dice.happens(0.5) });
const setLimit: Making = (dice, tab, limit) => ({ do: 'setLimit', tab, limit: dice.number(1, limit + 1) });

const quiet: Mixture = { makings: [], most: 0 };
const pages: Mixture = {
  makings: [hide, show, freeze, freeze, wake, navigate, navigate, comeBack, suspend, crash, close],
  most: 8,
};
const refusals: Mixture = {
  makings: [foreign, foreign, refuse, refuse, trueLimit, retryNow, offline, crash, cancel, navigate],
  most: 8,
};
const wire: Mixture = {
  makings: [lose, lose, repeat, delay, deafen, crash, navigate, freeze, wake],
  most: 8,
};
const time: Mixture = {
  makings: [jumpWall, sleep, hide, show, suspend, wake, freeze, foreign, refuse],
  most: 6,
};
const requests: Mixture = { makings: [cancel, cancel, closePool, pause, resume, clear, setLimit], most: 8 };
const everything: Mixture = {
  makings: [pages, refusals, wire, time, requests].flatMap(({ makings }) => makings),
  most: 14,
};

/**
 * The same schedule for the same seed, for ever. WebKit takes a page's locks when it caches it, and always tells the page
 * beforehand, so in its schedules no page misses that.
 */
export function randomSchedule(seed: number): Schedule {
  const dice = new Dice(seededRandom(seed));
  const mixture = dice.pick(quiet, pages, pages, refusals, wire, time, requests, everything, everything);
  const limit = dice.pick(1, 1, 2, 3, 4);
  const tabs = dice.number(dice.pick(1, 2), dice.pick(2, 3, 5));
  const lastsMs = dice.pick(300, 1500, 5000);
  const hasWeights = limit > 1 && dice.happens(0.3);
  const hasLanes = dice.happens(0.4);
  const events: SimulationEvent[] = [];
  const jobEvents = dice.number(2, 4 + tabs * 2);
  for (let index = 0; index < jobEvents; index += 1) {
    events.push({
      atMs: index === 0 ? 0 : dice.number(0, lastsMs),
      do: 'add',
      tab: dice.number(0, tabs - 1),
      count: dice.pick(1, 1, 3, 8),
      lane: hasLanes ? dice.pick<Lane>('interactive', 'normal', 'background') : 'normal',
      weight: hasWeights ? dice.number(1, limit) : 1,
      durationMs: dice.pick(0, 10, 50, 100, 400),
      abortsAfterMs: dice.pick(0, 0, 30),
    });
  }
  const others = dice.number(Math.min(1, mixture.most), mixture.most);
  for (let index = 0; index < others; index += 1) {
    const making = mixture.makings[dice.number(0, mixture.makings.length - 1)];
    if (making === undefined) continue;
    events.push({ atMs: dice.number(0, lastsMs), ...making(dice, dice.number(0, tabs - 1), limit) });
  }
  const releaseLagMs = dice.pick(50, 50, 300);
  const engine = dice.pick('chromium', 'chromium', 'firefox', 'webkit');
  return {
    seed,
    engine,
    storage: dice.pick('works', 'works', 'late', 'blocked'),
    delays: dice.pick('steady', 'wild'),
    limit,
    releaseLagMs,
    cutLagMs: dice.pick(0, releaseLagMs),
    endLagMs: mixture === refusals ? dice.pick(0, 5) : 0,
    ageingMs: dice.pick(20_000, 500),
    longestRequestMs: dice.pick(120_000, 1000),
    events: events
      .map((event) => (engine === 'webkit' && event.do === 'navigate' ? { ...event, warned: true } : event))
      .toSorted((left, right) => left.atMs - right.atMs),
  };
}

function aRefusal(dice: Dice): VirtualRefusal {
  const kind = dice.pick<VirtualRefusal['kind']>(
    'busy',
    'overloaded',
    'overloaded',
    'rate-window',
    'transient',
    'ambiguous',
    'network',
    'unauthorized',
    'invalid',
  );
  return dice.happens(0.5) ? { kind, retryAfterMs: dice.pick(20, 300, 2500) } : { kind };
}
