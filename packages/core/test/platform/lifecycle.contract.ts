import { expect, test } from 'vitest';
import type { Lifecycle, LifecycleEvent } from '../../src/platform/lifecycle.ts';

/** What a browser does to a page, and the events that it sends. */
export interface LifecycleUnderTest {
  readonly lifecycle: Lifecycle;
  /** The page is left, into the cache (`pagehide`), and comes back from there (`pageshow`). */
  navigateAway(): void;
  comeBack(): void;
  /** `freeze` and `resume`, of a hidden page. */
  freeze(): void;
  resume(): void;
  hide(): void;
  show(): void;
  loseNetwork(): void;
  findNetwork(): void;
  /** Collects what listeners throw from now on; else it would count as a failure of the run. */
  catchUncaught(): readonly unknown[];
}

function heardOf({ lifecycle }: LifecycleUnderTest): LifecycleEvent[] {
  const heard: LifecycleEvent[] = [];
  lifecycle.subscribe((event) => heard.push(event));
  return heard;
}

/** What the life of every page must tell, virtual or real. */
export function lifecycleContract(open: () => LifecycleUnderTest): void {
  test('a page that goes into the cache leaves, and returns from it: at least once', () => {
    const page = open();
    const heard = heardOf(page);
    page.navigateAway();
    expect(heard).toEqual(['leave']);
    page.comeBack();
    expect(heard.slice(1).length).toBeGreaterThan(0);
    expect(new Set(heard.slice(1))).toEqual(new Set(['return']));
  });

  test('a page that is frozen leaves, and returns when it is resumed', () => {
    const page = open();
    page.hide();
    const heard = heardOf(page);
    page.freeze();
    expect(heard).toEqual(['leave']);
    page.resume();
    expect(heard).toEqual(['leave', 'return']);
  });

  test('whether the page is visible is true already when that is told', () => {
    const page = open();
    const { lifecycle } = page;
    const told: [LifecycleEvent, boolean][] = [];
    lifecycle.subscribe((event) => told.push([event, lifecycle.isVisible()]));
    expect(lifecycle.isVisible()).toBe(true);
    page.hide();
    expect(lifecycle.isVisible()).toBe(false);
    page.show();
    expect(told).toEqual([
      ['hidden', false],
      ['visible', true],
    ]);
  });

  test('that the network goes and comes is told', () => {
    const page = open();
    const heard = heardOf(page);
    page.loseNetwork();
    page.findNetwork();
    expect(heard).toEqual(['offline', 'online']);
  });

  test('a listener hears nothing after its undo, which works twice and undoes no other', () => {
    const page = open();
    const heard: string[] = [];
    const listener = (event: LifecycleEvent): void => void heard.push(event);
    const undo = page.lifecycle.subscribe(listener);
    const undoSame = page.lifecycle.subscribe(listener);
    page.loseNetwork();
    undo();
    undo();
    page.findNetwork();
    undoSame();
    page.loseNetwork();
    expect(heard).toEqual(['offline', 'offline', 'online']);
  });

  test('a listener that is undone by another does not hear the same event, nor does one that is new', () => {
    const page = open();
    const { lifecycle } = page;
    const heard: string[] = [];
    lifecycle.subscribe((event) => {
      heard.push(`first ${event}`);
      undoSecond();
      lifecycle.subscribe((later) => heard.push(`new ${later}`));
    });
    const undoSecond = lifecycle.subscribe((event) => heard.push(`second ${event}`));
    page.loseNetwork();
    expect(heard).toEqual(['first offline']);
  });

  test('a listener that throws keeps no other from hearing', () => {
    const page = open();
    const errors = page.catchUncaught();
    page.lifecycle.subscribe(() => {
      throw new Error('from a listener');
    });
    const heard = heardOf(page);
    page.loseNetwork();
    expect(heard).toEqual(['offline']);
    expect(errors.map(String)).toEqual(['Error: from a listener']);
  });
}
