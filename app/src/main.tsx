import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { reasonOf } from './chain/reason';
import { isLoopbackHost } from './chain/rpcUrl';
import { loadPolicy } from './policy/load';
import { App } from './shell/app';
import { ModelContext } from './shell/context';
import { AppModel, sessionFrom, targetFrom } from './shell/model';
import { applyTheme, storedTheme } from './shell/theme';
import './style/tokens.css';
import './style/base.css';
import './style/component.css';
import './style/page-risk.css';

const model = new AppModel(loadPolicy);

/** The address line decides; else a local network that runs; else a person. */
async function begin(): Promise<void> {
  try {
    const session = isLoopbackHost(window.location.hostname) ? await localSession() : undefined;
    if (session !== undefined) model.setAssets(session.assets);
    const linked = targetFrom(new URLSearchParams(window.location.search));
    if (linked !== undefined) model.follow(linked);
    else if (session !== undefined) model.connect(session.target);
    else if (import.meta.env.DEV) setTimeout(beginLater, SESSION_MILLIS);
  } catch (error) {
    model.setTrouble(reasonOf(error));
  }
}

/** `make live` opens the page before its network stands; a person may have chosen another meanwhile. */
const SESSION_MILLIS = 2_000;
function beginLater(): void {
  if (model.store.get().target === undefined) void begin();
}

/** A server of this machine may have one beside the page; another answers with an error, or with its own page. */
async function localSession() {
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
void begin();
