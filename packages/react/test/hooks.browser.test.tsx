import { describeHooks } from './support/hooks-suite.tsx';

// The real pool, player and streams of a browser; only the provider is simulated.
describeHooks();
