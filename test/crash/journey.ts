/** The forms people file while processes die, and what must be true of the world at the end. */
import { expect } from 'vitest';
import type { Systems } from '../../examples/acme/company.ts';
import { AISHA, type Filed, JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { checkChain, foldCase } from '../../src/core/evidence/index.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { engineer } from '../support/people.ts';

export interface Traveller {
  readonly number: string;
  readonly given: string;
  readonly family: string;
}

export const loginOf = ({ given, family }: Traveller) => `${given}.${family}@acme.example`.toLowerCase();

const today = () => new Date().toISOString().slice(0, 10);

/** Whoever waits goes on waiting while anything happens: how fast that is says the machine, and nothing about Tenure. */
export interface Patience {
  isOver(): boolean;
  /** Something has happened that leaves no write: a process is up. */
  stir(): void;
}

/** Over when nobody has written anything for `silence` milliseconds: longer than anything Tenure waits for by itself. */
export function patienceOf({ okta, jira }: Systems, silence: number): Patience {
  const places = [okta, jira].map(({ log }) => ({ log, next: 0 }));
  let since = Date.now();
  let looked = since;
  const hasWritten = () =>
    places
      .map((place) => {
        const fresh = place.log.list({ since: place.next });
        place.next = (fresh.at(-1)?.sequence ?? place.next - 1) + 1;
        return fresh.some(({ method, path }) => method !== 'GET' && !path.includes('/search'));
      })
      .includes(true);
  return {
    stir() {
      since = Date.now();
    },
    isOver() {
      const now = Date.now();
      if (now - looked < 1_000) return false;
      looked = now;
      if (hasWritten()) since = now;
      return now - since > silence;
    },
  };
}

/** Joins, moves and leaves; each form is filed when the one before is done. */
export async function travel(systems: Systems, who: Traveller, patience: Patience): Promise<readonly Filed[]> {
  const forms = new JiraForms(systems.jira.url);
  const { number, given, family } = who;
  const done: Filed[] = [];
  const hired = await forms.file(NADIA, 'Onboarding', `${given} joins`, {
    ...engineer({ 'Employee number': number, 'First name': given, 'Last name': family }),
    'Start date': '2026-01-05',
    'Private email': `${given.toLowerCase()}@home.example`,
    Hardware: ['MacBook Pro'],
  });
  done.push(await untilDone(systems, forms, hired, patience));
  const moved = await forms.file(NADIA, 'Change', `${given} moves`, {
    Employee: number,
    Department: 'Data',
    'Job title': 'Data Engineer',
  });
  done.push(await untilDone(systems, forms, moved, patience));
  const left = await forms.file(NADIA, 'Offboarding', `${given} leaves`, {
    Employee: number,
    Notify: `hr${today()}@acme.example`,
  });
  done.push(await untilDone(systems, forms, left, patience));
  return done;
}

/** Looks at the issue as a person would, and closes sub-tasks as they come. */
async function untilDone({ jira }: Systems, forms: JiraForms, issue: Filed, patience: Patience): Promise<Filed> {
  for (;;) {
    const seen = jira.site.issue(issue.key);
    if (seen.state.status.name === 'Done') return issue;
    if (patience.isOver()) throw new Error(`nothing happens, and ${issue.key} is still ${seen.state.status.name}`);
    for (const id of seen.subtasks) {
      const task = jira.site.issue(id);
      if (task.state.status.name !== 'Done') await forms.moveTo(AISHA, task.key, 'Done');
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Nothing lost, nothing doubled: in the store, at Okta, on the issues, in the mail. */
export async function expectWhole(
  store: Store,
  systems: Systems,
  all: readonly { readonly who: Traveller; readonly issues: readonly Filed[] }[],
  kills: number,
): Promise<void> {
  for await (const stream of store.read.streams()) {
    expect(checkChain(await store.read.rawStream(stream))).toBeNull();
  }
  expect(await store.read.exceptions({ open: true })).toEqual([]);
  const { directory } = systems.okta;
  for (const { who, issues } of all) {
    const accounts = directory.users().filter(({ profile }) => profile.employeeNumber === who.number);
    expect(accounts.map(({ status, profile }) => [profile.login, status])).toEqual([[loginOf(who), 'DEPROVISIONED']]);
    expect(directory.groupsOf(accounts[0]?.id ?? '')).toEqual([]);
    for (const issue of issues) {
      const id = caseId('jira', issue.id);
      expect(foldCase(id, await store.read.stream(id)).proved).toBe(true);
      expectToldOnce(systems, issue);
    }
  }
  const { messages } = systems.mail;
  const counts = new Map<string, number>();
  for (const { messageId } of messages()) counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
  const repeats = [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
  expect(repeats).toBeLessThanOrEqual(kills);
  const distinct = new Set(messages().map(({ to, subject }) => `${to.join()} ${subject}`));
  expect(distinct.size).toBe(counts.size);
}

function expectToldOnce({ jira }: Systems, { key }: Filed) {
  const issue = jira.site.issue(key);
  const comments = [...issue.comments.values()].map(({ body }) => JSON.stringify(body));
  const rows = comments.flatMap(
    (text) => text.match(/"(?:Joined|Left|Account open|Account closed)[^"]*".*?"code"/g) ?? [],
  );
  expect(new Set(comments).size).toBe(comments.length);
  const memberships = comments.flatMap((text) => [
    ...text.matchAll(/"text":"(Joined|Left)".{0,200}?"text":"([\w-]+)"/g),
  ]);
  const named = memberships.map(([, what, group]) => `${what} ${group}`);
  expect(named.filter((one, index) => named.indexOf(one) !== index)).toEqual([]);
  expect(rows.length + named.length).toBeGreaterThan(0);
  const tasks = [...issue.subtasks].map((id) => String(jira.site.issue(id).state.values.get('summary')));
  expect(new Set(tasks).size).toBe(tasks.length);
}
