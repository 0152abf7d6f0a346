import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isLoopbackHost } from './chain/rpcUrl';
import { loadPolicy } from './policy/load';
import { App } from './shell/app';
import { begin } from './shell/begin';
import { ModelContext } from './shell/context';
import { AppModel, sessionFrom } from './shell/model';
import { applyTheme, storedTheme } from './shell/theme';
import './style/tokens.css';
import './style/base.css';
import './style/component.css';
import './style/page-risk.css';

const model = new AppModel(loadPolicy);

/** `make live` opens the page before its network stands; a person may have chosen another meanwhile. */
const SESSION_MILLIS = 2_000;
async function open(): Promise<void> {
  await begin(model, new URLSearchParams(window.location.search), localSession);
  const { target, suggested, trouble } = model.store.get();
  const isIdle = target === undefined && suggested === undefined && trouble === undefined;
  if (import.meta.env.DEV && isIdle) setTimeout(openLater, SESSION_MILLIS);
}

function openLater(): void {
  if (model.store.get().target === undefined) void open();
}

/** A server of this machine may have one beside the page; another answers with an error, or with its own page. */
async function localSession() {
  if (!isLoopbackHost(window.location.hostname)) return undefined;
  const response = await fetch('./session.json');
  const isSession = response.ok && response.headers.get('content-type')?.includes('json') === true;
  return isSession ? sessionFrom(await response.json()) : undefined;
}

applyTheme(storedTheme());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyTheme(storedTheme()));
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');
createRoot(root).render(
  <StrictMode>
    <ModelContext value={model}>
      <App />
    </ModelContext>
  </StrictMode>,
);
void open();
