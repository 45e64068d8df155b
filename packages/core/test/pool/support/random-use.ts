import { CuelightError } from '../../../src/errors.ts';
import { createPoolOn } from '../../../src/pool/create-pool.ts';
import type { HeldSlots, Job, Pool } from '../../../src/pool/types.ts';
import { seededRandom } from '../../../src/testing/seeded-random.ts';
import { VirtualAccount } from '../../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../../src/testing/virtual-tab.ts';

interface Hold {
  held: HeldSlots | null;
  isIdle: boolean;
  /** Given back, lost, or never given. */
  isOver: boolean;
}

interface User {
  readonly tab: VirtualTab;
  readonly pool: Pool;
  readonly jobs: Job<unknown>[];
  readonly holds: Hold[];
}

const STEPS = 40;
/** By then whatever waits has had its turn, also behind gates and tabs that fell silent. */
const PATIENCE_MS = 200_000;

/**
 * Some tabs use one pool as chance has it: jobs, slots held by hand which are idle at times, refusals, pauses, pages
 * that go to sleep and wake, crash and close. Then all calm down and give back what they are asked for.
 * Says what is wrong in the end, or `null`.
 */
export class RandomUse {
  readonly #random: () => number;
  readonly #browser: VirtualBrowser;
  readonly #account: VirtualAccount;
  readonly #limit: number;
  readonly #users: User[] = [];
  #problem: string | null = null;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#limit = this.#below(4) + 1;
    this.#browser = new VirtualBrowser({ seed });
    this.#account = new VirtualAccount(this.#browser.clock, this.#limit);
    for (let tab = this.#below(3); tab >= 0; tab -= 1) this.#open();
  }

  async run(): Promise<string | null> {
    for (let step = 0; step < STEPS && this.#problem === null; step += 1) {
      this.#act(this.#below(this.#users.length));
      await this.#pass(this.#pick(0, 1, 5, 30, 200, 1000));
    }
    this.#calmDown();
    await this.#pass(this.#pick(0, 100, 2000));
    // A gate closes once more, while some hold slots that they could do without and others want them.
    this.#account.refuseNext(this.#below(4), { kind: 'overloaded' });
    for (const user of this.#users)
      this.#pick(
        () => this.#ask(user),
        () => this.#hold(user),
      )();
    await this.#pass(100);
    for (const user of this.#users)
      this.#pick(
        () => this.#ask(user),
        () => this.#hold(user),
      )();
    await this.#settle();
    return this.#problem;
  }

  #open(): void {
    const tab = this.#browser.openTab();
    const longestRequestMs = this.#pick(1000, 120_000);
    const pool = createPoolOn(tab.platform, 'used', { limit: this.#limit, longestRequestMs });
    this.#users.push({ tab, pool, jobs: [], holds: [] });
  }

  #act(index: number): void {
    const user = this.#users[index];
    if (user === undefined) return;
    const { pool, tab } = user;
    const isAwake = tab.state === 'active' || tab.state === 'hidden';
    const chance = this.#random();
    if (chance < 0.08) this.#sleep(tab);
    else if (chance < 0.18) {
      tab.wake();
      tab.comeBack();
    } else if (chance < 0.22) {
      if (this.#random() < 0.5) tab.crash();
      else tab.close();
      this.#users.splice(index, 1);
      this.#open();
    } else if (!isAwake) return;
    else if (chance < 0.45) for (let job = this.#pick(1, 1, 5); job > 0; job -= 1) this.#ask(user);
    else if (chance < 0.6) this.#hold(user);
    else if (chance < 0.7) for (const hold of user.holds) this.#beIdle(hold, this.#random() < 0.7);
    else if (chance < 0.78)
      for (const hold of user.holds)
        if (this.#random() < 0.5) giveBack(hold);
        else if (chance < 0.82) pool.clear({ allTabs: this.#random() < 0.5 });
        else if (chance < 0.86)
          this.#pick(
            () => pool.pause(),
            () => pool.resume(),
          )();
        else if (chance < 0.92) this.#account.refuseNext(1, { kind: this.#pick('busy', 'overloaded') });
        else this.#account.foreign = this.#below(this.#limit + 1);
  }

  #sleep(tab: VirtualTab): void {
    this.#pick(
      () => tab.freeze({ warned: this.#random() < 0.6 }),
      () => tab.suspend(),
      () => tab.navigateAway(),
    )();
  }

  #ask({ pool, tab, jobs }: User): void {
    const weight = this.#random() < 0.2 ? this.#below(this.#limit) + 1 : 1;
    const lane = this.#pick('interactive', 'normal', 'background');
    const job = pool.run(this.#account.task('job', this.#pick(0, 20, 100), weight, { tab }), {
      weight,
      lane,
    });
    job.finished.catch(() => {});
    jobs.push(job);
  }

  #hold({ pool, tab, holds }: User): void {
    const hold: Hold = { held: null, isIdle: false, isOver: false };
    holds.push(hold);
    const onReclaim = (): void => {
      if (!hold.isIdle) this.#problem ??= `a hold of ${tab.id} that is not idle is asked back`;
      giveBack(hold);
    };
    pool.acquire({ onReclaim }).then(
      (held) => {
        hold.held = held;
        held.signal.addEventListener('abort', () => (hold.isOver = true));
      },
      (error: unknown) => {
        if (!CuelightError.is(error)) this.#problem ??= String(error);
        hold.isOver = true;
      },
    );
  }

  #beIdle(hold: Hold, isIdle: boolean): void {
    if (hold.held === null || hold.isOver) return;
    hold.isIdle = isIdle;
    hold.held.setIdle(isIdle);
  }

  #calmDown(): void {
    this.#account.foreign = 0;
    this.#account.refuseNoMore();
    for (const { pool, tab } of this.#users) {
      tab.wake();
      tab.comeBack();
      pool.resume();
    }
  }

  /** What is held is idle now, so nobody has to wait for ever. */
  async #settle(): Promise<void> {
    const { clock, locks } = this.#browser;
    const users = this.#users.filter(({ tab }) => !tab.isGone);
    const lastMs = clock.now() + PATIENCE_MS;
    const isOpen = (): boolean =>
      users.some(({ jobs }) => jobs.some((job) => ['waiting', 'running'].includes(job.getState().state)));
    while (isOpen() && this.#problem === null) {
      for (const { holds } of users) for (const hold of holds) if (!hold.isIdle) this.#beIdle(hold, true);
      await this.#pass(200);
      if (clock.now() > lastMs) this.#problem ??= `jobs wait: ${JSON.stringify(users[0]?.pool.getState())}`;
    }
    for (const { pool } of users) pool.close();
    await this.#pass(2000);
    if (locks.held().length > 0 || locks.pending > 0) this.#problem ??= `left: ${locks.held().join()}`;
  }

  async #pass(ms: number): Promise<void> {
    const { clock, locks } = this.#browser;
    await clock.advance(ms);
    const slots = locks.held().filter((name) => name.includes(':slot:'));
    if (slots.length > this.#limit) this.#problem ??= `held: ${slots.join()}`;
  }

  #below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  #pick<T>(...choices: readonly [T, ...T[]]): T {
    return choices[this.#below(choices.length)] ?? choices[0];
  }
}

function giveBack(hold: Hold): void {
  if (hold.held === null) return;
  hold.isOver = true;
  hold.held.release();
}
