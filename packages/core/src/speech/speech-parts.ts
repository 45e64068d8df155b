import type { Player } from '../audio/types.ts';
import type { Clock } from '../platform/clock.ts';
import type { Pool } from '../pool/types.ts';
import type { Provider, ReadHeader } from '../providers/provider.ts';
import type { ClipSource } from './clip-source.ts';

/** What everything that is said is said with. */
export interface SpeechParts {
  readonly provider: Provider;
  readonly pool: Pool;
  readonly player: Player;
  readonly clock: Clock;
  /** Brings the audio of what is said. */
  readonly source: ClipSource;
  /** Called with the headers of each answer. */
  readonly onHead: (header: ReadHeader) => void;
}
