/**
 * Messages between the tabs of one origin. At most once, in order per sender, never to the sender
 * itself. Nothing is guaranteed beyond that: messages are lost while a page is cached or closing.
 */
export interface Channel {
  /** Never throws; a message that cannot be sent is lost and counted in `undelivered`. */
  post(message: unknown): void;
  readonly undelivered: number;
  /** Works twice. No message arrives afterwards. */
  close(): void;
}

/** `onMessage` is attached before this returns, so nothing sent afterwards is missed. */
export type OpenChannel = (name: string, onMessage: (message: unknown) => void) => Channel;

export const openBroadcastChannel: OpenChannel = (name, onMessage) => {
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event) => onMessage(event.data);
  let undelivered = 0;
  let isClosed = false;
  return {
    get undelivered() {
      return undelivered;
    },
    post: (message) => {
      if (isClosed) {
        undelivered += 1;
        return;
      }
      try {
        channel.postMessage(message);
      } catch {
        // A page on its way out has closed the channel under us: a lost message, which others cope with.
        undelivered += 1;
      }
    },
    close: () => {
      isClosed = true;
      channel.onmessage = null;
      channel.close();
    },
  };
};
