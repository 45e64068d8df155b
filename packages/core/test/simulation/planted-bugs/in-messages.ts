import type { Platform } from '../../../src/platform/platform.ts';
import type { Message } from '../../../src/pool/protocol.ts';
import { same, type PlantedBug } from './planted-bug.ts';

/** What a page says or hears wrongly. */
export const bugsInMessages: readonly PlantedBug[] = [
  { name: 'a board is taken for a sign of life', platform: boardsAreAcks },
  { name: 'a tab that leaves does not say what it cut', platform: leavesWithoutCuts },
  { name: 'nobody reminds a throttled conductor', platform: neverNudges },
  { name: 'a deaf channel is not opened anew', platform: opensOnce },
];

/** What the page hears and says goes through `hears` and `says`; `null` is not passed on. */
function talking(
  platform: Platform,
  {
    says = same,
    hears = (message) => [message],
  }: {
    readonly says?: (message: Message) => Message | null;
    readonly hears?: (message: Message) => readonly Message[];
  },
): Platform {
  const { openChannel } = platform;
  if (openChannel === null) return platform;
  return {
    ...platform,
    openChannel: (name, onMessage) => {
      const channel = openChannel(name, (data) => hears(asMessage(data)).forEach(onMessage));
      return {
        get undelivered() {
          return channel.undelivered;
        },
        post: (data) => {
          const said = says(asMessage(data));
          if (said !== null) channel.post(said);
        },
        close: () => channel.close(),
      };
    },
  };
}

function asMessage(data: unknown): Message {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return data as Message;
}

function boardsAreAcks(platform: Platform): Platform {
  let lastDemand: { readonly from: string; readonly number: number } | null = null;
  return talking(platform, {
    says: (message) => {
      if (message.type === 'demand') lastDemand = { from: message.from, number: message.demand.number };
      return message;
    },
    hears: (message) => {
      if (message.type !== 'board' || lastDemand === null) return [message];
      const { from: to, number } = lastDemand;
      return [message, { type: 'ack', term: message.term, to, number }];
    },
  });
}

function leavesWithoutCuts(platform: Platform): Platform {
  return talking(platform, {
    says: (message) => (message.type === 'leave' ? { ...message, cutSlots: [] } : message),
  });
}

function neverNudges(platform: Platform): Platform {
  return talking(platform, {
    says: (message) => (message.type === 'nudge' && message.openGate === 'no' ? null : message),
  });
}

function opensOnce(platform: Platform): Platform {
  const { openChannel } = platform;
  if (openChannel === null) return platform;
  let isOpened = false;
  return {
    ...platform,
    openChannel: (name, onMessage) => {
      const isFirst = !isOpened;
      isOpened = true;
      return openChannel(name, (data) => {
        if (isFirst) onMessage(data);
      });
    },
  };
}
