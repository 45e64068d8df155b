import { countCharacters } from '../characters.ts';

/** How long the made-up voices take for a text: about the pace of speech. */
export function speechSeconds(text: string): number {
  return 0.2 + SECONDS_PER_CHARACTER * countCharacters(text);
}

export const SECONDS_PER_CHARACTER = 0.06;
