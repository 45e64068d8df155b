#!/usr/bin/env node
// Stands beside what is built, so that a clone of the repository can link the command before its first build.
try {
  await import('../dist/cli.js');
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('dist')) throw error;
  process.stderr.write('Failed to start the simulator: it is not built yet. Run `npm run build` first.\n');
  process.exitCode = 1;
}
