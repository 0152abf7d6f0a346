/** What `scorer study --pools --json` writes: a pool beside one that fails, by what ties the two together. */
import { list, number, optional, record, ShapeError, text, whole, type Shape } from '../../format/shape';
import { estimate, type Estimate } from './summary';

export interface PoolsCell {
  readonly mean: Estimate | undefined;
  /** From every channel closed, seed by seed. */
  readonly beyond_apart: Estimate | undefined;
  /** From every channel open and no score that sees it, seed by seed. */
  readonly beyond_unseen: Estimate | undefined;
}

export interface PoolsGroup {
  readonly name: string;
  readonly scenes: number;
  /** By link, then by column. */
  readonly cells: readonly (readonly PoolsCell[])[];
}

export interface PoolsSummary {
  readonly origin: string;
  readonly seeds: number;
  /** Of both pools. */
  readonly borrowers: number;
  readonly share_of_depth: number;
  /** What ties the pools together, a row each. */
  readonly links: readonly string[];
  /** Figures of this pool, then the neighbour's. */
  readonly columns: readonly string[];
  readonly groups: readonly PoolsGroup[];
}

const pools: Shape<PoolsSummary> = record<PoolsSummary>({
  origin: text,
  seeds: whole,
  borrowers: whole,
  share_of_depth: number,
  links: list(text),
  columns: list(text),
  groups: list(
    record<PoolsGroup>({
      name: text,
      scenes: whole,
      cells: list(
        list(
          record<PoolsCell>({
            mean: optional(estimate),
            beyond_apart: optional(estimate),
            beyond_unseen: optional(estimate),
          }),
        ),
      ),
    }),
  ),
});

/** By their names in the file, as `scorer/src/study/network/link.rs` has them: what each is called here. */
const LINK_WORDS = {
  'sound neighbour': 'neighbour is sound, all channels',
  apart: 'every channel closed',
  books: 'books alone',
  wallet: 'wallet alone',
  fear: 'fear alone',
  'all, unseen': 'all three, not read',
  'all, seen': 'all three, read',
  'fixed terms, all': 'fixed terms here too, all three',
} as const;

export type Link = keyof typeof LINK_WORDS;
export const linkWords = (name: string): string =>
  Object.hasOwn(LINK_WORDS, name) ? LINK_WORDS[name as Link] : name.slice(0, 60);

export const isOfPools = (told: unknown): boolean =>
  typeof told === 'object' && told !== null && Object.hasOwn(told, 'links');

/** Throws `ShapeError`. */
export function readPools(told: unknown): PoolsSummary {
  const read = pools(told, 'the study');
  const { links, columns, groups } = read;
  const missing = Object.keys(LINK_WORDS).filter((name) => !links.includes(name));
  const isWhole = groups.every(
    ({ cells }) => cells.length === links.length && cells.every((row) => row.length === columns.length),
  );
  if (!isWhole || groups.length === 0 || missing.length > 0) {
    const lack = missing.length > 0 ? `the row “${missing[0]}”` : 'figures of a row';
    throw new ShapeError(
      `The study of pools is not whole: it lacks ${lack}. Run \`scorer study merge --pools\` again.`,
    );
  }
  return read;
}

/** A figure of one of the two pools, and where it stands in a row. */
export interface PoolColumn {
  readonly figure: string;
  readonly at: number;
}

const NEIGHBOUR = 'neighbour_';

export function columnsOf({ columns }: PoolsSummary, isNeighbour: boolean): readonly PoolColumn[] {
  return columns.flatMap((name, at) =>
    name.startsWith(NEIGHBOUR) === isNeighbour
      ? [{ figure: isNeighbour ? name.slice(NEIGHBOUR.length) : name, at }]
      : [],
  );
}

export const cellOf = (summary: PoolsSummary, group: PoolsGroup, link: Link, { at }: PoolColumn) =>
  group.cells[summary.links.indexOf(link)]?.[at];
