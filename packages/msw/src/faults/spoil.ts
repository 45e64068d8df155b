import type { BodyFault } from './fault.ts';

/** What a fault in the body needs of the provider and of the request. */
export interface SpoilParts {
  readonly afterBytes: number;
  readonly malformed: Uint8Array;
  /** `null`: the provider has no error in a stream. */
  readonly errorInStream: Uint8Array | null;
  /** Pending until the client is gone; rejects then. */
  readonly stalled: () => Promise<never>;
  /** The provider's own part is over; nothing more is made. */
  readonly failed: (reason: string) => void;
}

/** The connection breaks on purpose. */
class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut';
  constructor() {
    super('the connection was cut by a fault');
  }
}

/**
 * A body with one thing wrong in it, `afterBytes` from its start; a shorter body has it at its end. What adds bytes of
 * its own does so before the first piece from there on, not in the middle of a frame. `endless` is not among these
 * faults, as it concerns the sound and not the bytes.
 */
export async function* spoiled(
  pieces: AsyncIterable<Uint8Array>,
  fault: Exclude<BodyFault, 'endless'>,
  parts: SpoilParts,
): AsyncGenerator<Uint8Array, void, undefined> {
  const isBetween = fault === 'malformed' || fault === 'error';
  let left = parts.afterBytes;
  let isSpoiled = false;
  for await (const piece of pieces) {
    const isHere = !isSpoiled && (isBetween ? left <= 0 : piece.length >= left);
    if (isHere && !isBetween && left > 0) yield piece.subarray(0, left);
    if (isHere) {
      isSpoiled = true;
      yield* fault === 'malformed' ? [parts.malformed] : ending(fault, parts);
      if (fault !== 'malformed') return;
    }
    left -= piece.length;
    yield piece;
  }
  if (!isSpoiled) yield* fault === 'malformed' ? [parts.malformed] : ending(fault, parts);
}

async function* ending(
  fault: Exclude<BodyFault, 'endless' | 'malformed'>,
  { stalled, failed, errorInStream }: SpoilParts,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (fault === 'stall') await stalled();
  failed(`fault: ${fault}`);
  switch (fault) {
    case 'end':
    case 'stall':
      return;
    case 'cut':
      throw new ConnectionCut();
    case 'error':
      if (errorInStream === null) throw new ConnectionCut();
      yield errorInStream;
      return;
    default:
      fault satisfies never;
  }
}
