import { cuelightSimulators } from '@cuelight/msw/vite';
import type { UserConfig } from 'vite';

const config: UserConfig = { plugins: [cuelightSimulators()] };
export default config;
