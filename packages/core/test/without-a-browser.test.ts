import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { breeze, createSpeech } from '../src/index.ts';

describe('on a server', () => {
  it('a client can be created, looked at and closed, and opens nothing [T14]', () => {
    const before = process.getActiveResourcesInfo();
    const speech = createSpeech({ provider: breeze() });
    const undo = speech.subscribe(() => undefined);
    expect(speech.getState()).toEqual(speech.getInitialState());
    expect(speech.getInitialState()).toMatchObject({
      utterances: [],
      pool: { mode: 'single', limit: 3, inUse: 0 },
    });
    speech.pause();
    speech.resume();
    speech.stop();
    expect(process.getActiveResourcesInfo()).toEqual(before);
    undo();
    speech.close();
    speech.close();
  });

  it('a client can be created where there is the name of a location, and no location', () => {
    onTestFinished(() => void vi.unstubAllGlobals());
    vi.stubGlobal('location', undefined);
    const speech = createSpeech({ provider: breeze() });
    expect(speech.pool.name).toContain('no-page');
    speech.close();
  });

  it('saying something fails with a typed error, and sends nothing', async () => {
    let requests = 0;
    const fetch = (): Promise<Response> => Promise.resolve(new Response(String((requests += 1))));
    const speech = createSpeech({ provider: breeze({ fetch }) });
    await expect(speech.say('Hello.', { voice: 'nova' }).finished).rejects.toMatchObject({
      code: 'no-audio',
    });
    expect(requests).toBe(0);
    expect(await speech.unlock()).toBe(false);
    speech.close();
  });
});
