/** The wasm build of the `policy` crate: bytes in, bytes out. Meaning of the exports: `app/wasm/src/lib.rs`. */

interface Exports {
  readonly memory: WebAssembly.Memory;
  input(length: number): number;
  output(): number;
  output_length(): number;
  scene_load(length: number): number;
}

/** A question that a rule of the market or the scene itself does not allow to be answered. */
export class PolicyRefusal extends Error {
  override readonly name = 'PolicyRefusal';
  /** The program's error code (6000 and up), or a status under 100. */
  readonly code: number;
  /** What was found and what the rule demands, where there is a rule. */
  readonly operands: readonly [bigint, bigint] | undefined;

  constructor(code: number, operands: readonly [bigint, bigint] | undefined) {
    super(`policy refuses with code ${code}`);
    this.code = code;
    this.operands = operands;
  }
}

export interface Answer {
  readonly status: number;
  readonly output: Uint8Array<ArrayBuffer>;
}

/** What the exports take: 32-bit numbers, and 64-bit ones as BigInt. */
export type Argument = number | bigint;

export class PolicyModule {
  readonly #exports: Exports;

  private constructor(exports: Exports) {
    this.#exports = exports;
  }

  static async fromBytes(bytes: BufferSource): Promise<PolicyModule> {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new PolicyModule(instance.exports as unknown as Exports);
  }

  static async fetch(url: URL): Promise<PolicyModule> {
    const response = await fetch(url);
    if (!response.ok)
      throw new Error(`The policy module could not be loaded (HTTP ${response.status}). Reload the page.`);
    return PolicyModule.fromBytes(await response.arrayBuffer());
  }

  /** Makes the market, feeds and reserves of these records known; see `scenePack`. */
  load(scene: Uint8Array): Answer {
    this.#write(scene);
    return this.#answer(this.#exports.scene_load(scene.length));
  }

  /** Asks an export; a position's account goes first where it is about one. */
  ask(name: string, args: readonly Argument[], position?: Uint8Array): Answer {
    const asked = (this.#exports as unknown as Record<string, (...args: Argument[]) => number>)[name];
    if (asked === undefined)
      throw new Error(`The policy module has no export ${name}: rebuild it with \`npm run wasm\`.`);
    if (position !== undefined) this.#write(position);
    return this.#answer(asked(...(position === undefined ? [] : [position.length]), ...args));
  }

  #write(bytes: Uint8Array): void {
    const at = this.#exports.input(bytes.length);
    new Uint8Array(this.#exports.memory.buffer, at, bytes.length).set(bytes);
  }

  #answer(status: number): Answer {
    const [at, length] = [this.#exports.output(), this.#exports.output_length()];
    return { status, output: new Uint8Array(this.#exports.memory.buffer, at, length).slice() };
  }
}

/** 64-bit words of an answer. */
export function wordsOf(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, at) => view.getBigUint64(8 * at, true));
}

/** The output, or the refusal thrown. */
export function answered({ status, output }: Answer): Uint8Array<ArrayBuffer> {
  if (status === 0) return output;
  const [actual, bound] = wordsOf(output);
  throw new PolicyRefusal(status, actual === undefined || bound === undefined ? undefined : [actual, bound]);
}
