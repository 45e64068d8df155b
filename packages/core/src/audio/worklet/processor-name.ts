/**
 * Names the processor and the version of its commands: a worklet file of another version, served from an
 * old copy, then fails to start with a clear error instead of misunderstanding.
 */
export const PROCESSOR_NAME = 'cuelight-player-2';
