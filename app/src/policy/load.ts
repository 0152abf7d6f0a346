import { PolicyModule } from './module';
import { Policy } from './policy';

let loading: Promise<Policy> | undefined;

/** The policy module, fetched once. A failure is not remembered, so that a retry is possible. */
export function loadPolicy(): Promise<Policy> {
  loading ??= PolicyModule.fetch(new URL('./policy.wasm', import.meta.url)).then(
    (module) => new Policy(module),
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
