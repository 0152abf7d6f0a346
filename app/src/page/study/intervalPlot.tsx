/** Means with their intervals, a row each; the numbers stand beside them. */
import { useId } from 'react';
import type { Estimate } from './summary';

interface IntervalPlotProps {
  readonly title: string;
  readonly bars: readonly { readonly label: string; readonly estimate: Estimate | undefined }[];
  readonly write: (value: number) => string;
}

export function IntervalPlot({ title, bars, write }: IntervalPlotProps) {
  const id = useId();
  const known = bars.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate]));
  const least = Math.min(0, ...known.map(({ low }) => low));
  const most = Math.max(0, ...known.map(({ high }) => high));
  const range = most - least || 1;
  const at = (value: number) => `${((value - least) / range) * 100}%`;
  return (
    <figure className="interval-plot card" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      <ul className="plain">
        {bars.map(({ label, estimate }) => (
          <li key={label}>
            <span className="interval-label">{label}</span>
            <span className="interval-track" aria-hidden="true">
              {estimate !== undefined && (
                <>
                  <span
                    className="interval-bar"
                    style={{
                      left: at(Math.min(0, estimate.mean)),
                      width: `${(Math.abs(estimate.mean) / range) * 100}%`,
                    }}
                  />
                  <span
                    className="interval-whisker"
                    style={{ left: at(estimate.low), width: `${((estimate.high - estimate.low) / range) * 100}%` }}
                  />
                </>
              )}
            </span>
            <span className="interval-value number">
              {estimate === undefined ? 'none' : write(estimate.mean)}
              {estimate !== undefined && (
                <span className="note">
                  {write(estimate.low)} to {write(estimate.high)}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
