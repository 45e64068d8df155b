import { describeHooks } from './support/hooks-suite.tsx';

// Nothing is heard, but time passes as if.
describeHooks({ player: { engine: 'silent' } });
