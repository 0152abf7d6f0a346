/** The pages, in the order of the navigation. A page is loaded when it is first opened. */
import { lazy, type ComponentType } from 'react';

export interface Page {
  readonly path: string;
  readonly name: string;
  /** Gets the rest of the route: of `#/market/2` it is `['2']`. */
  readonly Content: ComponentType<{ readonly rest: readonly string[] }>;
}

export const PAGES: readonly Page[] = [
  { path: 'market', name: 'Market', Content: lazy(() => import('../page/market/marketPage')) },
  { path: 'policy', name: 'Policy', Content: lazy(() => import('../page/policy/policyPage')) },
  { path: 'publishers', name: 'Publishers', Content: lazy(() => import('../page/publishers/publishersPage')) },
  { path: 'position', name: 'Position', Content: lazy(() => import('../page/position/positionPage')) },
  { path: 'liquidations', name: 'Liquidations', Content: lazy(() => import('../page/liquidations/liquidationsPage')) },
  { path: 'governance', name: 'Governance', Content: lazy(() => import('../page/governance/governancePage')) },
  { path: 'audit', name: 'Audit', Content: lazy(() => import('../page/audit/auditPage')) },
  { path: 'study', name: 'Study', Content: lazy(() => import('../page/study/studyPage')) },
];
