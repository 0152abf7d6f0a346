/** The pages, in the order of the navigation. A page is loaded when it is first opened. */
import { lazy, type ComponentType } from 'react';

/** Gets the rest of the route: of `#/market/2` it is `['2']`. */
type Content = ComponentType<{ readonly rest: readonly string[] }>;
type Load = () => Promise<{ readonly default: Content }>;

export class Page {
  readonly path: string;
  readonly name: string;
  readonly #load: Load;
  #content: Content | undefined;

  constructor(path: string, name: string, load: Load) {
    this.path = path;
    this.name = name;
    this.#load = load;
  }

  /** The same component until it is forgotten. */
  get Content(): Content {
    return (this.#content ??= lazy(this.#load));
  }

  /** Has it loaded anew when it is shown next: one that could not be loaded stays so otherwise. */
  forget(): void {
    this.#content = undefined;
    forgetFailedStyles();
  }
}

/** A style that could not be fetched leaves its tag behind, for which its page's loader would not ask for it again. */
function forgetFailedStyles(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')) {
    if (link.sheet === null) link.remove();
  }
}

export const PAGES: readonly Page[] = [
  new Page('market', 'Market', () => import('../page/market/marketPage')),
  new Page('policy', 'Policy', () => import('../page/policy/policyPage')),
  new Page('publishers', 'Publishers', () => import('../page/publishers/publishersPage')),
  new Page('position', 'Position', () => import('../page/position/positionPage')),
  new Page('liquidations', 'Liquidations', () => import('../page/liquidations/liquidationsPage')),
  new Page('governance', 'Governance', () => import('../page/governance/governancePage')),
  new Page('audit', 'Audit', () => import('../page/audit/auditPage')),
  new Page('study', 'Study', () => import('../page/study/studyPage')),
];
