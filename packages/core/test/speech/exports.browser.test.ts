import { expect, test, vi } from 'vitest';
import { breeze, createSpeech, type Speech } from '../../src/index.ts';

/** A second of a loud tone. */
function tone(): Promise<Response> {
  const samples = Int16Array.from({ length: 24_000 }, (_, frame) => Math.sin(frame / 10) * 20_000);
  return Promise.resolve(new Response(samples, { headers: { 'content-type': 'audio/pcm' } }));
}

function client(): Speech {
  return createSpeech({
    provider: breeze({ fetch: tone, account: crypto.randomUUID() }),
    cache: { persist: false },
  });
}

test('what is heard of an utterance is in its stream, which ends with it', async () => {
  const speech = client();
  const utterance = speech.say('One.', { voice: 'nova' });
  const stream = utterance.toMediaStream();
  const [track] = stream.getAudioTracks();
  expect(track?.readyState).toBe('live');
  const context = speech.player.audioContext(24_000);
  if (context === null) throw new Error('There is no Web Audio.');
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const heard = new Float32Array(analyser.fftSize);
  const loudest = (): number => {
    analyser.getFloatTimeDomainData(heard);
    return Math.max(...heard.map(Math.abs));
  };
  await vi.waitUntil(() => loudest() > 0.5, { timeout: 10_000, interval: 10 });
  await utterance.finished;
  expect(track?.readyState).toBe('ended');
  speech.close();
});

test('of an utterance that waits behind another there is nothing in its stream yet', async () => {
  const speech = client();
  const first = speech.say('One.', { voice: 'nova' });
  const second = speech.say('Two.', { voice: 'nova' });
  const connected = vi.spyOn(speech.player, 'connect');
  second.toMediaStream();
  expect(connected).not.toHaveBeenCalled();
  await first.finished;
  await vi.waitUntil(() => connected.mock.calls.length === 1, { timeout: 10_000 });
  second.cancel();
  speech.close();
});
