import { useState, useSyncExternalStore } from 'react';
import { reasonOf } from '../chain/reason';
import { Dialog } from '../component/dialog';
import { Empty, Notice } from '../component/notice';
import { shortAddress } from '../format/number';
import { DEVELOPMENT_ROLES, developmentWallet, isDevelopment } from '../wallet/development';
import { connectWallet, onWalletsChange, solanaWallets, UNKNOWN_NETWORK, type ConnectedWallet } from '../wallet/wallet';
import { useApp, useModel } from './context';

export function WalletButton() {
  const model = useModel();
  const wallet = useApp((state) => state.wallet);
  const [isOpen, setIsOpen] = useState(false);
  if (wallet !== undefined) {
    return (
      <button type="button" className="quiet" title={wallet.name} onClick={() => model.setWallet(undefined)}>
        {shortAddress(wallet.address)} · leave
      </button>
    );
  }
  return (
    <>
      <button type="button" onClick={() => setIsOpen(true)}>
        Connect wallet
      </button>
      {isOpen && (
        <Dialog title="Connect a wallet" onClose={() => setIsOpen(false)}>
          <WalletChoice onDone={() => setIsOpen(false)} />
        </Dialog>
      )}
    </>
  );
}

/** One text for the same wallets, so that a subscription notices a change and nothing else. */
const namesOfWallets = () =>
  solanaWallets()
    .map(({ name }) => name)
    .join('\n');

function WalletChoice({ onDone }: { readonly onDone: () => void }) {
  const model = useModel();
  const cluster = useApp((state) => state.chain.cluster);
  const endpoint = useApp((state) => state.target?.endpoint);
  const [trouble, setTrouble] = useState<string>();
  useSyncExternalStore(onWalletsChange, namesOfWallets);
  if (cluster === undefined || endpoint === undefined) {
    return <Empty>The network has not yet said which one it is. Connect to a market first, or wait a moment.</Empty>;
  }
  if (cluster === 'unknown') return <Notice tone="error">{UNKNOWN_NETWORK}</Notice>;
  const clusterNow = () => model.store.get().chain.cluster;
  const take = async (connecting: Promise<ConnectedWallet>) => {
    const asked = model.network;
    try {
      const wallet = await connecting;
      // A wallet's prompt may be answered when the page has gone to another network.
      if (model.network !== asked) return;
      model.setWallet(wallet);
      onDone();
    } catch (error) {
      setTrouble(reasonOf(error));
    }
  };
  const wallets = solanaWallets();
  return (
    <>
      {trouble !== undefined && <Notice tone="error">{trouble}</Notice>}
      <ul className="choices">
        {wallets.map((wallet) => (
          <li key={wallet.name}>
            <button type="button" onClick={() => void take(connectWallet(wallet, clusterNow))}>
              {wallet.name}
            </button>
          </li>
        ))}
        {isDevelopment(endpoint, cluster) &&
          DEVELOPMENT_ROLES.map((role) => (
            <li key={role}>
              <button
                type="button"
                className="quiet"
                onClick={() => void take(developmentWallet(role, endpoint, cluster))}
              >
                {role} <span className="note">development</span>
              </button>
            </li>
          ))}
      </ul>
      {wallets.length === 0 && <Empty>No wallet for Solana has announced itself in this browser.</Empty>}
    </>
  );
}
