/**
 * The worker's file. This module lies directly in `src`, and after a build in `dist`, so that the file is
 * one folder up from both.
 */
export const fliteWorkerUrl: URL = new URL('../worker/flite-worker.mjs', import.meta.url);
