import { describe, expect, test } from 'vitest';
import { noStorage } from '../../src/platform/storage.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import { storageContract } from './storage.contract.ts';

describe('virtual storage', () => {
  storageContract(() => {
    const browser = new VirtualBrowser();
    return {
      tabs: [browser.openTab().platform.storage, browser.openTab().platform.storage],
      block: () => browser.storage.block(),
    };
  });

  test('shows another tab what was stored 200 ms late, where it is late', async () => {
    const browser = new VirtualBrowser({ storage: 'late' });
    const [first, second] = [browser.openTab().platform.storage, browser.openTab().platform.storage];
    first.set('epoch', '1');
    expect([first.get('epoch'), second.get('epoch')]).toEqual(['1', null]);
    await browser.clock.advance(200);
    expect(second.get('epoch')).toBe('1');
  });
});

test('where there is no storage, nothing is kept and nothing throws', () => {
  noStorage.set('key', 'value');
  expect(noStorage.get('key')).toBeNull();
});
