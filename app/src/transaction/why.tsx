import { Moving, Notice } from '../component/notice';
import type { Explanation } from './explain';

interface WhyProps {
  readonly explanation: Explanation;
  /** What the explanation explains. */
  readonly lead?: string;
}

/** A rule in words. Its operands move with interest and prices, which is not worth an announcement each time. */
export function Why({ explanation, lead = 'The market would refuse this.' }: WhyProps) {
  const { sentence, advice, rule, operands } = explanation;
  return (
    <Notice tone="error">
      <p>
        {lead} {sentence}
      </p>
      {advice !== undefined && <p>{advice}</p>}
      {rule !== undefined && (
        <p className="note">
          Rule {rule}
          {operands !== undefined && (
            <Moving>{`: found ${operands[0].toString()}, bound ${operands[1].toString()}`}</Moving>
          )}
        </p>
      )}
    </Notice>
  );
}
