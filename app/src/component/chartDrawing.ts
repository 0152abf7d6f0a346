import Plot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartGround, ChartLine, Drawing } from './chart';

/** Draws into `box` and follows its width and the theme until the signal aborts. */
export function draw(box: HTMLElement, drawing: Drawing, signal: AbortSignal): void {
  // Where there is no canvas the chart's table says the same.
  if (document.createElement('canvas').getContext('2d') === null) return;
  let plot = plotIn(box, drawing);
  const resized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: drawing.height }));
  resized.observe(box);
  const themed = new MutationObserver(() => {
    plot.destroy();
    plot = plotIn(box, drawing);
  });
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  signal.addEventListener('abort', () => {
    resized.disconnect();
    themed.disconnect();
    plot.destroy();
  });
}

type Color = (name: string) => string;

function plotIn(box: HTMLElement, drawing: Drawing): Plot {
  const { x, lines, isTime, unit, height, ground, xLabel, xUnit } = drawing;
  const style = getComputedStyle(box);
  const color: Color = (name) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--text-muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line') },
  };
  const options: Plot.Options = {
    width: Math.max(240, box.clientWidth),
    height,
    scales: { x: { time: isTime }, y: ground.range === undefined ? {} : { range: [...ground.range] } },
    axes: [
      { ...axis, values: isTime ? clock : (_plot, values) => values.map((value) => labelled(value, xUnit)) },
      { ...axis, label: unit },
    ],
    series: [
      { label: xLabel, value: (_plot, value: number | null) => read(value, isTime, xUnit) },
      ...lines.map((line) => seriesOf(line, unit, color)),
    ],
    bands: bandsOf(ground, lines, color),
    hooks: {
      drawClear: [(plot) => paintZones(plot, ground, color)],
      draw: [(plot) => paintMarks(plot, ground, color)],
    },
  };
  return new Plot(options, [[...x], ...lines.map(({ y }) => [...y])] as Plot.AlignedData, box);
}

const labelled = (value: number, unit: string) => (unit === '' ? String(value) : `${value} ${unit}`);

function seriesOf(line: ChartLine, unit: string, color: Color): Plot.Series {
  const stepped = line.isStepped === true ? Plot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    label: line.label,
    stroke: color(line.color),
    width: line.isBound === true || line.isThin === true ? 1 : 2,
    points: { show: false },
    // Between pixels: gentle slopes would otherwise look like stairs.
    pxAlign: 0,
    value: (_plot, value: number | null) => (value === null ? '–' : labelled(Number(value.toFixed(2)), unit)),
    ...(line.isBound === true ? { dash: [6, 4] } : {}),
    ...(stepped === undefined ? {} : { paths: stepped }),
  };
}

function bandsOf(ground: ChartGround, lines: readonly ChartLine[], color: Color): Plot.Band[] {
  const at = (wanted: string) => lines.findIndex(({ label }) => label === wanted) + 1;
  return (ground.bands ?? []).map(({ upper, lower, color: name }) => ({
    series: [at(upper), at(lower)],
    fill: color(name),
  }));
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const minuteFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const momentFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const DAY_SECONDS = 86_400;

/** Hours and minutes, and the day where it begins or where ticks are days apart. */
function clock(_plot: Plot, seconds: number[], _axis: number, _space: number, step: number): string[] {
  let day = '';
  return seconds.map((value) => {
    const date = new Date(value * 1000);
    const named = dayFormat.format(date);
    const isNew = named !== day;
    day = named;
    if (step >= DAY_SECONDS) return named;
    return isNew ? `${minuteFormat.format(date)}\n${named}` : minuteFormat.format(date);
  });
}

function read(value: number | null, isTime: boolean, unit: string): string {
  if (value === null) return '';
  return isTime ? momentFormat.format(new Date(value * 1000)) : labelled(value, unit);
}

/** Behind everything, cut to the drawing's area. */
function paintZones(plot: Plot, { zones = [] }: ChartGround, color: Color): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { from, until, color: name } of zones) {
    const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(until, 'x', true));
    if (right <= left) continue;
    ctx.fillStyle = color(name);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

function paintMarks(plot: Plot, { marks = [] }: ChartGround, color: Color): void {
  const { ctx, bbox } = plot;
  const scale = window.devicePixelRatio;
  ctx.save();
  ctx.font = `${12 * scale}px system-ui, sans-serif`;
  ctx.lineWidth = 1.5 * scale;
  for (const [row, { at, label, color: name }] of marks.entries()) {
    const left = plot.valToPos(at, 'x', true);
    if (left < bbox.left || left > bbox.left + bbox.width) continue;
    ctx.strokeStyle = color(name);
    ctx.fillStyle = color(name);
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
    // One row a mark, so that neighbours' words do not cover each other; to the left where there is no room.
    const isLeft = left + ctx.measureText(label).width + 8 * scale > bbox.left + bbox.width;
    ctx.textAlign = isLeft ? 'right' : 'left';
    ctx.fillText(label, left + (isLeft ? -5 : 5) * scale, bbox.top + (14 + 15 * row) * scale);
  }
  ctx.restore();
}
