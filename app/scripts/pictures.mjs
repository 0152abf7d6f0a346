// Takes the pictures that README.md shows from those of the last `make app-e2e`.
import { copyFileSync, mkdirSync, statSync } from 'node:fs';

const FROM = new URL('../../out/app-e2e/', import.meta.url);
const TO = new URL('../../docs/images/', import.meta.url);
const MOST_BYTES = 150_000;

mkdirSync(TO, { recursive: true });
for (const name of ['market', 'history', 'position', 'policy']) {
  const picture = new URL(`readme-${name}.png`, FROM);
  const { size } = statSync(picture);
  if (size > MOST_BYTES) throw new Error(`${name}: ${size} bytes; a picture of the README has at most ${MOST_BYTES}.`);
  copyFileSync(picture, new URL(`dashboard-${name}.png`, TO));
  console.log(`docs/images/dashboard-${name}.png  ${size} bytes`);
}
