import type { Speech, Utterance } from '@cuelight/core';

export function knockKnock(speech: Speech, anna: string, ben: string): Utterance {
  return speech.say([
    { text: 'Knock, knock.', voice: anna },
    { text: 'Who is there?', voice: ben, speed: 1.1 },
    { text: 'A little old lady.', voice: anna },
  ]);
}
