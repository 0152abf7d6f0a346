/** Which market the page opens with: the address line's; else that of a local network that runs; else a person chooses. */
import { reasonOf } from '../chain/reason';
import { targetFrom, type AppModel, type LocalSession } from './model';

/** `session`: what a local network tells beside the page; it gives names of assets also where the address line decides. */
export async function begin(
  model: AppModel,
  search: URLSearchParams,
  session: () => Promise<LocalSession | undefined>,
): Promise<void> {
  let isNamed = false;
  try {
    const named = targetFrom(search);
    isNamed = named !== undefined;
    if (named !== undefined) model.follow(named);
    const told = await session();
    if (told === undefined) return;
    model.setAssets(told.assets);
    if (!isNamed) model.connect(told.target);
  } catch (error) {
    // A session that is wrong does not concern whoever has named a market.
    if (!isNamed) model.setTrouble(reasonOf(error));
  }
}
