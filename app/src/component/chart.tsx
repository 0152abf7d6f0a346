/**
 * Lines over time, or over any rising number. The drawing library is loaded with the first chart; whoever cannot see the
 * drawing gets a sentence and a table with the same numbers.
 */
import { useEffect, useId, useRef } from 'react';
import { downsample } from './downsample';

export interface ChartLine {
  readonly label: string;
  readonly y: readonly (number | null)[];
  /** A custom property of `tokens.css`, such as `--line-1`. */
  readonly color: string;
  /** Drawn dashed: a bound rather than a measurement. */
  readonly isBound?: boolean;
  /** Drawn in steps: it stands until the next point. */
  readonly isStepped?: boolean;
  /** Drawn thin: one of many that are looked at together. */
  readonly isThin?: boolean;
}

/** The area between two lines, by their labels. */
export interface ChartBand {
  readonly upper: string;
  readonly lower: string;
  readonly color: string;
}

/** A stretch of x that is shaded. */
export interface ChartZone {
  readonly from: number;
  readonly until: number;
  readonly color: string;
}

/** An upright line at an x, with a word at its head. */
export interface ChartMark {
  readonly at: number;
  readonly label: string;
  readonly color: string;
}

/** What lies behind the lines. Pass arrays that stay the same while nothing changed. */
export interface ChartGround {
  readonly bands?: readonly ChartBand[];
  readonly zones?: readonly ChartZone[];
  readonly marks?: readonly ChartMark[];
  /** From where to where the upright axis goes; else as far as the lines do. */
  readonly range?: readonly [number, number];
}

interface ChartProps {
  /** What it shows, as a heading would say it. */
  readonly title: string;
  /** What a reader should take from it. */
  readonly summary: string;
  readonly x: readonly number[];
  /** Unix seconds; else plain numbers. */
  readonly isTime?: boolean;
  readonly xLabel: string;
  readonly unit: string;
  readonly lines: readonly ChartLine[];
  readonly height?: number;
  readonly ground?: ChartGround;
  /** What stands on the level axis after each number; time needs none. */
  readonly xUnit?: string;
}

const PLAIN: ChartGround = {};
const MOST_POINTS = 2_000;
const TABLE_ROWS = 12;

export function Chart(props: ChartProps) {
  const { x, lines, unit, isTime = false, height = 240, ground = PLAIN, xLabel, xUnit = '' } = props;
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const abort = new AbortController();
    void import('./chartDrawing').then(({ draw }) => {
      if (!abort.signal.aborted)
        draw(element, fewer({ x, lines, unit, isTime, height, ground, xLabel, xUnit }), abort.signal);
    });
    return () => abort.abort();
  }, [x, lines, unit, isTime, height, ground, xLabel, xUnit]);
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id}>
        <strong>{props.title}</strong> <span className="note">{props.summary}</span>
      </figcaption>
      <div
        ref={box}
        className="chart-box"
        role="img"
        aria-label={`${props.title}. ${props.summary}`}
        style={{ minHeight: height }}
      />
      <ChartTable {...props} />
    </figure>
  );
}

export interface Drawing {
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly isTime: boolean;
  readonly unit: string;
  readonly height: number;
  readonly ground: ChartGround;
  readonly xLabel: string;
  readonly xUnit: string;
}

/** All lines share their x, so each is thinned on the union of the points that any of them needs. */
function fewer(whole: Drawing): Drawing {
  const { x, lines } = whole;
  if (x.length <= MOST_POINTS || lines.length === 0) return whole;
  const each = Math.max(64, Math.floor(MOST_POINTS / lines.length));
  const kept = new Set(lines.flatMap(({ y }) => downsample({ x, y }, each).x));
  const indices = x.flatMap((value, at) => (kept.has(value) ? [at] : []));
  const thinned = lines.map((line) => ({ ...line, y: indices.map((at) => line.y[at] ?? null) }));
  return { ...whole, x: indices.map((at) => x[at]!), lines: thinned };
}

function ChartTable({ title, x, lines, isTime, xLabel, unit }: ChartProps) {
  const step = Math.max(1, Math.ceil(x.length / TABLE_ROWS));
  const rows = x.flatMap((value, at) => (at % step === 0 || at === x.length - 1 ? [{ value, at }] : []));
  return (
    <details>
      <summary>Numbers of this chart</summary>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={`${title}: numbers`}>
        <table>
          <thead>
            <tr>
              <th scope="col">{xLabel}</th>
              {lines.map(({ label }) => (
                <th scope="col" key={label}>
                  {label}, {unit}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ value, at }) => (
              <tr key={value}>
                <th scope="row">{isTime === true ? new Date(value * 1000).toLocaleString('en-GB') : value}</th>
                {lines.map(({ label, y }) => (
                  <td key={label}>{y[at]?.toFixed(2) ?? 'none'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
