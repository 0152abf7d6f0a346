// Writes the client in src/client/generated from the interface description, by Codama.
//
//   node scripts/generate.mjs [FOLDER]    default: src/client/generated
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFromRoot } from 'codama';
import { rootNodeFromAnchor } from '@codama/nodes-from-anchor';
import { renderVisitor } from '@codama/renderers-js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.argv[2] ?? here('../src/client/generated');

/** Anchor 2 writes an alias as `{kind: "type", alias}`, Codama reads `{kind: "alias", value}`. */
function withAliases(value) {
  if (Array.isArray(value)) return value.map(withAliases);
  if (value === null || typeof value !== 'object') return value;
  if (value.kind === 'type' && 'alias' in value) return { kind: 'alias', value: withAliases(value.alias) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withAliases(inner)]));
}

const notice = '// Written by `npm run generate` from idl/lending.json. Do not edit.\n\n';

/** The broken rules with their sentences: Codama's own table is empty in a production build. */
function errorTable(errors) {
  const rows = errors.map(({ code, name, msg }) => `  [${code}, ${JSON.stringify(name)}, ${JSON.stringify(msg)}],\n`);
  return `${notice}/** Code, name and sentence of every error of the program. */\nexport const ERRORS: readonly (readonly [number, string, string])[] = [\n${rows.join('')}];\n`;
}

/** Each event with its discriminator and the decoder of its body. */
function eventTable(events) {
  const imports = events.map(({ name }) => `  get${name}Decoder,\n  type ${name},\n`).join('');
  const union = events.map(({ name }) => `  | { readonly name: '${name}'; readonly data: ${name} }\n`).join('');
  const rows = events.map(
    ({ name, discriminator }) =>
      `  ['${discriminator.join(',')}', (bytes) => ({ name: '${name}', data: get${name}Decoder().decode(bytes) })],\n`,
  );
  return `${notice}import type { ReadonlyUint8Array } from '@solana/kit';\nimport {\n${imports}} from './types';\n\n/** What the program logs. */\nexport type LendingEvent =\n${union.trimEnd()};\n\n/** By the first eight bytes: how the rest is read. */\nexport const EVENTS: readonly (readonly [string, (bytes: ReadonlyUint8Array) => LendingEvent])[] = [\n${rows.join('')}];\n`;
}

const idl = withAliases(JSON.parse(readFileSync(here('../../idl/lending.json'), 'utf8')));
// Codama would leave out the types of events.
const withoutEvents = { ...idl, events: [] };
// Rendered elsewhere and then moved: Codama formats by whatever settings it finds above the folder that it writes to.
const fresh = mkdtempSync(join(tmpdir(), 'ballast-generated-'));
try {
  await createFromRoot(rootNodeFromAnchor(withoutEvents)).accept(
    renderVisitor(fresh, { deleteFolderBeforeRendering: true, generatedFolder: '.', syncPackageJson: false }),
  );
  writeFileSync(join(fresh, 'errorTable.ts'), errorTable(idl.errors));
  writeFileSync(join(fresh, 'eventTable.ts'), eventTable(idl.events));
  // One type in it is wider than TypeScript 5.9 accepts.
  const program = join(fresh, 'programs/lending.ts');
  writeFileSync(program, `// @ts-nocheck\n${readFileSync(program, 'utf8')}`);
  rmSync(target, { recursive: true, force: true });
  cpSync(fresh, target, { recursive: true });
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
