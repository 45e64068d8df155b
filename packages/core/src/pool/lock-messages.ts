import { boolean, list, messageDecoder, name, nullable } from './decoders.ts';

/** What tabs say to each other of locks where the browser has none. `from` is the tab. */
export type LockMessage =
  /** Who holds it? Asked of one tab (`to`), or of all. `id` is answered to, and says who goes first: the lower. */
  | {
      readonly type: 'ask';
      readonly from: string;
      readonly to: string | null;
      readonly id: string;
      readonly name: string;
    }
  | {
      readonly type: 'answer';
      readonly from: string;
      readonly id: string;
      /** Everything that the tab holds. */
      readonly names: readonly string[];
      /** The tab asks for the same lock, and goes first. */
      readonly isWanted: boolean;
    }
  | { readonly type: 'taken'; readonly from: string; readonly id: string; readonly name: string }
  | { readonly type: 'freed'; readonly from: string; readonly name: string }
  /** The tab holds and wants nothing more. */
  | { readonly type: 'bye'; readonly from: string };

export const decodeLockMessage: (value: unknown) => LockMessage | null = messageDecoder<LockMessage>({
  ask: { from: name, to: nullable(name), id: name, name },
  answer: { from: name, id: name, names: list(name), isWanted: boolean },
  taken: { from: name, id: name, name },
  freed: { from: name, name },
  bye: { from: name },
});
