/** Lets everything run that waits for nothing but its turn: promises, and the platform's streams. */
export async function settle(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
