import { useId, useState, type SyntheticEvent } from 'react';
import { Notice } from '../component/notice';
import { EndpointError } from '../chain/rpcUrl';
import { useApp, useModel } from './context';
import { targetFrom } from './model';
import { trust } from './trust';

const KNOWN = ['https://api.devnet.solana.com', 'http://127.0.0.1:8899'];

interface TargetFormProps {
  readonly isFirst?: boolean;
  readonly onDone?: () => void;
}

/** Which network and which market. What is chosen goes into the address line, so that it can be passed on. */
export function TargetForm({ isFirst = false, onDone }: TargetFormProps) {
  const model = useModel();
  const suggested = useApp((state) => state.suggested);
  const target = useApp((state) => state.target) ?? suggested;
  const [rpc, setRpc] = useState(target?.endpoint.rpc ?? '');
  const [market, setMarket] = useState<string>(target?.market ?? '');
  const [error, setError] = useState<string>();
  const [rpcId, marketId, errorId] = [useId(), useId(), useId()];

  const connect = (event: SyntheticEvent) => {
    event.preventDefault();
    const search = new URLSearchParams({ rpc, market });
    // A link may name the websocket too; another RPC has another.
    if (suggested !== undefined && rpc === suggested.endpoint.rpc) search.set('ws', suggested.endpoint.socket);
    try {
      const chosen = targetFrom(search);
      if (chosen === undefined) return;
      window.history.replaceState(null, '', `?${search.toString()}${window.location.hash}`);
      trust(chosen);
      model.connect(chosen);
      onDone?.();
    } catch (problem) {
      if (!(problem instanceof EndpointError)) throw problem;
      setError(problem.message);
    }
  };

  return (
    <form className="target" onSubmit={connect} noValidate>
      {isFirst && suggested !== undefined && (
        <>
          <h1>Is this the market that you mean?</h1>
          <Notice tone="warning">
            Whoever made this link chose both: a network that lies shows what it likes, and anyone can open a market
            with a token and prices of his own. Compare them with what you know from elsewhere. You are asked once.
          </Notice>
        </>
      )}
      {isFirst && suggested === undefined && (
        <>
          <h1>Which market?</h1>
          <p>Give an RPC address and a market. With a running `make localnet`, `make app` fills both in by itself.</p>
        </>
      )}
      <label htmlFor={rpcId}>RPC address</label>
      <input
        id={rpcId}
        type="url"
        list={`${rpcId}-known`}
        value={rpc}
        onChange={(event) => setRpc(event.target.value)}
        aria-describedby={errorId}
        placeholder="https://"
      />
      <datalist id={`${rpcId}-known`}>
        {KNOWN.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <label htmlFor={marketId}>Market</label>
      <input
        id={marketId}
        value={market}
        onChange={(event) => setMarket(event.target.value)}
        aria-describedby={errorId}
        spellCheck={false}
      />
      <div id={errorId}>{error !== undefined && <Notice tone="error">{error}</Notice>}</div>
      <button type="submit">Connect</button>
    </form>
  );
}
