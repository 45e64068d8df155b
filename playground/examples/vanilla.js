import { breeze, createSpeech } from '@cuelight/core';

const speech = createSpeech({ provider: breeze() });
const button = document.querySelector('button');

button.addEventListener('click', () => {
  const utterance = speech.say('One voice at a time.', { voice: 'voc_8k2mq4vd7x' });
  utterance.subscribe(({ phase, queuePosition, error }) => {
    button.textContent = error?.message ?? queuePosition ?? phase;
  });
});
