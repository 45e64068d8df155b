import { describe, expect, test } from 'vitest';
import { quietLifecycle } from '../../src/platform/lifecycle.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import { lifecycleContract } from './lifecycle.contract.ts';

describe.each(['chromium', 'firefox', 'webkit'] as const)('the life of a virtual tab of %s', (engine) => {
  lifecycleContract(() => {
    const tab = new VirtualBrowser({ engine }).openTab();
    const errors: unknown[] = [];
    /** What a listener throws comes out of what happened: nothing in virtual time is lost on the way. */
    const happen = (what: () => void) => (): void => {
      try {
        what();
      } catch (error) {
        errors.push(error);
      }
    };
    return {
      lifecycle: tab.platform.lifecycle,
      navigateAway: () => tab.navigateAway(),
      comeBack: () => tab.comeBack(),
      freeze: () => tab.freeze(),
      resume: () => tab.wake(),
      hide: () => tab.hide(),
      show: () => tab.show(),
      loseNetwork: happen(() => tab.happen('offline')),
      findNetwork: happen(() => tab.happen('online')),
      catchUncaught: () => errors,
    };
  });
});

test('where there is no page, it is visible and nothing happens to it', () => {
  expect(quietLifecycle.isVisible()).toBe(true);
  const undo = quietLifecycle.subscribe(() => expect.unreachable());
  undo();
  undo();
});
