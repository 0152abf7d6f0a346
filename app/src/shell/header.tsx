import { useState } from 'react';
import { Dialog } from '../component/dialog';
import { Tag } from '../component/tag';
import type { Phase } from '../chain/phase';
import { distance } from '../format/time';
import { useApp, useMillis, usePhase } from './context';
import { PAGES } from './pages';
import { hrefOf } from './router';
import { TargetForm } from './targetForm';
import { applyTheme, storedTheme, THEMES, type Theme } from './theme';
import { WalletButton } from './walletButton';

export function Header({ current }: { readonly current: string }) {
  return (
    <header className="page-head">
      <div className="bar">
        <a className="brand" href={hrefOf('market')}>
          Ballast
        </a>
        <LinkState />
        <div className="tools">
          <NetworkButton />
          <ThemeChoice />
          <WalletButton />
        </div>
      </div>
      <nav aria-label="Pages">
        <ul>
          {PAGES.map(({ path, name }) => (
            <li key={path}>
              <a href={hrefOf(path)} aria-current={path === current ? 'page' : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

const WORDS: Readonly<Record<Phase, readonly [string, 'calm' | 'transition' | 'stress' | 'plain']>> = {
  idle: ['no network', 'plain'],
  connecting: ['connecting', 'plain'],
  live: ['live', 'calm'],
  polling: ['polling', 'calm'],
  degraded: ['in part', 'transition'],
  stale: ['stale', 'transition'],
  disconnected: ['disconnected', 'stress'],
};

function LinkState() {
  const [word, tone] = WORDS[usePhase()];
  const read = useApp((state) => state.chain.market);
  const cluster = useApp((state) => state.chain.cluster);
  // A read may be newer than the last tick of the clock.
  const seconds = BigInt(Math.floor(Math.max(useMillis(), read?.readAt ?? 0) / 1000));
  return (
    <p className="link-state">
      <span role="status">
        <Tag tone={tone}>{word}</Tag>
      </span>
      {cluster !== undefined && <span>{cluster}</span>}
      {read !== undefined && (
        <span className="age">
          slot {read.slot.toString()}, read {distance(BigInt(Math.floor(read.readAt / 1000)), seconds)}
        </span>
      )}
    </p>
  );
}

function NetworkButton() {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <button type="button" className="quiet" onClick={() => setIsOpen(true)}>
        Network
      </button>
      {isOpen && (
        <Dialog title="Network and market" onClose={close}>
          <TargetForm onDone={close} />
        </Dialog>
      )}
    </>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const choose = (chosen: Theme) => {
    setTheme(chosen);
    applyTheme(chosen);
  };
  return (
    <label className="inline">
      <span className="hidden">Theme</span>
      <select value={theme} onChange={(event) => choose(THEMES.find((one) => one === event.target.value) ?? 'system')}>
        {THEMES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}
