/** Makes each thing when it is first asked for, once: a function starts faster by every client that it does not use. */
export function lazily<T extends Readonly<Record<string, () => unknown>>>(
  makers: T,
): { readonly [K in keyof T]: ReturnType<T[K]> } {
  const made = new Map<string, unknown>();
  const things = {};
  for (const [name, make] of Object.entries(makers)) {
    const get = () => {
      if (!made.has(name)) made.set(name, make());
      return made.get(name);
    };
    Object.defineProperty(things, name, { get, enumerable: true });
  }
  return things as { readonly [K in keyof T]: ReturnType<T[K]> };
}
