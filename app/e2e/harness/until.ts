/** Asks until it is so: for what the network tells to nobody. */
const EVERY_MILLIS = 100;
const MOST_MILLIS = 45_000;

export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const last = Date.now() + MOST_MILLIS;
  while (!(await isSo())) {
    if (Date.now() > last) throw new Error(`Waited ${MOST_MILLIS / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MILLIS));
  }
}
