import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { localStorageStrings } from '../../src/platform/storage.ts';
import { storageContract } from './storage.contract.ts';

describe('the localStorage of this browser', () => {
  storageContract(() => {
    localStorage.clear();
    onTestFinished(() => {
      vi.restoreAllMocks();
      localStorage.clear();
    });
    return {
      // Two windows would be two tabs; the storage of an origin treats each access alike.
      tabs: [localStorageStrings, localStorageStrings],
      block: () => {
        vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        });
      },
    };
  });

  test('some web views have none at all: nothing is kept and nothing throws', () => {
    onTestFinished(() => void vi.restoreAllMocks());
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what such a web view gives
    vi.spyOn(window, 'localStorage', 'get').mockReturnValue(null as unknown as Storage);
    localStorageStrings.set('key', 'value');
    expect(localStorageStrings.get('key')).toBeNull();
  });
});
