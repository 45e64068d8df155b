import { expect, it } from 'vitest';
import { audioAnswer, FakeService, LiveBody } from './support/fake-service.ts';
import { settle } from './support/settle.ts';
import { setStage } from './support/stage.ts';

it("lets zustand's useStore subscribe to a client and its utterances, apart from their objects", async () => {
  const stage = setStage(new FakeService(audioAnswer(new LiveBody())));
  const utterance = stage.speech.say('Hello.', { voice: 'nova' });
  const [ofSpeech, ofUtterance] = [stage.speech.subscribe, utterance.subscribe];
  const told: string[] = [];
  const undoAll = [
    ofSpeech(({ utterances }) => told.push(`${utterances.length} utterances`)),
    ofUtterance(({ phase }) => told.push(phase)),
  ];
  stage.job().start();
  await settle();
  utterance.cancel();
  await settle();
  expect(told).toEqual(['requesting', 'cancelled', '0 utterances']);
  for (const undo of undoAll) undo();
});
