import Plot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Drawing } from './chart';

/** Draws into `box` and follows its width and the theme until the signal aborts. */
export function draw(box: HTMLElement, drawing: Drawing, signal: AbortSignal): void {
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

function plotIn(box: HTMLElement, { x, lines, isTime, unit, height }: Drawing): Plot {
  const style = getComputedStyle(box);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--text-muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line') },
  };
  const options: Plot.Options = {
    width: Math.max(240, box.clientWidth),
    height,
    scales: { x: { time: isTime } },
    axes: [axis, { ...axis, label: unit }],
    series: [
      {},
      ...lines.map(({ label, color: name, isBound }) => ({
        label,
        stroke: color(name),
        width: isBound === true ? 1 : 2,
        ...(isBound === true ? { dash: [6, 4] } : {}),
        points: { show: false },
      })),
    ],
  };
  return new Plot(options, [[...x], ...lines.map(({ y }) => [...y])] as Plot.AlignedData, box);
}
