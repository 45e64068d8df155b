import { expect, test } from 'vitest';
import type { OpenChannel } from '../../src/platform/channel.ts';

export interface ChannelsUnderTest {
  /** How two tabs open channels. */
  readonly tabs: readonly [OpenChannel, OpenChannel];
  until(condition: () => boolean): Promise<void>;
}

/** What every channel must do, virtual or real. */
export function channelContract(open: () => ChannelsUnderTest, name: () => string): void {
  test('a message reaches the others of the same name in order, and never its sender', async () => {
    const under = open();
    const channelName = name();
    const heardByFirst: unknown[] = [];
    const heardBySecond: unknown[] = [];
    const first = under.tabs[0](channelName, (message) => heardByFirst.push(message));
    const second = under.tabs[1](channelName, (message) => heardBySecond.push(message));
    const stranger = under.tabs[1](name(), () => heardBySecond.push('from another channel'));
    first.post({ number: 1 });
    first.post({ number: 2 });
    second.post({ number: 3 });
    await under.until(() => heardBySecond.length === 2 && heardByFirst.length === 1);
    expect(heardBySecond).toEqual([{ number: 1 }, { number: 2 }]);
    expect(heardByFirst).toEqual([{ number: 3 }]);
    for (const channel of [first, second, stranger]) channel.close();
  });

  test('a closed channel hears and says nothing, and closes twice', async () => {
    const under = open();
    const channelName = name();
    const heardByClosed: unknown[] = [];
    const heardByOther: unknown[] = [];
    const closed = under.tabs[0](channelName, (message) => heardByClosed.push(message));
    const other = under.tabs[1](channelName, (message) => heardByOther.push(message));
    const third = under.tabs[0](channelName, () => {});
    closed.close();
    closed.close();
    closed.post('lost');
    expect(closed.undelivered).toBe(1);
    third.post('heard');
    await under.until(() => heardByOther.length === 1);
    expect(heardByOther).toEqual(['heard']);
    expect(heardByClosed).toEqual([]);
    other.close();
    third.close();
  });

  test('what cannot be sent is lost and counted, and nothing throws', () => {
    const under = open();
    const channel = under.tabs[0](name(), () => {});
    expect(() => channel.post(() => {})).not.toThrow();
    expect(channel.undelivered).toBe(1);
    channel.close();
  });
}
