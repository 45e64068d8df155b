import { useEffect, useRef, type RefObject } from 'react';

const SEEN_ABOVE_PX = 64;

/** Keeps a row in sight within its list while it is the one that is heard. Moves the list only, never the page. */
export function useFollow<Row extends HTMLElement>(isHeard: boolean): RefObject<Row | null> {
  const row = useRef<Row>(null);
  useEffect(() => {
    if (!isHeard || row.current === null) return;
    row.current.parentElement?.scrollTo({ top: row.current.offsetTop - SEEN_ABOVE_PX, behavior: 'smooth' });
  }, [isHeard]);
  return row;
}
