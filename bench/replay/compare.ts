/** The end of a replay, read from outside: Okta over REST, every evidence stream, every case. */
import { z } from 'zod';
import { type JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { nextPath } from '../../src/adapters/okta/client.ts';
import { checkChain } from '../../src/core/evidence/index.ts';
import type { Store } from '../../src/ports/store.ts';
import { factOf, type History } from './history.ts';
import { BASELINE, loginOf } from './policy.ts';

export interface Comparison {
  readonly facts: { readonly expected: number; readonly found: number };
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  /** Everybody with at least one team: account open, and in the group that comes with belonging here. */
  readonly present: number;
  readonly presentWithoutAccess: readonly string[];
  readonly leavers: number;
  readonly leaversWithSomething: readonly string[];
  readonly cases: number;
  readonly unproved: readonly string[];
  readonly openExceptions: readonly string[];
  /** Issues that are not where a proved case belongs. */
  readonly issuesNotDone: readonly string[];
  readonly streams: number;
  readonly events: number;
  readonly brokenChains: readonly string[];
}

interface Compared {
  readonly history: History;
  readonly expected: ReadonlySet<string>;
  readonly okta: string;
  readonly forms: JiraForms;
  readonly store: Store;
  /** Left before Tenure came, and never came back: an account of theirs is no business of ours, and there is none. */
  readonly leftBefore: ReadonlySet<string>;
}

export async function compare({ history, expected, okta, forms, store, leftBefore }: Compared): Promise<Comparison> {
  const org = oktaOrg(okta);
  const groups = await org.groups();
  const found = new Set<string>();
  const heldBy = new Map<string, string[]>();
  for (const { id, profile } of groups) {
    if (profile.name === 'Everyone') continue;
    for (const member of await org.members(id)) {
      const person = member.profile.login.split('@')[0] ?? '';
      heldBy.set(person, [...(heldBy.get(person) ?? []), profile.name]);
      if (profile.name !== BASELINE) found.add(factOf({ group: profile.name, person }));
    }
  }
  const people = await Promise.all(
    history.people.map(async (person) => ({ person, user: await org.user(loginOf(person)) })),
  );
  const isHere = (person: string) => (history.end.get(person)?.size ?? 0) > 0;
  const left = people.filter(({ person }) => !isHere(person));
  const here = people.filter(({ person }) => isHere(person));
  return {
    facts: { expected: expected.size, found: found.size },
    missing: [...expected].filter((fact) => !found.has(fact)).sort(),
    extra: [...found].filter((fact) => !expected.has(fact)).sort(),
    present: here.length,
    presentWithoutAccess: here
      .filter(({ person, user }) => user?.status !== 'ACTIVE' || !heldBy.get(person)?.includes(BASELINE))
      .map(({ person, user }) => `${person} ${user?.status ?? 'no account'}`),
    leavers: left.length,
    leaversWithSomething: left
      // An account that is not there holds nothing, but nobody in a history was never here.
      .filter(({ person, user }) =>
        leftBefore.has(person)
          ? user !== null || heldBy.has(person)
          : user?.status !== 'DEPROVISIONED' || heldBy.has(person),
      )
      .map(({ person, user }) => `${person} ${user?.status ?? 'no account'} ${heldBy.get(person)?.join(', ') ?? ''}`),
    issuesNotDone: await issuesNotDone(forms),
    ...(await records(store)),
  };
}

async function records({ read }: Store) {
  const cases = await read.cases();
  const brokenChains: string[] = [];
  let streams = 0;
  let events = 0;
  for await (const stream of read.streams()) {
    const links = await read.rawStream(stream);
    const fault = checkChain(links);
    streams += 1;
    events += links.length;
    if (fault !== null) brokenChains.push(`${stream}: ${fault.fault} at ${fault.seq}`);
  }
  return {
    cases: cases.length,
    unproved: cases
      // `closed`: an application that only a person opens is accepted on their word.
      .filter(({ state }) => state !== 'proved' && state !== 'closed')
      .map(({ issueKey, kind, state }) => `${issueKey} ${kind} ${state}`),
    openExceptions: (await read.exceptions({ open: true })).map(({ id, kind }) => `${id} ${kind}`),
    streams,
    events,
    brokenChains,
  };
}

const issuePage = z.object({
  issues: z.array(z.object({ key: z.string(), fields: z.object({ status: z.object({ name: z.string() }) }) })),
  nextPageToken: z.string().optional(),
});

/** By search, so the index must have caught up. */
async function issuesNotDone(forms: JiraForms): Promise<readonly string[]> {
  const found: string[] = [];
  for (let from: string | undefined; ; ) {
    const query = new URLSearchParams({ jql: 'project = PEO and status != Done', fields: 'status', maxResults: '100' });
    if (from !== undefined) query.set('nextPageToken', from);
    const page = issuePage.parse(await forms.call(NADIA, 'GET', `/rest/api/3/search/jql?${query}`));
    found.push(...page.issues.map(({ key, fields }) => `${key} ${fields.status.name}`));
    from = page.nextPageToken;
    if (from === undefined) return found;
  }
}

const group = z.object({ id: z.string(), profile: z.object({ name: z.string() }) });
const user = z.object({ id: z.string(), status: z.string(), profile: z.object({ login: z.string() }) });

/** Okta as an auditor without Tenure would read it. */
function oktaOrg(base: string) {
  const ask = (path: string) => fetch(`${base}${path}`, { headers: { authorization: 'SSWS emulator-token' } });
  const list = async <Item>(path: string, item: z.ZodType<Item>): Promise<readonly Item[]> => {
    const items: Item[] = [];
    for (let next: string | null = path; next !== null; ) {
      const answer: Response = await ask(next);
      items.push(...item.array().parse(await answer.json()));
      next = nextPath(answer.headers.get('link'));
    }
    return items;
  };
  return {
    groups: () => list('/api/v1/groups?limit=200', group),
    members: (id: string) => list(`/api/v1/groups/${id}/users?limit=200`, user),
    user: async (login: string) => {
      const answer = await ask(`/api/v1/users/${encodeURIComponent(login)}`);
      return answer.status === 404 ? null : user.parse(await answer.json());
    },
  };
}
