import { writeFile } from 'node:fs/promises';
import type { UserConfig } from 'tsdown';
import { WORKLET_SOURCE } from './src/audio/worklet/worklet-source.ts';

const config: UserConfig = {
  entry: ['src/index.ts', 'src/pool.ts', 'src/player.ts', 'src/testing.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  dts: { oxc: true },
  sourcemap: true,
  hooks: {
    // For pages that allow scripts of their own origin only: they serve this file and pass its address.
    'build:done': () => writeFile(new URL('dist/worklet.js', import.meta.url), WORKLET_SOURCE),
  },
};

export default config;
