/**
 * Text that can be kept: neither a zero byte, which PostgreSQL takes in no text and no JSON, nor half of a surrogate pair,
 * which is no character in UTF-8 and which it refuses in JSON.
 */
const UNKEEPABLE = /\0|\p{Cs}/u;
const EACH = /\0|\p{Cs}/gu;
/** As JSON writes them: in the bytes of JSON neither can stand as it is. */
const ESCAPED = /\\u(?:0000|d[89a-f])/i;

export const isKeepable = (text: string): boolean => !UNKEEPABLE.test(text);
/** -1 = it can be kept whole. */
export const unkeepableAt = (text: string): number => text.search(UNKEEPABLE);

/** With the sign for a character that could not be read in its place: nothing is joined that stood apart. */
export const keepable = (text: string): string => (isKeepable(text) ? text : text.replace(EACH, '\ufffd'));

/** What somebody else's JSON says, in text that can be kept; `undefined` = it is none. */
export function jsonIn(text: string): unknown {
  try {
    return ESCAPED.test(text) ? JSON.parse(text, (_, value) => keepableIn(value)) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What stands within it was seen to before. */
function keepableIn(value: unknown): unknown {
  if (typeof value === 'string') return keepable(value);
  if (typeof value !== 'object' || value === null || Object.keys(value).every(isKeepable)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [keepable(name), one]));
}

/** However deep: by which of its own names each text that cannot be kept is found, or that name itself. */
export function unkeepableIn(input: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(input).flatMap(([name, value]) => {
    if (!isKeepable(name)) return [keepable(name)];
    return holdsUnkeepable(value) ? [name] : [];
  });
}

/** No recursion: how deep it goes is up to whoever sent it. */
function holdsUnkeepable(value: unknown): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === 'string' && !isKeepable(one)) return true;
    if (typeof one === 'object' && one !== null)
      for (const [name, inner] of Object.entries(one)) left.push(name, inner);
  }
  return false;
}
