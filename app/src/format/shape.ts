/** Reading JSON that a stranger may have written: what is not of the expected form is refused, and nothing of it but text is shown. */

export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export type Shape<T> = (value: unknown, where: string) => T;

const refuse = (where: string, wanted: string): never => {
  throw new ShapeError(`The file is not of the expected form: ${where} should be ${wanted}.`);
};

const MOST_LETTERS = 2_000;
const MOST_ITEMS = 200_000;

export const text: Shape<string> = (value, where) =>
  typeof value === 'string' ? value.slice(0, MOST_LETTERS) : refuse(where, 'text');

export const number: Shape<number> = (value, where) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse(where, 'a number');

export const whole: Shape<number> = (value, where) =>
  Number.isSafeInteger(value) ? (value as number) : refuse(where, 'a whole number');

export const flag: Shape<boolean> = (value, where) =>
  typeof value === 'boolean' ? value : refuse(where, 'true or false');

export const optional =
  <T>(shape: Shape<T>): Shape<T | undefined> =>
  (value, where) =>
    value === null || value === undefined ? undefined : shape(value, where);

export const list =
  <T>(shape: Shape<T>): Shape<readonly T[]> =>
  (value, where) => {
    if (!Array.isArray(value) || value.length > MOST_ITEMS) return refuse(where, 'a list');
    return value.map((item, at) => shape(item, `${where}[${at}]`));
  };

export const record =
  <T>(shapes: { readonly [K in keyof T]: Shape<T[K]> }): Shape<T> =>
  (value, where) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(where, 'an object');
    const entries = Object.entries(shapes) as [keyof T & string, Shape<T[keyof T]>][];
    const read = entries.map(([name, shape]) => [
      name,
      shape(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined, `${where}.${name}`),
    ]);
    return Object.fromEntries(read) as T;
  };
