/** A list of any length of which only the rows in sight are drawn. */
import { useState, type ReactNode, type UIEvent } from 'react';

interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly rowHeight: number;
  readonly height: number;
  readonly label: string;
  readonly keyOf: (item: T) => string;
  readonly children: (item: T, index: number) => ReactNode;
}

/** Rows above and below what is in sight, so that a quick scroll shows no gap. */
const MARGIN = 6;

/** The first row to draw and the one after the last. */
export function rowsInSight(
  scrolled: number,
  height: number,
  rowHeight: number,
  count: number,
): readonly [number, number] {
  const first = Math.max(0, Math.floor(scrolled / rowHeight) - MARGIN);
  const last = Math.min(count, Math.ceil((scrolled + height) / rowHeight) + MARGIN);
  return [Math.min(first, last), last];
}

export function VirtualList<T>({ items, rowHeight, height, label, keyOf, children }: VirtualListProps<T>) {
  const [scrolled, setScrolled] = useState(0);
  const [first, last] = rowsInSight(scrolled, height, rowHeight, items.length);
  const onScroll = (event: UIEvent<HTMLDivElement>) => setScrolled(event.currentTarget.scrollTop);
  return (
    // A region that scrolls is reached by keyboard.
    <div className="virtual-list" style={{ height }} onScroll={onScroll} tabIndex={0} role="list" aria-label={label}>
      <div className="virtual-space" style={{ height: items.length * rowHeight }}>
        {items.slice(first, last).map((item, at) => (
          <div
            key={keyOf(item)}
            className="virtual-row"
            role="listitem"
            aria-setsize={items.length}
            aria-posinset={first + at + 1}
            style={{ height: rowHeight, transform: `translateY(${(first + at) * rowHeight}px)` }}
          >
            {children(item, first + at)}
          </div>
        ))}
      </div>
    </div>
  );
}
