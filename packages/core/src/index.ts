export { coarsePlayback } from './audio/coarse-playback.ts';
export { createSpeech } from './client.ts';
export { CuelightError, CuelightError as SpeechError } from './errors.ts';
export { breeze } from './providers/breeze/breeze.ts';
export { BodyReader } from './providers/shared/body-reader.ts';
export { createClassifier } from './providers/shared/classify.ts';
export { resolveConnection } from './providers/shared/connection.ts';
export { smallest } from './providers/smallest/smallest.ts';
export { askLimit, getVoice, listVoices } from './speech/catalogue.ts';
export { heardRange } from './speech/heard-range.ts';
export { isOver } from './speech/is-over.ts';
export { queueOf } from './speech/queue.ts';
export { retryOf } from './speech/retry-of.ts';
export { createSpeechScope } from './speech/scope.ts';
export { statusOf } from './speech/status.ts';
export { estimateWords } from './speech/text/words.ts';
export type { Mark, Playback, Player, PlayerSnapshot } from './audio/types.ts';
export type { SpeechOptions } from './client.ts';
export type { ErrorCode, ErrorDetails, RefusalKind } from './errors.ts';
export type {
  GateSnapshot,
  Job,
  JobSnapshot,
  Pool,
  PoolSnapshot,
  RetrySnapshot,
  TabSnapshot,
} from './pool/types.ts';
export type { BreezeOptions, BreezePlan } from './providers/breeze/breeze.ts';
export type { ClipFormat, Provider, ReportedLimit, Voice } from './providers/provider.ts';
export type { ConnectionOptions } from './providers/shared/connection.ts';
export type { SmallestOptions, SmallestSampleRate } from './providers/smallest/smallest.ts';
export type { Lane } from './scheduler/lane.ts';
export type { RetryLimits } from './scheduler/retry.ts';
export type { CacheMode, CacheOptions } from './speech/cache/cache-options.ts';
export type { CacheSnapshot, CacheStatistics, ClipCache } from './speech/cache/types.ts';
export type { VoiceOptions } from './speech/catalogue.ts';
export type { ListenOptions, SpeechEventName, SpeechEvents } from './speech/event-types.ts';
export type { Preparation, PreparationSnapshot } from './speech/prepare.ts';
export type { UtteranceAudio } from './speech/utterance-audio.ts';
export type { HeardRange, TextRange } from './speech/heard-range.ts';
export type { QueueEntry, QueueSnapshot } from './speech/queue.ts';
export type { ComingRetry } from './speech/retry-of.ts';
export type { IdleSnapshot, ScopedSayOptions, SpeechScope, WhenBusy } from './speech/scope.ts';
export type { SpeechStatus } from './speech/status.ts';
export type { EstimatedWord } from './speech/text/words.ts';
export type {
  Clip,
  ClipOptions,
  DialogueLine,
  Obstacle,
  Phase,
  PrepareOptions,
  SayOptions,
  SayRetryOptions,
  SegmentSnapshot,
  SpeakerOptions,
  Speech,
  SpeechSnapshot,
  SpokenSegment,
  Text,
  Utterance,
  UtteranceSnapshot,
} from './speech/types.ts';
export type { ReadonlyStore } from './store.ts';
