/** The score on a line from 0 to 100 with the reports as a band; the text beside it says the same. */
import { points } from '../../format/number';

interface ScoreScaleProps {
  readonly score: number;
  readonly raw: number;
  readonly reports: readonly number[];
}

/** Where transition and stress begin, hundredths of a point: `policy::regime`, held equal to policy by a test. */
export const TRANSITION_FROM = 4_500;
export const STRESS_FROM = 6_500;
const MOST = 10_000;

const at = (score: number) => `${(score / MOST) * 100}%`;

export function ScoreScale({ score, raw, reports }: ScoreScaleProps) {
  const [lowest, highest] = [Math.min(...reports), Math.max(...reports)];
  const spread = reports.length === 0 ? 'no reports' : `reports from ${points(lowest).text} to ${points(highest).text}`;
  return (
    <div
      className="scale"
      role="img"
      aria-label={`Score ${points(score).text} of 100, median ${points(raw).text}, ${spread}`}
    >
      <span className="scale-zone scale-calm" style={{ left: 0, width: at(TRANSITION_FROM) }} />
      <span
        className="scale-zone scale-transition"
        style={{ left: at(TRANSITION_FROM), width: at(STRESS_FROM - TRANSITION_FROM) }}
      />
      <span className="scale-zone scale-stress" style={{ left: at(STRESS_FROM), width: at(MOST - STRESS_FROM) }} />
      {reports.length > 0 && <span className="scale-band" style={{ left: at(lowest), width: at(highest - lowest) }} />}
      <span className="scale-raw" style={{ left: at(raw) }} />
      <span className="scale-score" style={{ left: at(score) }} />
      <span className="scale-mark" style={{ left: at(TRANSITION_FROM) }}>
        45
      </span>
      <span className="scale-mark" style={{ left: at(STRESS_FROM) }}>
        65
      </span>
    </div>
  );
}
