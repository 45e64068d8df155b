import { readFileSync } from 'node:fs';
import { createPool, type Lane } from '@cuelight/core/pool';
import { AsyncQueuer } from '@tanstack/pacer/async-queuer';
import { asyncify, priorityQueue, queue as plainQueue } from 'async';
import Bottleneck from 'bottleneck';
import fastq from 'fastq';
import pLimit from 'p-limit';
import PQueue from 'p-queue';
import { RingLimiter } from './ring-limiter.ts';

export type Task = () => Promise<unknown>;

/** A queue in use. What it cannot do is absent. */
export interface Limiter {
  readonly run: (task: Task) => Promise<unknown>;
  readonly runInLane?: (task: Task, lane: Lane) => Promise<unknown>;
  readonly runWithSignal?: (task: Task, signal: AbortSignal) => Promise<unknown>;
  readonly close?: () => void;
}

export interface Contender {
  /** With its version. */
  readonly name: string;
  readonly create: (limit: number) => Limiter;
  /** The most jobs that it gets through in bearable time, and why. */
  readonly bearable?: { readonly jobs: number; readonly why: string };
}

export const LANES: readonly Lane[] = ['interactive', 'normal', 'background'];

export const cuelight: Contender = {
  name: 'Cuelight',
  create: (limit) => {
    const pool = createPool('bench', { limit, mode: 'single' });
    return {
      run: (task) => pool.run(task).finished,
      runInLane: (task, lane) => pool.run(task, { lane }).finished,
      runWithSignal: (task, signal) => pool.run(task, { signal }).finished,
      close: () => pool.close(),
    };
  },
};

export const ring: Contender = {
  name: 'bare ring buffer',
  create: (limit) => {
    const limiter = new RingLimiter(limit);
    return { run: (task) => limiter.run(task) };
  },
};

export const pQueue: Contender = {
  name: named('p-queue'),
  create: (limit) => {
    const queue = new PQueue({ concurrency: limit });
    return {
      run: (task) => queue.add(task),
      // Higher numbers come first there.
      runInLane: (task, lane) => queue.add(task, { priority: -LANES.indexOf(lane) }),
      runWithSignal: (task, signal) => queue.add(task, { signal }),
    };
  },
};

const pLimiting: Contender = {
  name: named('p-limit'),
  create: (limit) => {
    const limited = pLimit(limit);
    return { run: (task) => limited(task) };
  },
};

export const fastqPromise: Contender = {
  name: `${named('fastq')} promise`,
  create: (limit) => {
    const queue = fastq.promise(runTask, limit);
    return { run: (task) => queue.push(task) };
  },
};

/** Its plain queue is the faster one where nobody asks for priorities. */
const asyncQueue: Contender = {
  name: `${named('async')} queue`,
  create: (limit) => {
    const queue = plainQueue<Task>(asyncify(runTask), limit);
    return { run: (task) => queue.pushAsync(task) };
  },
};

export const asyncPriorityQueue: Contender = {
  name: `${named('async')} priorityQueue`,
  create: (limit) => {
    const queue = priorityQueue<Task>(asyncify(runTask), limit);
    const runInLane = (task: Task, lane: Lane): Promise<unknown> =>
      queue.push<unknown>(task, LANES.indexOf(lane));
    return { run: (task) => runInLane(task, 'normal'), runInLane };
  },
};

const pacer: Contender = {
  name: `${named('@tanstack/pacer')} AsyncQueuer`,
  bearable: { jobs: 5000, why: 'its time grows with the square of what waits' },
  create: (limit) => {
    interface Item {
      readonly rank: number;
      readonly work: Task;
    }
    const queuer = new AsyncQueuer<Item>(({ work }) => work(), {
      concurrency: limit,
      // Higher numbers come first there.
      getPriority: ({ rank }) => -rank,
    });
    // It tells the caller of an item nothing about how that item ended.
    const runInLane = (task: Task, lane: Lane): Promise<unknown> =>
      new Promise((resolve, reject) => {
        queuer.addItem({ rank: LANES.indexOf(lane), work: () => task().then(resolve, reject) });
      });
    return { run: (task) => runInLane(task, 'normal'), runInLane };
  },
};

const bottleneck: Contender = {
  name: named('bottleneck'),
  bearable: { jobs: 200, why: 'it sets timers for each job' },
  create: (limit) => {
    const limiter = new Bottleneck({ maxConcurrent: limit });
    return {
      run: (task) => limiter.schedule(task),
      runInLane: (task, lane) => limiter.schedule({ priority: LANES.indexOf(lane) }, task),
    };
  },
};

export const peers: readonly Contender[] = [
  fastqPromise,
  asyncQueue,
  asyncPriorityQueue,
  pLimiting,
  pQueue,
  pacer,
  bottleneck,
];

/** For queues that are given one worker for all that comes. */
function runTask(task: Task): Promise<unknown> {
  return task();
}

function named(name: string): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'),
  );
  return `${name} ${manifest.version}`;
}
