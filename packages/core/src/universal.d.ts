/**
 * The few globals that pure code may use: present in every browser, worker and server runtime,
 * without effects, and not part of the language's own library. Only `tsconfig.pure.json` reads this.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}
declare function atob(data: string): string;
/** Only handed through. The same members as in the DOM library, with which this interface merges. */
interface AbortSignal {
  readonly aborted: boolean;
}
