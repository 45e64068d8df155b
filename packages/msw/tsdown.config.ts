import type { UserConfig } from 'tsdown';

const config: UserConfig = {
  entry: ['src/index.ts', 'src/server.ts', 'src/vite.ts', 'src/cli.ts'],
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  dts: { oxc: true },
  sourcemap: true,
  fixedExtension: false,
};

export default config;
