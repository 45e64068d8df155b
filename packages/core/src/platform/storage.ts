/** A few small strings that outlive the tab. Never throws: full, blocked or missing storage reads as empty. */
export interface SmallStorage {
  get(key: string): string | null;
  set(key: string, value: string): void;
}
