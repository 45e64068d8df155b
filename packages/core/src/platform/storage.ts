/** A few small strings that outlive the tab. Never throws: full, blocked or missing storage reads as empty. */
export interface SmallStorage {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

export const noStorage: SmallStorage = { get: () => null, set: () => {} };

export const localStorageStrings: SmallStorage = {
  get: (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      // Blocked by the user's settings: reading the property itself throws.
      return null;
    }
  },
  set: (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Full or blocked: what is kept here is only ever a help.
    }
  },
};
