/** Carried by the entry itself, so that being in a list costs no object. An entry is in one list at a time. */
export interface Links<Entry> {
  previous: Entry | null;
  next: Entry | null;
}

/** Adding, taking and removing cost the same however long the list is. */
export class LinkedList<Entry extends Links<Entry>> {
  first: Entry | null = null;
  last: Entry | null = null;
  count = 0;

  /** `previous`: the entry that comes before it; `null` for none. */
  insert(entry: Entry, previous: Entry | null): void {
    const next = previous === null ? this.first : previous.next;
    entry.previous = previous;
    entry.next = next;
    if (previous === null) this.first = entry;
    else previous.next = entry;
    if (next === null) this.last = entry;
    else next.previous = entry;
    this.count += 1;
  }

  /** The entry must be in this list. */
  remove(entry: Entry): void {
    const { previous, next } = entry;
    if (previous === null) this.first = next;
    else previous.next = next;
    if (next === null) this.last = previous;
    else next.previous = previous;
    entry.previous = null;
    entry.next = null;
    this.count -= 1;
  }

  /** In order, as they are now. */
  all(): Entry[] {
    const entries: Entry[] = [];
    for (let entry = this.first; entry !== null; entry = entry.next) entries.push(entry);
    return entries;
  }
}
