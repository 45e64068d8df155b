import { expect, onTestFinished, test } from 'vitest';
import { browserClock } from '../../src/platform/clock.ts';
import { loadWorklet } from '../../src/audio/worklet/load-worklet.ts';

/** The AudioContext of a frame with a policy of its own. */
async function contextUnder(policy: string): Promise<AudioContext> {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  const context = new frame.contentDocument!.defaultView!.AudioContext();
  onTestFinished(async () => {
    await context.close();
    frame.remove();
  });
  return context;
}

test.each(["script-src 'self' blob:", "script-src 'self' data:", "default-src 'self' blob:"])(
  'the worklet loads under %s',
  async (policy) => {
    const context = await contextUnder(policy);
    await expect(loadWorklet(context, null, browserClock())).resolves.toBeUndefined();
  },
);

test.each(["script-src 'self'", "default-src 'self'", "script-src 'self'; worker-src blob:"])(
  'under %s the error names the directive and the way round it',
  async (policy) => {
    const context = await contextUnder(policy);
    await expect(loadWorklet(context, null, browserClock())).rejects.toMatchObject({
      code: 'no-audio',
      message: expect.stringMatching(/Add blob: to script-src.*workletUrl/),
    });
  },
);
