/** What comes in over HTTP, as an adapter is given it: the headers as `fetch` or Node has read them. */

export type DeliveryHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export function headerOf(headers: DeliveryHeaders): (name: string) => string | null {
  if (headers instanceof Headers) return (name) => headers.get(name);
  return (name) => {
    // Node gives them in lower case.
    const value = headers[name] ?? Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
    return (typeof value === 'string' ? value : value?.[0]) ?? null;
  };
}
