/**
 * Troubles on the wire between an adapter and its vendor, laid over what a stand-in answers: one at a time, and taken off
 * again. With them every read is tried against everything that makes what is missing look like what is gone; the pages of
 * docs/extend/what-proves-a-read.md say what comes of each, and these tests hold them to it.
 */
import { readFileSync } from 'node:fs';
import { Fault } from '../../src/ports/fault.ts';
import type { HttpFetch } from '../../src/ports/http.ts';

/** One answer of the vendor, as far as a trouble may change it. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Where a vendor's lists stand, and what leads on from a page. */
export interface Vendor {
  /** Entries of the page put in place of its own; `undefined` = this is no list. */
  withEntries(page: Page, pick: (entries: readonly unknown[]) => readonly unknown[]): Page | undefined;
  /** As the last page there is: no way on, and no count that says otherwise. */
  asLast(page: Page): Page;
  /** No way on, but whatever it counts stands as it was. */
  withoutNext(page: Page, nth: number): Page;
  /** How it says on the way that the right is missing. */
  readonly refusal: Page;
  /** 403, 429 and 500 as it words them. */
  says(status: 403 | 429 | 500): Page;
  /** Its smallest pages, so that a few entries are several. */
  smallPages(url: string, body: string | undefined): { readonly url: string; readonly body: string | undefined };
}

/** In the order of the columns. */
export const TROUBLES = [
  'empty',
  'cut',
  'next lost',
  'page twice',
  'no right',
  '403',
  'right lost on the way',
  '429',
  '500',
  '500 on the way',
  'no end',
  'cut off',
  'other tenant',
] as const;
export type Trouble = (typeof TROUBLES)[number];

export interface Wire {
  readonly fetch: HttpFetch;
  lay(trouble: Trouble | null): void;
  laid(): Trouble | null;
  /** Calls since the trouble was laid. */
  calls(): number;
}

export interface WireOptions {
  readonly vendor: Vendor;
  /** Where the other tenant answers, that does not know our credential. */
  otherTenant(): string;
  /** Writes that are answered and not done: what is read first decides whether they are sent. */
  readonly swallows?: RegExp;
}

export function wire({ vendor, otherTenant, swallows }: WireOptions): Wire {
  let laid: Trouble | null = null;
  let calls = 0;
  const pages: Page[] = [];
  const send = async (address: string, init: Parameters<HttpFetch>[1]): Promise<Page> => {
    const small = vendor.smallPages(address, typeof init?.body === 'string' ? init.body : undefined);
    const other = new URL(small.url);
    const url = laid === 'other tenant' ? `${otherTenant()}${other.pathname}${other.search}` : small.url;
    const answer = await fetch(url, { ...init, ...(small.body === undefined ? {} : { body: small.body }) });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: text === '' ? '' : parsed(text),
    };
  };
  return {
    lay(trouble) {
      laid = trouble;
      calls = 0;
      pages.splice(0);
    },
    laid: () => laid,
    calls: () => calls,
    async fetch(address, init) {
      calls += 1;
      const nth = calls;
      if (swallows?.test(`${init.method} ${address}`) === true)
        return answered({ status: 201, headers: {}, body: { id: '0' } });
      if (laid === 'cut off') throw new TypeError('fetch failed');
      if (laid === 'no end') return await untilGivenUp(init.signal);
      if (laid === '403' || laid === '429' || laid === '500') return answered(vendor.says(STATUS[laid]));
      if (nth > 1 && laid === 'right lost on the way') return answered(vendor.refusal);
      if (nth > 1 && laid === '500 on the way') return answered(vendor.says(500));
      const page = await send(String(address), init);
      pages.push(page);
      return answered(changed(vendor, laid, page, nth, pages[0] ?? page));
    },
  };
}

const STATUS = { '403': 403, '429': 429, '500': 500 } as const;

const untilGivenUp = (signal: AbortSignal | null | undefined) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

/** Long enough for whoever answers on a busy machine; who never does is not waited for so long. Milliseconds. */
export const patienceWith = (trouble: Trouble | null): number => (trouble === 'no end' ? 50 : 20_000);

function changed(vendor: Vendor, laid: Trouble | null, page: Page, nth: number, first: Page): Page {
  switch (laid) {
    case 'empty':
    case 'cut': {
      const left = vendor.withEntries(page, (entries) => entries.slice(0, laid === 'empty' ? 0 : 1));
      return left === undefined ? page : vendor.asLast(left);
    }
    case 'next lost':
      return vendor.withoutNext(page, nth);
    case 'page twice':
      return nth === 1 ? page : (vendor.withEntries(page, () => entriesOf(vendor, first)) ?? page);
    default:
      return page;
  }
}

function entriesOf(vendor: Vendor, page: Page): readonly unknown[] {
  let found: readonly unknown[] = [];
  vendor.withEntries(page, (entries) => {
    found = entries;
    return entries;
  });
  return found;
}

const answered = ({ status, headers, body }: Page) => {
  const { 'content-length': _, 'content-encoding': __, ...rest } = headers;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(status === 204 ? null : text, { status, headers: rest });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

export type Said = 'whole' | 'refused' | 'short' | 'absent' | 'one call';

/** What came of one read under one trouble, in the words of the page. */
export async function cameOf(
  wired: Wire,
  trouble: Trouble,
  ask: () => Promise<unknown>,
  whole: string,
): Promise<Said | string> {
  const came = await ask().then(
    (answer): Said => (textOf(answer) === whole ? 'whole' : answer === null ? 'absent' : 'short'),
    (fault: unknown) => (fault instanceof Fault ? 'refused' : String(fault)),
  );
  const isLater = trouble === 'right lost on the way' || trouble === '500 on the way' || trouble === 'page twice';
  return isLater && wired.calls() < 2 ? 'one call' : came;
}

/** Sets and maps say what is in them. */
export const textOf = (answer: unknown): string =>
  JSON.stringify(answer, (_, value) =>
    value instanceof Map || value instanceof Set ? [...value] : value instanceof Uint8Array ? [...value] : value,
  ) ?? 'nothing';

export async function all<Item>(listed: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of listed) items.push(item);
  return items;
}

const page = readFileSync(new URL('../../docs/extend/what-proves-a-read.md', import.meta.url), 'utf8');

export interface SaidOfRead {
  readonly read: string;
  readonly said: readonly string[];
}

/** The rows of one part of the page, under this heading. */
export function saidUnder(heading: string): readonly SaidOfRead[] {
  const part = page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
  return [...part.matchAll(/^\| `([\w: ]+)` +\|(.*)\|$/gm)].map(([, read = '', cells = '']) => ({
    read,
    said: cells
      .split('|')
      .slice(0, TROUBLES.length)
      .map((cell) => cell.trim()),
  }));
}
