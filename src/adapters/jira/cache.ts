/** Answers that may be a little old. Callers at the same moment share one call; a failure is not kept. */
export interface Cache<Value> {
  get(key: string, load: () => Promise<Value>): Promise<Value>;
  /** Nothing of it is believed any more. */
  forget(): void;
}

const MOST_ENTRIES = 2_000;

export function createCache<Value>(age: number, now: () => number): Cache<Value> {
  const entries = new Map<string, { readonly at: number; readonly value: Promise<Value> }>();
  return {
    get(key, load) {
      const known = entries.get(key);
      if (known !== undefined && now() - known.at < age) return known.value;
      const value = load();
      entries.delete(key);
      if (entries.size >= MOST_ENTRIES) entries.clear();
      entries.set(key, { at: now(), value });
      value.catch(() => {
        if (entries.get(key)?.value === value) entries.delete(key);
      });
      return value;
    },
    forget: () => entries.clear(),
  };
}
