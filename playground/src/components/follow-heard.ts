/** Kept free above what is heard when it is brought into sight, and below it as long as it is in sight. */
const MARGIN_PX = 64;

/**
 * As the `ref` of the list: keeps in its sight the word that is heard, or the text whose turn is next. Who scrolls away
 * from it is left alone until it is in sight again. Moves the list, never the page.
 */
export function followHeard(list: HTMLElement | null): (() => void) | undefined {
  if (list === null) return undefined;
  let isFollowing = true;
  let isMovedByUs = false;

  const follow = (): void => {
    const place = placeIn(list);
    if (place === null) isFollowing = true;
    if (place === null || !isFollowing || isWithin(place, list.clientHeight - MARGIN_PX)) return;
    const furthest = list.scrollHeight - list.clientHeight;
    const top = Math.round(Math.min(furthest, Math.max(0, list.scrollTop + place.top - MARGIN_PX)));
    if (top === Math.round(list.scrollTop)) return;
    isMovedByUs = true;
    list.scrollTo({ top });
  };
  const onScrollEnd = (): void => {
    const place = placeIn(list);
    isFollowing = isMovedByUs || place === null || isWithin(place, list.clientHeight);
    isMovedByUs = false;
    follow();
  };

  const changes = new MutationObserver(follow);
  changes.observe(list, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ['data-phase'],
  });
  list.addEventListener('scrollend', onScrollEnd);
  follow();
  return () => {
    changes.disconnect();
    list.removeEventListener('scrollend', onScrollEnd);
  };
}

interface Place {
  /** From the upper edge of the list. */
  readonly top: number;
  readonly bottom: number;
}

/** `null` while nothing is to be heard. */
function placeIn(list: HTMLElement): Place | null {
  const heard = list.querySelector('mark') ?? list.querySelector('.row:has(.cancel)');
  if (heard === null) return null;
  const { top, bottom } = heard.getBoundingClientRect();
  const origin = list.getBoundingClientRect().top + list.clientTop;
  // Of a text taller than the list, its first lines count.
  return { top: top - origin, bottom: Math.min(bottom, top + MARGIN_PX) - origin };
}

function isWithin({ top, bottom }: Place, height: number): boolean {
  return top >= 0 && bottom <= height;
}
