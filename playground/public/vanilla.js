// Served as it is: what runs here is the published package, found by the import map of vanilla.html.
import { breeze, createSpeech } from '@cuelight/core';

const speech = createSpeech({ provider: breeze() });
const [text, said, lamps, blocked] = ['text', 'said', 'lamps', 'blocked'].map((id) =>
  document.getElementById(id),
);

document.getElementById('form').addEventListener('submit', (event) => {
  event.preventDefault();
  void say(text.value);
});
document.getElementById('stop').addEventListener('click', () => speech.stop());
document.getElementById('unlock').addEventListener('click', () => void speech.unlock());

async function say(words) {
  const row = document.createElement('li');
  row.className = 'row';
  row.dataset.testid = 'utterance';
  row.tabIndex = -1;
  row.innerHTML =
    '<span class="row-lamp"></span><p class="row-text"></p>' +
    '<button type="button" class="cancel" aria-label="Cancel">×</button><p class="row-detail"></p>';
  const [, rowText, cancel, detail] = row.children;
  rowText.textContent = words;
  said.append(row);
  let stopShowing;
  try {
    const utterance = speech.say(words, { voice: await firstVoice() });
    cancel.addEventListener('click', () => {
      row.focus();
      utterance.cancel();
    });
    const show = (snapshot) => {
      row.dataset.phase = snapshot.phase;
      detail.textContent = describe(snapshot);
    };
    show(utterance.getState());
    stopShowing = utterance.subscribe(show);
    await utterance.finished;
  } catch (error) {
    row.dataset.phase ??= 'failed';
    detail.textContent = error.message;
  } finally {
    stopShowing?.();
    cancel.remove();
  }
}

function describe({ phase, queuePosition, progress, retry }) {
  if (retry) return `Refused: ${retry.reason.code}. Try ${retry.attempt} follows.`;
  if (phase === 'queued' && queuePosition) return `queued, number ${queuePosition} of all tabs`;
  return phase === 'speaking' ? `speaking, ${Math.round(progress * 100)} %` : phase;
}

let voice;

/** Asked for once, so that texts said in quick succession keep their order. */
function firstVoice() {
  voice ??= fetch('/api/breeze/v1/voices')
    .then((response) => response.json())
    .then(({ voices }) => voices[0].voice_id);
  return voice;
}

speech.pool.subscribe(showPool);
showPool(speech.pool.getState());

function showPool({ limit, inUse, waiting, tabs }) {
  document.getElementById('in-use').textContent = inUse;
  document.getElementById('limit').textContent = limit;
  document.getElementById('waiting').textContent = waiting.interactive + waiting.normal + waiting.background;
  lamps.replaceChildren(
    ...Array.from({ length: limit }, (_none, slot) => {
      const lamp = document.createElement('li');
      const holder = tabs.find((tab) => tab.slots.includes(slot));
      lamp.className = 'lamp';
      lamp.dataset.holder = holder ? (holder.isThisTab ? 'this' : 'other') : 'none';
      lamp.textContent = slot + 1;
      return lamp;
    }),
  );
}

speech.player.subscribe(({ state }) => {
  blocked.hidden = state !== 'blocked';
});
