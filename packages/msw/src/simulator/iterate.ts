/** A stream whose first piece was looked at. */
export async function* resumed(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return();
  }
}

/** The same again and again, as long as there is something in it. */
export async function* endlessly<T>(begin: () => AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  for (let isEmpty = false; !isEmpty; ) {
    isEmpty = true;
    for await (const item of begin()) {
      isEmpty = false;
      yield item;
    }
  }
}
