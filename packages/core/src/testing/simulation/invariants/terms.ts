import { isLaterTerm, isSameTerm, termName, type Message, type Term } from '../../../pool/protocol.ts';
import type { Invariant } from '../invariant.ts';
import type { Page } from '../page.ts';
import type { World } from '../world.ts';

/** What one pool of one page has seen and said of terms. */
interface Record {
  /** The latest that it has heard of or spoken for. */
  latest: Term | null;
  /** The latest that it has told others it knows. */
  told: Term | null;
  readonly claimed: Set<string>;
}

/**
 * I4: at most one page acts in a term, nobody acts for a term who knows of a later one, and the terms that a page
 * has seen never fall.
 */
export function termsInvariant(world: World): Invariant {
  const records = new Map<string, Record>();
  const actors = new Map<string, Page>();

  function recordOf(page: Page): Record {
    const key = `${page.tab.id}/${page.pools}`;
    let record = records.get(key);
    if (record === undefined) {
      record = { latest: null, told: null, claimed: new Set() };
      records.set(key, record);
    }
    return record;
  }

  function acts(term: Term, page: Page): void {
    const name = termName(term);
    const actor = actors.get(name);
    if (actor !== undefined && actor !== page) {
      world.violate('I4', `${page.tab.id} acts in term ${name} of ${actor.tab.id}`);
    }
    actors.set(name, page);
    const record = recordOf(page);
    if (record.latest !== null && isLaterTerm(record.latest, term)) {
      world.violate('I4', `${page.tab.id} acts in term ${name} and knows of ${termName(record.latest)}`);
    }
    record.latest = term;
  }

  /** Grants that are first claimed long after a later term was told were taken up from a term that is over. */
  function tells(demand: Extract<Message, { type: 'demand' }>['demand'], page: Page): void {
    const record = recordOf(page);
    const { term, claims } = demand;
    if (record.told !== null && (term === null || isLaterTerm(record.told, term))) {
      world.violate(
        'I4',
        `${page.tab.id} knew of term ${termName(record.told)} and falls back to ${nameOf(term)}`,
      );
    }
    for (const { grant } of claims) {
      const isOfEarlierTerm =
        term !== null && isSameTerm(record.told, term) && !grant.startsWith(`${termName(term)}/`);
      if (isOfEarlierTerm && !record.claimed.has(grant)) {
        world.violate('I4', `${page.tab.id} takes up grant ${grant} in term ${termName(term)}`);
      }
      record.claimed.add(grant);
    }
    record.told = term;
  }

  return {
    posted: (message, page) => {
      switch (message.type) {
        case 'hello':
        case 'ack':
        case 'grant':
        case 'board':
          acts(message.term, page);
          return;
        case 'demand':
        case 'done':
          tells(message.demand, page);
          return;
        default:
      }
    },
    heard: (message, page) => {
      if (!('term' in message)) return;
      const record = recordOf(page);
      if (record.latest === null || isLaterTerm(message.term, record.latest)) record.latest = message.term;
    },
  };
}

function nameOf(term: Term | null): string {
  return term === null ? 'none' : termName(term);
}
