/**
 * A road to Jira on which lists break off: from the pages of one path all entries but the first are gone, and the way on
 * with them. What the pages say of themselves, that there is more and how much, stands.
 */
import type { HttpFetch } from '../../src/ports/http.ts';

const LISTS = ['values', 'issues', 'comments'] as const;
type Body = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Body => typeof value === 'object' && value !== null;

/** Writes go through, and are noted: who concluded something would be seen by them. */
export function cutFetch(path: RegExp): { readonly fetch: HttpFetch; readonly writes: string[] } {
  const writes: string[] = [];
  let pages = 0;
  return {
    writes,
    async fetch(url, init) {
      const answer = await fetch(url, init);
      const { pathname } = new URL(url);
      const reads = init.method === 'GET' || pathname.endsWith('/search/jql');
      if (!reads) writes.push(`${init.method} ${pathname}`);
      if (!reads || !path.test(pathname)) return answer;
      pages += 1;
      const body: unknown = await answer.json();
      return new Response(JSON.stringify(isRecord(body) ? cut(body, pages > 1 ? 0 : 1) : body), answer);
    },
  };
}

function cut({ nextPageToken: _, ...body }: Body, left: number): Body {
  const { changelog } = body;
  const lists = LISTS.flatMap((name) => {
    const entries = body[name];
    return Array.isArray(entries) ? [[name, entries.slice(0, left)]] : [];
  });
  return {
    ...body,
    ...Object.fromEntries(lists),
    ...('isLast' in body ? { isLast: false } : {}),
    ...('isLastPage' in body ? { isLastPage: false } : {}),
    ...(isRecord(changelog) && Array.isArray(changelog.histories)
      ? { changelog: { ...changelog, histories: changelog.histories.slice(0, left) } }
      : {}),
  };
}
