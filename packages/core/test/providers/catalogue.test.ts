import { describe, expect, it } from 'vitest';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import { smallest } from '../../src/providers/smallest/smallest.ts';

describe('the voices of Breeze', () => {
  const { voices } = breeze();

  it('are listed a hundred at a time, one is asked for by its id', () => {
    expect(voices?.list({}, null)).toMatchObject({ method: 'GET', path: '/v1/voices?page_size=100' });
    expect(voices?.one?.('voc 1')).toMatchObject({ method: 'GET', path: '/v1/voices/voc%201' });
  });

  // Fields of docs.breezeblue.ai/api-reference/voices and of the types of @breeze.blue/sdk.
  const nova = {
    voice_id: 'voc_1',
    name: 'Nova',
    category: 'premade',
    voice_type: 'default',
    settings: { guidance_scale: 1 },
    labels: { gender: 'female', language: 'en', rank: 3 },
    preview_url: 'https://cdn.example.com/nova.mp3',
    description: 'Calm.',
    created_at_unix: 1,
  };
  const expected = {
    id: 'voc_1',
    name: 'Nova',
    description: 'Calm.',
    previewUrl: 'https://cdn.example.com/nova.mp3',
    labels: { category: 'premade', gender: 'female', language: 'en' },
  };

  it('are read leniently: what has no id is left out, what is missing is null', () => {
    const page = { voices: [nova, { voice_id: 'voc_2' }, { name: 'Nobody' }, null, 7], has_more: false };
    expect(voices?.readList(page)).toEqual({
      voices: [expected, { id: 'voc_2', name: 'voc_2', description: null, previewUrl: null, labels: {} }],
      next: null,
    });
    expect(voices?.readOne(nova)).toEqual(expected);
    expect(voices?.readOne({ ok: false })).toBeNull();
  });

  it.each([
    [{ has_more: true, page: 1 }, '/v1/voices?page_size=100&page=2'],
    // "sort=trend pages only by token".
    [{ has_more: true, page: 1, next_page_token: 'a/b' }, '/v1/voices?page_size=100&next_page_token=a%2Fb'],
    [{ has_more: true }, null],
    [{ has_more: false, page: 1, next_page_token: 'a' }, null],
    [{ has_more: true, page: 1, next_page_token: null }, '/v1/voices?page_size=100&page=2'],
  ])('go on after %o at %s', (more, path) => {
    const next = voices?.readList({ voices: [], ...more })?.next ?? null;
    expect(next === null ? null : voices?.list({}, next).path).toBe(path);
  });
});

describe('the voices of Smallest AI', () => {
  it.each([
    [{}, {}, 'lightning-v3.1'],
    [{}, { model: 'lightning_v3.1_pro' }, 'lightning-v3.1-pro'],
    [{}, { model: 'lightning_v3.1_pro_07_26' }, 'lightning-v3.1-pro'],
    [{ model: 'lightning_v3.1_pro' }, {}, 'lightning-v3.1-pro'],
    [{ model: 'lightning_v3.1_pro' }, { model: 'lightning_v3.1' }, 'lightning-v3.1'],
  ])('belong to a model: set up with %o, asked with %o', (options, query, spelt) => {
    const { voices } = smallest(options);
    expect(voices?.list(query, null).path).toBe(`/waves/v1/${spelt}/get_voices`);
    expect(voices?.one).toBeUndefined();
  });

  // fern/apis/waves/openapi/get-voices-openapi.yaml and voice-catalog-openapi.yaml
  it('are read with their tags', () => {
    const magnus = {
      voiceId: 'magnus',
      displayName: 'Magnus',
      tags: {
        language: ['english', 'german'],
        accent: 'british',
        gender: 'male',
        age: '',
        emotions: [],
        usecases: ['news'],
      },
    };
    expect(smallest().voices?.readList({ voices: [magnus, {}] })).toEqual({
      voices: [
        {
          id: 'magnus',
          name: 'Magnus',
          description: null,
          previewUrl: null,
          labels: { language: 'english, german', accent: 'british', gender: 'male', usecases: 'news' },
        },
      ],
      next: null,
    });
  });
});

it.each([null, undefined, 'no', [], {}, { voices: null }, { voices: {} }])(
  'a list of voices is not taken from %o',
  (answer) => {
    expect(breeze().voices?.readList(answer)).toBeNull();
    expect(smallest().voices?.readList(answer)).toBeNull();
  },
);
