/** Values all positions, a few at a time: of ten thousand, all at once would hold the page up for seconds. */
import { useEffect, useRef, useState } from 'react';
import type { MarketRead } from '../../chain/market';
import type { PositionAccount } from '../../chain/positions';
import type { Surveyed } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import { riskRows, type RiskRow } from './select';

export interface Survey {
  readonly rows: readonly RiskRow[];
  /** Market reads go on meanwhile: the slots of the first and of the last that was valued by. */
  readonly fromSlot: bigint;
  readonly toSlot: bigint;
}

/** Asked of policy at once. */
const AT_ONCE = 16;
/** So long a stretch of work leaves every frame its time, milliseconds. */
const STRETCH_MILLIS = 8;
/** Between the end of one survey and the next. */
const PAUSE_MILLIS = 5_000;

/** Undefined until the first survey for this asset is done; then the last one that is. */
export function useSurvey(
  policy: Policy,
  positions: readonly PositionAccount[],
  asset: number,
  read: MarketRead,
): Survey | undefined {
  const present = useRef(read);
  const [done, setDone] = useState<{ readonly asset: number; readonly survey: Survey }>();
  useEffect(() => {
    present.current = read;
  }, [read]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let surveyed: (Surveyed | undefined)[] = [];
    let fromSlot = 0n;
    const work = () => {
      const until = performance.now() + STRETCH_MILLIS;
      if (surveyed.length === 0) fromSlot = present.current.slot;
      // Policy has the newest market loaded, and is asked at its time.
      const { chainTime, slot } = present.current;
      while (surveyed.length < positions.length && performance.now() < until) {
        const some = positions.slice(surveyed.length, surveyed.length + AT_ONCE);
        surveyed.push(
          ...policy.survey(
            some.map(({ bytes }) => bytes),
            asset,
            chainTime,
          ),
        );
      }
      if (surveyed.length < positions.length) {
        timer = setTimeout(work, 0);
        return;
      }
      setDone({ asset, survey: { rows: riskRows(positions, surveyed), fromSlot, toSlot: slot } });
      surveyed = [];
      timer = setTimeout(work, PAUSE_MILLIS);
    };
    timer = setTimeout(work, 0);
    return () => clearTimeout(timer);
  }, [policy, positions, asset]);
  return done?.asset === asset ? done.survey : undefined;
}
