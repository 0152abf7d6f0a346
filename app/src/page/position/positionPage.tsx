/** One position: what it holds and owes, how far it is from its limits, and what its owner may do with it now. */
import { useCallback, useState } from 'react';
import { addressFrom } from '../../chain/address';
import type { Read } from '../../chain/market';
import { positionsAt, positionsOf } from '../../chain/positions';
import type { Position } from '../../client/generated/accounts/position';
import { Empty, Loading, Notice } from '../../component/notice';
import { shortAddress } from '../../format/number';
import { useApp, useChainNow, useModel } from '../../shell/context';
import { NoPolicy } from '../../shell/noPolicy';
import { hrefOf } from '../../shell/router';
import { usePolled, type Polled } from '../../shell/usePolled';
import '../../style/page-position.css';
import { ActionCard } from './actionCard';
import { AssetTable } from './assetTable';
import { RewardSection } from './rewardSection';
import { RoomTable } from './roomTable';
import { freeIndex, type PositionNow } from './select';
import { standingOf } from './standing';
import { StandingCard } from './standingCard';
import { ThresholdNote } from './thresholdNote';

const POLL_MILLIS = 5_000;

export default function PositionPage({ rest }: { readonly rest: readonly string[] }) {
  const model = useModel();
  const market = useApp((state) => state.target?.market);
  const cluster = useApp((state) => state.chain.cluster);
  const wallet = useApp((state) => state.wallet?.address);
  const [named] = rest;
  const asked = named === undefined ? wallet : addressFrom(named);
  const read = useCallback(() => {
    const network = model.network;
    if (network === undefined || market === undefined || asked === undefined)
      return Promise.resolve<readonly Read<Position>[]>([]);
    return named === undefined ? positionsOf(network, market, asked) : positionsAt(network, market, asked);
    // The cluster is known once a new network has answered.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [model, market, asked, named, cluster]);
  const found = usePolled(asked === undefined ? undefined : read, POLL_MILLIS);
  return (
    <>
      <h1>Position</h1>
      <Finder named={named} />
      {named !== undefined && asked === undefined && (
        <Notice tone="error">This is no Solana address: 32 to 44 letters and digits.</Notice>
      )}
      {asked === undefined ? (
        named === undefined && (
          <Empty>
            Connect a wallet to see and change your position, or look any position or owner up by its address.
          </Empty>
        )
      ) : (
        <Found found={found} isOwn={named === undefined} />
      )}
    </>
  );
}

/** Looks any position or owner up; what is shown stands in the address line. */
function Finder({ named }: { readonly named: string | undefined }) {
  const [typed, setTyped] = useState(named ?? '');
  return (
    <form
      className="finder"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        window.location.hash = typed.trim() === '' ? hrefOf('position') : hrefOf('position', typed.trim());
      }}
    >
      <label>
        Position or owner
        <input
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          spellCheck={false}
          placeholder="your own"
        />
      </label>
      <button type="submit" className="quiet">
        Look up
      </button>
      {named !== undefined && <a href={hrefOf('position')}>My position</a>}
    </form>
  );
}

function Found({ found, isOwn }: { readonly found: Polled<readonly Read<Position>[]>; readonly isOwn: boolean }) {
  const [chosen, setChosen] = useState<number>();
  const positions = found.value;
  if (positions === undefined) {
    if (found.trouble === undefined) return <Loading what="positions" />;
    return <Notice tone="error">Positions cannot be read ({found.trouble}). The page keeps trying.</Notice>;
  }
  if (positions.length === 0 && !isOwn)
    return <Empty>There is no position of this market at this address, and none of this owner.</Empty>;
  const next = freeIndex(positions);
  const index = chosen ?? positions[0]?.data.index ?? next;
  const position = positions.find(({ data }) => data.index === index);
  return (
    <>
      {found.trouble !== undefined && (
        <Notice tone="warning">The position could not be read anew ({found.trouble}). What is shown may be old.</Notice>
      )}
      {(positions.length > 1 || (isOwn && positions.length > 0)) && (
        <label className="inline-field">
          Position
          <select value={index} onChange={(event) => setChosen(Number(event.target.value))}>
            {positions.map(({ address, data }) => (
              <option key={address} value={data.index}>
                {`number ${data.index} (${shortAddress(address)})`}
              </option>
            ))}
            {isOwn && <option value={next}>{`open number ${next}`}</option>}
          </select>
        </label>
      )}
      <OnePosition position={position} index={index} onDone={found.again} />
    </>
  );
}

interface OnePositionProps {
  /** Undefined: it has yet to be opened, by the wallet that is connected. */
  readonly position: Read<Position> | undefined;
  readonly index: number;
  readonly onDone: () => void;
}

function OnePosition({ position, index, onDone }: OnePositionProps) {
  const view = useApp((state) => state.view);
  const wallet = useApp((state) => state.wallet?.address);
  const now = useChainNow();
  if (view === undefined || now === undefined) return <Loading what="the market" />;
  if (view.policy === undefined) return <NoPolicy trouble={view.trouble} />;
  const told = standingOf(view.read, view.policy, position, now);
  if (told.kind === 'unknown')
    return <Notice tone="warning">What this position is worth cannot be told now: {told.sentence}</Notice>;
  const { bytes, standing } = told;
  if (standing === undefined) return <Empty>This market has no reserve yet.</Empty>;
  const isOwner = position === undefined || position.data.owner === wallet;
  return (
    <>
      {position === undefined ? (
        <Empty>
          You have no position {index === 0 ? 'in this market yet' : `with number ${index} yet`}. A first deposit opens
          it.
        </Empty>
      ) : (
        <Standing position={position} standing={standing} now={now} onDone={onDone} />
      )}
      <section aria-labelledby="actions">
        <h2 id="actions">What can be done now</h2>
        {view.read.market.data.pausedUntil > now && (
          <Notice tone="warning">
            The market is paused: no new debt, and no withdrawals with debt. Depositing and repaying work.
          </Notice>
        )}
        <RoomTable standing={standing} />
        {wallet === undefined || !isOwner ? (
          <p className="note">
            {wallet === undefined
              ? 'Connect the wallet that owns this position to act on it.'
              : 'The connected wallet does not own this position: it is shown to be read.'}
          </p>
        ) : (
          <ActionCard
            // The same before and after a deposit opens it: what is being typed then stays.
            key={index}
            owner={wallet}
            position={position}
            index={index}
            bytes={bytes}
            standing={standing}
            policy={view.policy}
            now={now}
            onDone={onDone}
          />
        )}
      </section>
    </>
  );
}

interface StandingProps {
  readonly position: Read<Position>;
  readonly standing: PositionNow;
  readonly now: bigint;
  readonly onDone: () => void;
}

function Standing({ position, standing, now, onDone }: StandingProps) {
  return (
    <>
      <p className="note position-name">
        Position {position.address} of owner {position.data.owner}
      </p>
      <StandingCard standing={standing} now={now} />
      <section aria-labelledby="assets">
        <h2 id="assets">Deposits and debts</h2>
        {standing.rows.length === 0 ? (
          <Empty>The position is open and empty.</Empty>
        ) : (
          <AssetTable rows={standing.rows} />
        )}
      </section>
      {standing.rows.length > 0 && <ThresholdNote standing={standing} />}
      <RewardSection rewards={standing.rewards} position={position} onDone={onDone} />
    </>
  );
}
