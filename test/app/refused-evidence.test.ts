/** An issue that takes no evidence is tried again after pauses that grow, and at once when a person says so. */
import { expect, it, vi } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import type { Filed } from '../../examples/acme/forms.ts';
import { writeEvidence } from '../../src/app/evidence/evidence.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { tellPolicyChange } from '../../src/app/policy/policyCase.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { foldCase, itemsOf } from '../../src/core/evidence/index.ts';
import type { PersonId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import { decide, openKinds } from '../support/hands.ts';
import { commentsOn, statusOf } from '../support/looks.ts';
import { engineer } from '../support/people.ts';
import { markOfSite } from '../support/roles.ts';
import { emptied, mayBeEmptied, threeHired } from '../support/tableEdits.ts';

const COMMENTING = 'POST /rest/api/3/issue/\\d+/comment';
const body = { errorMessages: ['no'], errors: {} };
const NO_RIGHT = { on: COMMENTING, do: 'refuse', status: 403, times: 100_000, body } as const;
const AWAY = { on: COMMENTING, do: 'drop', times: 100_000 } as const;

const tries = ({ systems }: Company, since: number) =>
  systems.jira.log.list({ since }).filter(({ method, path }) => method === 'POST' && path.endsWith('/comment')).length;

type Values = Parameters<typeof engineer>[0];

async function hiredUnder(makeCompany: MakeCompany, fault: typeof NO_RIGHT | typeof AWAY, values: Values = {}) {
  const company = await makeCompany();
  company.systems.jira.faults.add(fault);
  const issue = await company.file('Onboarding', engineer(values));
  return { company, issue };
}

describeStory('while the right to comment is missing', (makeCompany) => {
  it('an issue is tried some times in the first hour, then once an hour, and written within an hour after', async () => {
    const { company, issue } = await hiredUnder(makeCompany, NO_RIGHT);
    await company.pass('1h');
    expect(tries(company, 0)).toBeGreaterThan(3);
    expect(tries(company, 0)).toBeLessThan(8);
    const mark = markOfSite(company);
    await company.pass('1d');
    expect(tries(company, mark)).toBeGreaterThan(22);
    expect(tries(company, mark)).toBeLessThan(27);
    expect(await openKinds(company)).toEqual(['evidence-refused']);
    company.systems.jira.faults.clear();
    await company.pass('61m');
    expect(commentsOn(company, issue)).not.toEqual([]);
  });

  it('the case waits with it, and is proved without anybody’s word once the issue has taken everything', async () => {
    const company = await makeCompany();
    const { jira, okta } = company.systems;
    // So that nothing is read before the issue has refused what was accepted.
    okta.faults.add({ on: '.*', do: 'refuse', status: 503, times: 100_000 });
    jira.faults.add(NO_RIGHT);
    const issue = await company.file('Onboarding', engineer());
    await company.pass('2m');
    expect(await openKinds(company)).toContain('evidence-refused');
    okta.faults.clear();
    await company.pass('20m');
    expect(await openKinds(company)).toEqual(['evidence-refused']);
    expect(await allRead(company, issue)).toBe(true);
    expect((await company.state(issue)).proved).toBe(false);
    jira.faults.clear();
    await company.pass('61m');
    expect(await openKinds(company)).toEqual([]);
    const [told, ...more] = await company.store.read.exceptions({ kinds: ['evidence-refused'] });
    expect(told?.settled).toMatchObject({ by: 'Tenure: it got through', verdict: 'retry' });
    expect(more).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
    const settled = (await company.timeline(issue)).flatMap(({ event }) =>
      event.type === 'ExceptionSettled' ? [event.exception] : [],
    );
    expect(settled.filter((one) => one === told?.id)).toHaveLength(1);
    expect(commentsOn(company, issue).join()).toContain('it got through');
  });

  it('what a person has let be is told again only once the issue has taken everything in between', async () => {
    const { company, issue } = await hiredUnder(makeCompany, NO_RIGHT);
    await company.pass('20m');
    expect(await decide(company, 'evidence-refused', 'ignore')).toMatchObject({ ok: true });
    await company.pass('3h');
    expect(await openKinds(company)).toEqual([]);
    company.systems.jira.faults.clear();
    await company.pass('61m');
    expect(commentsOn(company, issue)).not.toEqual([]);
    company.systems.jira.faults.add(NO_RIGHT);
    await company.edit(issue, { 'Job title': 'Senior Engineer' });
    await company.pass('20m');
    expect(await openKinds(company)).toEqual(['evidence-refused']);
  });

  it('it is written at once when somebody says that it may be tried', async () => {
    const { company, issue } = await hiredUnder(makeCompany, NO_RIGHT);
    await company.pass('12h');
    company.systems.jira.faults.clear();
    expect(await decide(company, 'evidence-refused', 'retry')).toMatchObject({ ok: true });
    await company.pass('10s');
    expect(commentsOn(company, issue)).not.toEqual([]);
  });
});

/** Nothing is left of the case but that its issue took no evidence. */
async function allRead(company: Company, issue: Filed): Promise<boolean> {
  const state = await company.state(issue);
  const ledger = await company.store.read.person(state.person as PersonId);
  return itemsOf(state, ledger, company.now()).every((one) => one.what === 'exception' || one.state === 'verified');
}

describeStory('what an issue takes at last', (makeCompany) => {
  it.each([
    ['In Progress', { 'Start date': '2026-04-06' }, 'accepted'],
    ['Done', {}, 'proved'],
  ] as const)(
    'that it cannot be moved to %s stays one exception, and the case where it is',
    async (name, values, reached) => {
      const company = await makeCompany();
      const { site } = company.systems.jira;
      const issue = await company.file('Onboarding', engineer(values));
      const { type, project } = site.issue(issue.key);
      const field = site.fields.require('Notify').id;
      const ways = project.types.get(type.id)?.workflow.transitions.filter(({ to }) => to.name === name) ?? [];
      for (const { required, screen } of ways)
        for (const asked of [required, screen]) (asked as Set<string>).add(field);
      await company.pass('2h');
      const told = await company.store.read.exceptions({ kinds: ['evidence-refused'] });
      expect(told).toMatchObject([{ settled: null, detail: { operation: 'move issue' } }]);
      expect((await company.state(issue))[reached]).toBe(true);
      expect(statusOf(company, issue)).not.toBe('Waiting');
      for (const { required } of ways) (required as Set<string>).delete(field);
      await company.pass('61m');
      expect(await openKinds(company)).toEqual([]);
      expect(statusOf(company, issue)).toBe(name);
      expect(commentsOn(company, issue).filter((one) => one.includes('it got through'))).toHaveLength(1);
    },
  );

  it('is no move while the right to it is missing: Jira offers no way at all then, and the issue is moved once it does', async () => {
    const company = await makeCompany();
    const { jira } = company.systems;
    jira.faults.add({ do: 'lose-right', right: 'permission', which: 'TRANSITION_ISSUES' });
    const issue = await company.file('Onboarding', engineer());
    await company.pass('20m');
    const [told] = await company.store.read.exceptions({ kinds: ['evidence-refused'] });
    expect(told).toMatchObject({ settled: null, detail: { operation: 'move issue' } });
    jira.faults.clear();
    await company.pass('61m');
    expect(await openKinds(company)).toEqual([]);
    expect(statusOf(company, issue)).toBe('Done');
  });

  it.each([
    ['before anything of theirs is read', false],
    ['after all of theirs was read', true],
  ])('proves what is read of somebody who was found out while it was written, %s', async (_, isRead) => {
    const { company, issue } = await hiredUnder(makeCompany, NO_RIGHT, { 'First name': '' });
    await company.pass('20m');
    expect((await company.state(issue)).person).toBeNull();
    company.systems.jira.faults.clear();
    const { tracker } = company.world as { tracker: { comment: Company['world']['tracker']['comment'] } };
    const { comment } = tracker;
    tracker.comment = async (...call) => {
      tracker.comment = comment;
      const made = await comment(...call);
      await company.edit(issue, { 'First name': 'Mara' });
      await lookAtIssue(company.world, issue.id);
      expect(await company.state(issue)).toMatchObject({ accepted: true, proved: false });
      if (isRead) await vi.waitFor(async () => expect(await allRead(company, issue)).toBe(true), 20_000);
      return made;
    };
    await company.pass('30m');
    expect(tracker.comment).toBe(comment);
    expect(await openKinds(company)).toEqual([]);
    const told = (await company.timeline(issue)).map(({ event }) => event.type);
    expect(told.filter((one) => one === 'CaseProved')).toHaveLength(1);
    expect(told.indexOf('CaseProved')).toBeGreaterThan(told.indexOf('AccountVerified'));
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('proves no policy change that is being applied', async () => {
    const company = await makeCompany({ policy: mayBeEmptied });
    await threeHired(company);
    await company.running.tenure.engine.stop(1_000);
    const policy = acmePolicy(company.systems.addresses, (text) => mayBeEmptied(emptied(text)));
    const applied = await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
    if (applied.kind !== 'in-force' || applied.changeSet === null) throw new Error(`not applied but ${applied.kind}`);
    await tellPolicyChange(company.world, applied.changeSet);
    const cases = await company.store.read.cases({});
    const id = cases.find(({ kind }) => kind === 'policy-change')?.id ?? 'system';
    if (id === 'system') throw new Error('no case of it');
    company.systems.jira.faults.add(NO_RIGHT);
    await writeEvidence(company.world, id);
    expect(await openKinds(company)).toEqual(['evidence-refused']);
    company.systems.jira.faults.clear();
    await company.passDown('10m');
    await writeEvidence(company.world, id);
    expect(await openKinds(company)).toEqual([]);
    expect((await company.store.read.changeSet(applied.changeSet))?.row.state).not.toBe('done');
    expect(foldCase(id, await company.store.read.stream(id)).proved).toBe(false);
  });
});

describeStory('while the tracker is away', (makeCompany) => {
  it('an issue is tried every few seconds at first, and written less than a minute and a half after', async () => {
    const { company, issue } = await hiredUnder(makeCompany, AWAY);
    await company.pass('1m');
    expect(tries(company, 0)).toBeGreaterThan(3);
    const mark = markOfSite(company);
    await company.pass('1h');
    expect(tries(company, mark)).toBeLessThan(50);
    expect(await openKinds(company)).toEqual([]);
    company.systems.jira.faults.clear();
    await company.pass('85s');
    expect(commentsOn(company, issue)).not.toEqual([]);
  });
});
