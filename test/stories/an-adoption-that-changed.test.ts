import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { acme } from '../../examples/acme/world.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import {
  asked,
  confirmed as confirmNow,
  INES,
  planned as planNow,
  RAFAEL,
  reconcileEverybody,
  there,
} from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { ALL, type Existing, existingPolicy } from '../support/existing.ts';
import { decide, openKinds, putInto, takeFrom } from '../support/hands.ts';
import {
  accountWith,
  commentsOn,
  groupId,
  groupsOf,
  markOfLog,
  oktaCalls,
  oktaWrites,
  propertiesOf,
  recordOn,
  statusOf,
} from '../support/looks.ts';

/** Two who share a number, one without, and a handful of ordinary people. */
const FEW = [...ALL.slice(15, 18), ...ALL.slice(40, 46), ...ALL.slice(64, 70)];
const person = (n: number): Existing => {
  const found = ALL[n];
  if (found === undefined) throw new Error(`there are no ${n} people`);
  return found;
};
const MAX = person(42);

const sendToOkta = async ({ systems }: Company, method: string, path: string, body?: object) => {
  const answer = await fetch(`${systems.okta.url}/api/v1${path}`, {
    method,
    headers: { authorization: 'SSWS emulator-token', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
};

/** The provider's limits have their minute first: this company is listed more often than any real one. */
async function planned(company: Company, scope?: object) {
  await company.pass('61s');
  return planNow(company, scope);
}
async function confirmed(company: Company, hash: string) {
  await company.pass('61s');
  return confirmNow(company, hash);
}

/** Nobody was taken over, and nobody's access was touched. */
async function nothingHappened(company: Company, mark: number): Promise<void> {
  await company.untilQuiet();
  const people: unknown[] = [];
  for await (const one of company.store.read.allPersons()) people.push(one);
  expect(people).toEqual([]);
  expect(oktaWrites(company, mark)).toEqual([]);
}

describeStory('an adoption that was planned', (makeCompany) => {
  it('is refused when anything differs at its confirmation, with what does by name; nothing is taken over', async () => {
    const company = await there(makeCompany, FEW);
    const name = `${MAX.givenName} ${MAX.familyName} (${MAX.login})`;
    const { directory } = company.systems.okta;
    const refusedFor = async (hash: string) => {
      const mark = markOfLog(company);
      const answer = await confirmed(company, hash);
      expect(answer.refusal).toBe('adoption-changed');
      await nothingHappened(company, mark);
      return answer.details;
    };

    // A membership that came, and it is confirmed once it has gone again: the list is what counts.
    const first = await planned(company);
    putInto(company, 'app-survey', MAX.login);
    expect(await refusedFor(first.hash)).toEqual([`${name}: in app-survey now`]);
    takeFrom(company, 'app-survey', MAX.login);
    takeFrom(company, 'print-room', MAX.login);
    expect(await refusedFor(first.hash)).toEqual([`${name}: no longer in print-room`]);
    putInto(company, 'print-room', MAX.login);
    expect((await planned(company)).hash).toBe(first.hash);

    // An account that was closed.
    await sendToOkta(company, 'POST', `/users/${accountWith(company, MAX.login).id}/lifecycle/suspend`);
    expect(await refusedFor(first.hash)).toContainEqual(`${name}: was matched, is finding, suspended`);
    await sendToOkta(company, 'POST', `/users/${accountWith(company, MAX.login).id}/lifecycle/unsuspend`);

    // A group with another name is not the group the policy names.
    const office = groupId(company, 'office-basel');
    await sendToOkta(company, 'PUT', `/groups/${office}`, { profile: { name: 'office-basle' } });
    expect(String(await refusedFor(first.hash))).toContain('no longer in office-basel');
    await sendToOkta(company, 'PUT', `/groups/${office}`, { profile: { name: 'office-basel' } });

    // A rule begins to fill a group that was ours to fill.
    const studio = groupId(company, 'app-studio');
    directory.createRule({ name: 'studio', expression: 'user.department=="Nowhere"', groupIds: [studio] });
    expect(String(await refusedFor(first.hash))).toMatch(
      /app-studio: was adopted, is owned-elsewhere filled by a rule/,
    );

    // A group that is gone.
    const crm = groupId(company, 'app-old-crm');
    await sendToOkta(company, 'DELETE', `/groups/${crm}`);
    expect(String(await refusedFor(first.hash))).toContain('no longer in app-old-crm');

    // Planned again, the new list takes the old one's place on the same issue, and the old hash is worth nothing.
    const second = await planned(company);
    expect(second.case).toBe(first.case);
    expect(second.hash).not.toBe(first.hash);
    expect((await confirmed(company, first.hash)).refusal).toBe('unknown-adoption');
    expect((await confirmed(company, second.hash)).refusal).toBeNull();
    await company.untilQuiet();
    expect((await planned(company)).counts).toMatchObject({ matched: 0, known: FEW.length - 3 + 14 });
  }, 300_000);

  it('is not listed at all when a listing breaks off, and two accounts with one number are nobody’s', async () => {
    const company = await there(makeCompany, FEW);
    const mark = markOfLog(company);
    const { faults } = company.systems.okta;
    for (const on of ['GET /api/v1/users\\?', 'GET /api/v1/groups/\\w+/users', 'GET /api/v1/iam/assignees']) {
      faults.add({ on, do: 'refuse', status: 503 });
      await expect(asked(company, 'adoptPlan', { by: RAFAEL })).rejects.toMatchObject({ kind: 'transient' });
      expect(await company.store.read.adoptions()).toEqual([]);
    }
    const { hash } = await planned(company);
    faults.add({ on: 'GET /api/v1/groups/\\w+/users', do: 'refuse', status: 503 });
    await expect(confirmed(company, hash)).rejects.toMatchObject({ kind: 'transient' });
    await nothingHappened(company, mark);

    const list = await planned(company);
    expect(list.counts).toMatchObject({ reasons: { 'same-person-key': 2, 'no-person-key': 1 } });
    expect((await confirmed(company, list.hash)).refusal).toBeNull();
    await company.untilQuiet();
    for (const { number } of [person(15), person(16)]) {
      expect(await company.store.read.findPersons(number)).toEqual([]);
    }
    expect(await openKinds(company)).toEqual([]);
  }, 300_000);

  it('may be of one department or one application, each with an issue of its own', async () => {
    const company = await there(makeCompany, FEW);
    const mark = markOfLog(company);
    const studio = await planned(company, { application: 'studio' });
    const data = await planned(company, { department: 'data' });
    expect(data.case).not.toBe(studio.case);
    expect(studio.counts).toMatchObject({ accounts: FEW.filter(({ groups }) => groups.includes('app-studio')).length });
    expect((await confirmed(company, studio.hash)).refusal).toBeNull();
    await company.untilQuiet();
    // Who came in by the application is known by now: the department's list is another one.
    expect((await confirmed(company, data.hash)).refusal).toBe('adoption-changed');
    const again = await planned(company, { department: 'data' });
    expect((await confirmed(company, again.hash)).refusal).toBeNull();
    await company.untilQuiet();
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(oktaCalls(company, mark).length).toBeGreaterThan(0);
    const words = commentsOn(company, company.systems.jira.site.issue(again.case)).join('\n');
    expect(words).toContain('people taken over');
    expect((await asked(company, 'adoptPlan', { application: 'nothing', by: INES })).refusal).toBe(
      'unknown-application',
    );
    expect((await asked(company, 'adoptPlan', { connection: 'entra', by: INES })).refusal).toBe('unknown-connection');
  }, 300_000);

  it('has its issue filed once, also when the answer to the filing was lost', async () => {
    const company = await there(makeCompany, FEW.slice(0, 1));
    const { faults, site } = company.systems.jira;
    faults.add({ on: 'POST /rest/api/3/issue$', do: 'lose-response' });
    await expect(planned(company)).rejects.toMatchObject({ outcomeUnknown: true });
    const { case: key, hash } = await planned(company);
    expect(key).toBe('PEO-1');
    expect(site.issues.get('PEO-2')).toBeUndefined();
    expect((await confirmed(company, hash)).refusal).toBeNull();
  }, 300_000);

  it('answers for what it has taken over: what another hand takes later is told on its issue', async () => {
    const company = await there(makeCompany, FEW);
    // Nobody lacks what the table gives them: a new policy then counts only what is new.
    const { directory } = company.systems.okta;
    for (const name of ['app-forum', 'app-wiki', 'print-room', 'all-staff-tools']) {
      for (const { id } of directory.users()) directory.addMember(groupId(company, name), id);
    }
    for (const { mail, department } of acme.okta.people) putInto(company, `dept-${department.toLowerCase()}`, mail);
    const { hash, case: key } = await planned(company);
    await confirmed(company, hash);
    await company.pass('61s');
    const issue = company.systems.jira.site.issue(key);
    const comments = commentsOn(company, issue).length;
    takeFrom(company, 'print-room', MAX.login);
    expect(await reconcileEverybody(company)).toEqual([]);
    expect(await openKinds(company)).toEqual(['gone-after-verified']);
    expect(commentsOn(company, issue).at(-1)).toMatch(
      /^Gus Dahl42\n*print-room A membership Tenure had verified was taken away/,
    );
    expect(commentsOn(company, issue)).toHaveLength(comments + 1);
    // Beside the case's own record stands what was added to this person's part of it.
    const [id] = await company.store.read.findPersons(MAX.number);
    const keys = [...propertiesOf(company, issue).keys()];
    expect(keys).toEqual(expect.arrayContaining(['tenure.record', `tenure.record-${id}`]));
    expect(recordOn(company, issue).ok).toBe(true);

    expect((await decide(company, 'gone-after-verified', 'restore')).ok).toBe(true);
    await company.untilQuiet();
    expect(groupsOf(company, MAX.login)).toContain('print-room');
    expect(await openKinds(company)).toEqual([]);
    // What a new row gives them is in the record of each, and no comment on the issue of all.
    const told = commentsOn(company, issue).length;
    const edit: typeof existingPolicy = (text, file) =>
      existingPolicy(text, file).replace(
        'keys,employee,Science',
        'poll,,Science,,,survey:author,,\nkeys,employee,Science',
      );
    const policy = acmePolicy(company.systems.addresses, edit);
    expect(await applyPolicy(company.world, { policy, author: RAFAEL, approver: INES })).toMatchObject({
      kind: 'in-force',
    });
    await company.pass('2m');
    expect(groupsOf(company, person(40).login)).toContain('app-survey');
    expect(commentsOn(company, issue)).toHaveLength(told);
    // The issue tells of the whole list, and stays where it is.
    expect(statusOf(company, issue)).toBe('Done');
  }, 300_000);
});
