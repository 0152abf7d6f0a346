/** What an action would make of the position, before anyone signs it; or the rule that refuses it, in words. */
import { Moving, Notice } from '../../component/notice';
import { Table, type Column } from '../../component/table';
import { asText, percentOfBps, usd } from '../../format/number';
import { PolicyRefusal } from '../../policy/module';
import type { Action, Outlook } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import type { PositionView } from '../../client/generated/types';
import { Why } from '../../transaction/dialog';
import { explainCode, type Explanation } from '../../transaction/explain';
import type { PositionNow } from './select';
import { shareShown } from './share';

export type EffectOf =
  | { readonly kind: 'done'; readonly view: PositionView; readonly outlook: Outlook }
  | { readonly kind: 'refused'; readonly explanation: Explanation };

export function effectOf(policy: Policy, bytes: Uint8Array, action: Action): EffectOf {
  try {
    return { kind: 'done', view: policy.preview(bytes, action).after, outlook: policy.outlookAfter(bytes, action) };
  } catch (error) {
    if (!(error instanceof PolicyRefusal)) throw error;
    return { kind: 'refused', explanation: explainCode(error.code, error.operands) };
  }
}

interface Line {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

type Stand = Pick<PositionNow, 'view' | 'outlook'>;

function linesOf(before: Stand, after: Stand): readonly Line[] {
  const line = (label: string, of: (stand: Stand) => string) => ({ label, before: of(before), after: of(after) });
  return [
    line('Liquidation limit used', ({ outlook }) => asText(shareShown(outlook.ofLiquidationBps))),
    line('Opening limit used', ({ outlook }) => asText(shareShown(outlook.ofOpeningBps))),
    line('All collateral may fall by', ({ view }) =>
      view.debt === 0n ? 'no debt' : asText(percentOfBps(view.distanceBps)),
    ),
    line('Collateral', ({ view }) => asText(usd(view.collateral))),
    line('Debt', ({ view }) => asText(usd(view.debt))),
    line('Opening limit', ({ view }) => asText(usd(view.borrowLimit))),
    line('Liquidation limit', ({ view }) => asText(usd(view.liquidationLimit))),
  ];
}

/** For the dialog's summary: what the person agrees to. */
export function effectLines(before: Stand, after: Stand): { label: string; value: string }[] {
  return linesOf(before, after)
    .slice(0, 3)
    .map(({ label, before: was, after: is }) => ({ label, value: `${was} → ${is}` }));
}

export function Effect({ before, effect }: { readonly before: PositionNow; readonly effect: EffectOf }) {
  if (effect.kind === 'refused') return <Why explanation={effect.explanation} />;
  const columns: readonly Column<Line>[] = [
    { name: 'Effect', cell: ({ label }) => label },
    { name: 'Now', cell: ({ before: was }) => <span className="number">{was}</span> },
    { name: 'After', cell: ({ after }) => <span className="number">{after}</span> },
  ];
  const isNear = effect.view.debt > 0n && effect.view.distanceBps < NEAR_BPS;
  return (
    <div className="effect">
      <Table
        caption="Effect of the action"
        rows={linesOf(before, effect)}
        keyOf={({ label }) => label}
        columns={columns}
      />
      {isNear && (
        <Notice tone="warning">
          After it a fall of all collateral by <Moving>{asText(percentOfBps(effect.view.distanceBps))}</Moving> has it
          liquidated.
        </Notice>
      )}
    </div>
  );
}

/** Nearer to liquidation than this a person is warned. */
const NEAR_BPS = 1_000;
