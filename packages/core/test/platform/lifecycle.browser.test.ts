import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { browserLifecycle } from '../../src/platform/lifecycle.ts';
import { lifecycleContract, type LifecycleUnderTest } from './lifecycle.contract.ts';

function become(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

/** The events are made here: that Chromium sends them when it should is shown end to end, with real tabs. */
function page(): LifecycleUnderTest {
  const errors: unknown[] = [];
  const controller = new AbortController();
  onTestFinished(() => {
    controller.abort();
    vi.restoreAllMocks();
  });
  const lifecycle = browserLifecycle();
  return {
    lifecycle: {
      ...lifecycle,
      subscribe: (listener) => {
        const undo = lifecycle.subscribe(listener);
        onTestFinished(undo);
        return undo;
      },
    },
    navigateAway: () => void dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })),
    comeBack: () => {
      document.dispatchEvent(new Event('resume'));
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    },
    freeze: () => void document.dispatchEvent(new Event('freeze')),
    resume: () => void document.dispatchEvent(new Event('resume')),
    hide: () => become('hidden'),
    show: () => become('visible'),
    loseNetwork: () => void dispatchEvent(new Event('offline')),
    findNetwork: () => void dispatchEvent(new Event('online')),
    catchUncaught: () => {
      const collect = (event: ErrorEvent): void => {
        event.preventDefault();
        errors.push(event.error);
      };
      addEventListener('error', collect, { signal: controller.signal });
      return errors;
    },
  };
}

describe('the life of this page', () => {
  lifecycleContract(page);

  test('a page that is shown for the first time does not return', () => {
    const heard: string[] = [];
    onTestFinished(browserLifecycle().subscribe((event) => heard.push(event)));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    expect(heard).toEqual([]);
  });

  test('a page that is closed leaves, like one that is cached', () => {
    const heard: string[] = [];
    onTestFinished(browserLifecycle().subscribe((event) => heard.push(event)));
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
    expect(heard).toEqual(['leave']);
  });

  test('listens to nothing while nobody listens to it, and then to nothing that keeps a page out of the cache', () => {
    const added = [window, document].map((target) => vi.spyOn(target, 'addEventListener'));
    onTestFinished(() => void vi.restoreAllMocks());
    const types = (): string[] => added.flatMap(({ mock }) => mock.calls.map(([type]) => type));
    const lifecycle = browserLifecycle();
    expect(types()).toEqual([]);
    onTestFinished(lifecycle.subscribe(() => {}));
    expect(types().toSorted()).toEqual([
      'freeze',
      'offline',
      'online',
      'pagehide',
      'pageshow',
      'resume',
      'visibilitychange',
    ]);
  });
});
