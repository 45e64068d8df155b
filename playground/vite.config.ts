import { defaultClientConditions, type UserConfig } from 'vite';

const config: UserConfig = {
  resolve: { conditions: ['source', ...defaultClientConditions] },
  optimizeDeps: { include: ['@cuelight/core > zustand/vanilla', '@cuelight/core > eventsource-parser'] },
};
export default config;
