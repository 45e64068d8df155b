import { useCache } from '@cuelight/react';
import type { ReactNode } from 'react';

export function CacheRow(): ReactNode {
  const { savedCharacters, kept, clear } = useCache();
  return (
    <p>
      {savedCharacters} characters were not billed again. {kept !== null && `${kept.clips} clips are kept. `}
      <button onClick={() => void clear()}>Forget them</button>
    </p>
  );
}
