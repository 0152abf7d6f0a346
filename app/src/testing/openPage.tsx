/** The whole application on a page, over a network in memory. */
import { cleanup, configure, render } from '@testing-library/react';
import { App } from '../shell/app';
import { ModelContext } from '../shell/context';
import { AppModel } from '../shell/model';
import type { FakeNetwork } from './fakeNetwork';
import { goldenPolicy } from './golden';

// Pages are loaded when they are first opened, which takes a while on a machine that is busy.
configure({ asyncUtilTimeout: 30_000 });

let open: AppModel | undefined;

export function openPage(route: string, network: FakeNetwork): AppModel {
  window.location.hash = route;
  const model = new AppModel(goldenPolicy, () => network);
  open = model;
  model.connect({ endpoint: network.endpoint, market: network.market });
  render(
    <ModelContext value={model}>
      <App />
    </ModelContext>,
  );
  return model;
}

export function closePage(): void {
  open?.disconnect();
  open = undefined;
  cleanup();
}
