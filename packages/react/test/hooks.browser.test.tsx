import { configure, waitFor } from '@testing-library/react';
import { vi } from 'vitest';
import { describeHooks } from './support/hooks-suite.tsx';

// The real pool, player and streams of a browser; only the provider is simulated.
// Texts take as long as they are heard, and a busy machine is slow.
vi.setConfig({ testTimeout: 20_000 });
configure({ asyncUtilTimeout: 8000 });
describeHooks((check) => waitFor(check));
