import { describe, expect, it } from 'vitest';
import type { Clip, ClipOptions } from '../../src/speech/types.ts';
import { untyped } from '../support/untyped.ts';
import { audioAnswer, errorAnswer, FakeService, LiveBody, noAnswer } from './support/fake-service.ts';
import { settle } from './support/settle.ts';
import { setStage, type Stage } from './support/stage.ts';

const WAVE = Buffer.from('RIFF and samples');

interface Asked {
  readonly stage: Stage;
  readonly service: FakeService;
  readonly body: LiveBody;
  /** `null` while it is not settled. */
  outcome: Clip | Error | null;
}

/** A clip that was asked for, with its request sent. */
async function ask(options: Partial<ClipOptions> = {}, text = 'Hello.'): Promise<Asked> {
  const body = new LiveBody();
  const service = new FakeService(audioAnswer(body));
  const stage = setStage(service);
  const asked: Asked = { stage, service, body, outcome: null };
  stage.speech.clip(text, { voice: 'nova', ...options }).finished.then(
    (clip) => {
      asked.outcome = clip;
    },
    (error: Error) => {
      asked.outcome = error;
    },
  );
  stage.job().start();
  await settle();
  return asked;
}

describe('a clip', () => {
  it('is one request for one file, in its turn, without a track', async () => {
    const asked = await ask({ lane: 'background' });
    const { stage, service } = asked;
    expect(stage.job().options).toMatchObject({ lane: 'background', weight: 1, units: 6 });
    expect(service.requests[0]).toMatchObject({
      url: '/api/breeze/v1/text-to-speech/nova?output_format=wav',
      body: '{"text":"Hello."}',
    });
    expect([stage.player.tracks, stage.speech.getState().utterances, asked.outcome]).toEqual([[], [], null]);
  });

  it('is its bytes, whatever their cutting, with the type that was asked for', async () => {
    const asked = await ask();
    asked.body.write(...WAVE.subarray(0, 5));
    asked.body.write(...WAVE.subarray(5));
    asked.body.end();
    await settle();
    expect(asked.outcome).toEqual({
      bytes: Uint8Array.from(WAVE),
      format: 'wav',
      mediaType: 'audio/wav',
      warnings: [],
    });
  });

  it.each([
    ['mp3', 'audio/mpeg'],
    ['flac', 'audio/flac'],
    ['aac', 'audio/aac'],
    ['opus', 'audio/opus'],
    ['pcm', 'audio/pcm'],
  ] as const)('comes as %s too', async (format, mediaType) => {
    const asked = await ask({ format });
    asked.body.write(1, 2);
    asked.body.end();
    await settle();
    expect(asked.service.requests[0]?.url).toContain(`output_format=${format}`);
    expect(asked.outcome).toMatchObject({ format, mediaType, bytes: Uint8Array.of(1, 2) });
  });

  it('says which options the provider could not honour', async () => {
    const asked = await ask({ speed: 2 });
    asked.body.write(...WAVE);
    asked.body.end();
    await settle();
    expect(asked.outcome).toMatchObject({ warnings: [expect.stringContaining('speed 2 was left out')] });
  });

  it('may be waited for as long as a long text takes to be made', async () => {
    const stage = setStage(new FakeService(noAnswer));
    const job = stage.speech.clip('x'.repeat(1000), { voice: 'nova' });
    stage.job().start();
    await stage.clock.advance(54_999);
    expect(job.getState().state).toBe('running');
    await stage.clock.advance(1);
    expect(job.getState()).toMatchObject({ state: 'waiting', retry: { reason: { code: 'timeout' } } });
  });

  it('ends when it goes on beyond any speech of the text', async () => {
    const { stage, body } = await ask({}, 'x');
    // A minute and a second at 24 kHz, and room for what a format adds.
    body.write(...WAVE);
    for (let piece = 0; piece < 30; piece += 1) body.write(...new Uint8Array(100_000));
    await settle();
    expect(stage.job().getState()).toMatchObject({
      state: 'waiting',
      retry: { reason: { code: 'ambiguous', message: expect.stringContaining('goes on after') } },
    });
    expect(body.isCancelled).toBe(true);
  });

  it.each(['ulaw', 'ogg', 5])('is refused at the door as %o, which the provider does not make', (format) => {
    const { speech } = setStage(new FakeService());
    const options: ClipOptions = { voice: 'nova', format: untyped(format) };
    expect(() => speech.clip('Hello.', options)).toThrow(
      expect.objectContaining({ code: 'invalid-option', details: { option: 'format' } }),
    );
  });

  it('is refused by a client that is closed', () => {
    const { speech } = setStage(new FakeService());
    speech.close();
    expect(() => speech.clip('Hello.', { voice: 'nova' })).toThrow(
      expect.objectContaining({ code: 'closed' }),
    );
  });

  it('fails with what the provider refuses it for', async () => {
    const body = { code: 'FORBIDDEN', detail: 'Not yours.' };
    const stage = setStage(new FakeService(errorAnswer(403, body)));
    const job = stage.speech.clip('Hello.', { voice: 'nova' });
    stage.job().start();
    await expect(job.finished).rejects.toMatchObject({ code: 'invalid', details: { status: 403 } });
  });
});
