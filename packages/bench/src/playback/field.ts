import type { Browser, Page } from 'playwright';
import { openContender } from './browser.ts';
import type { ContenderInfo } from './contenders.ts';
import type { TapOptions } from './page/tap.ts';
import type { Order, Recording } from './recording.ts';

/** Players that are open, each in a page of its own. */
export interface Field {
  readonly contenders: readonly ContenderInfo[];
  /** Plays in one of them. Resolves to `null` where nothing was heard. One that fails is opened anew. */
  play(contender: ContenderInfo, order: Order): Promise<Recording | null>;
  /** Plays in all of them at the same time: what disturbs one disturbs all. */
  playInAll(
    order: Order,
    contenders?: readonly ContenderInfo[],
  ): Promise<ReadonlyMap<ContenderInfo, Recording | null>>;
  close(): Promise<void>;
}

export async function openField(
  browser: Browser,
  url: string,
  contenders: readonly ContenderInfo[],
  options: TapOptions = {},
): Promise<Field> {
  const pages = new Map<ContenderInfo, Page>();
  for (const contender of contenders) {
    pages.set(contender, await openContender(browser, url, contender.id, options));
  }
  const play: Field['play'] = async (contender, order) => {
    const page = pages.get(contender);
    if (page === undefined) throw new Error(`${contender.name} has no page.`);
    try {
      const heard = await page.evaluate((asked) => playbackBench.play(asked), order);
      // On a machine that is very busy, a short stream may be over before it could be heard.
      return heard ?? (await page.evaluate((asked) => playbackBench.play(asked), order));
    } catch (cause) {
      await page.close();
      pages.set(contender, await openContender(browser, url, contender.id, options));
      throw new Error(`${contender.name} failed to play.`, { cause });
    }
  };
  return {
    contenders,
    play,
    playInAll: async (order, some = contenders) =>
      new Map(
        await Promise.all(some.map(async (contender) => [contender, await play(contender, order)] as const)),
      ),
    close: async () => {
      await Promise.all([...pages.values()].map((page) => page.close()));
    },
  };
}
