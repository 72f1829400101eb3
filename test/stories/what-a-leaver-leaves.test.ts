import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { AISHA, BEN, type Filed, type FormValues, NADIA } from '../../examples/acme/forms.ts';
import { tellReviews } from '../../src/app/clock/reviews.ts';
import { escalate, exceptionsFor, handOver } from '../../src/app/exceptions/index.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { settle } from '../../src/app/settling/settle.ts';
import { asked } from '../support/adopting.ts';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import { decide, INES, openException } from '../support/hands.ts';
import {
  accountWith,
  commentsOn,
  groupsOf,
  markOfLog,
  oktaCalls,
  oktaWrites,
  propertiesOf,
  statusOf,
} from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

/** Mara works here, and has signed in. */
async function atWork(makeCompany: MakeCompany, policy?: (text: string) => string): Promise<Company> {
  const company = await makeCompany(policy === undefined ? {} : { policy });
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
  return company;
}

const leaves = (company: Company, values: FormValues) => company.file('Offboarding', { Employee: 'E2001', ...values });

const subTasks = async ({ forms }: Company, issue: Filed) =>
  (await forms.subtasks(NADIA, issue.key)).map(({ key, fields }) => ({ key, title: fields.summary }));

const proved = async (company: Company, issue: Filed) => (await company.state(issue)).proved;

describeStory('who hands over their work', (makeCompany) => {
  it('is signed out and out of every group at once; the account is closed when somebody has taken over', async () => {
    const company = await atWork(makeCompany);
    const issue = await leaves(company, { 'Hand-over until': '2026-03-16' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(await proved(company, issue)).toBe(false);
    expect(commentsOn(company, issue).join('\n')).toMatch(/Hand-over\..*closed on 17 Mar 2026, 00:00/);

    const [task] = await subTasks(company, issue);
    expect(task?.title).toMatch(/^Hand-over: take over/);
    await company.forms.moveTo(AISHA, task?.key ?? '', 'Done');
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(await proved(company, issue)).toBe(true);
  });

  it('is not waited for beyond that day: the account is closed then, and the sub-task still asks', async () => {
    const company = await atWork(makeCompany);
    const issue = await leaves(company, { 'Hand-over until': '2026-03-16' });
    await company.pass('2026-03-16T22:59:00Z');
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    const mark = markOfLog(company);
    await company.pass('2026-03-16T23:00:00Z');
    expect(oktaWrites(company, mark)).toContain('POST /users/mara.lindt/lifecycle/deactivate?sendEmail=false');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(await proved(company, issue)).toBe(false);
    expect(statusOf(company, issue)).toBe('In Progress');
  });
});

describeStory('a leaver under a legal hold', (makeCompany) => {
  it('loses sign-in and groups; nothing that deletes data happens until the hold is taken off the form', async () => {
    const company = await atWork(makeCompany);
    const { directory } = company.systems.okta;
    const app = directory.apps()[0]?.id ?? '';
    directory.assignUser(app, accountWith(company, MARA).id);
    const issue = await leaves(company, { 'Legal hold': 'Yes', 'Last day': '2026-03-05' });
    await company.pass('2026-03-20T08:00:00Z');
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(oktaWrites(company).filter((call) => /deactivate|DELETE .*apps/.test(call))).toEqual([]);
    expect(commentsOn(company, issue).join('\n')).toMatch(/Legal hold\..*What deletes data waits until the hold/);
    expect(await proved(company, issue)).toBe(false);

    await company.edit(issue, { 'Legal hold': 'No' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(oktaWrites(company).filter((call) => /DELETE .*apps/.test(call))).toHaveLength(1);
    expect(await proved(company, issue)).toBe(true);
  });
});

describeStory('a confidential termination', (makeCompany) => {
  const LEVEL = { Confidential: 'Yes', 'Last day': '2026-03-05', 'Security Level': 'People team only' };
  const seen = async ({ forms }: Company, path: string) => forms.call(BEN, 'GET', path).catch(String);

  it('is nowhere before its time but behind the security level; at its time everything runs, and mails go', async () => {
    const company = await atWork(makeCompany);
    const mails = company.systems.mail.messages().length;
    const mark = markOfLog(company);
    const issue = await leaves(company, LEVEL);
    await company.pass('2026-03-05T22:59:00Z');
    expect(commentsOn(company, issue).join('\n')).toMatch(/to take effect on 6 Mar 2026, 00:00/);
    for (const path of [`/issue/${issue.key}`, `/issue/${issue.key}/comment`, `/issue/${issue.key}/properties`]) {
      expect(await seen(company, `/rest/api/3${path}`)).toMatch(/404/);
    }
    const { read } = company.store;
    const [person] = await read.findPersons('e2001');
    const ledger = await read.person(person ?? expect.fail());
    expect(ledger.engagements.map(({ end }) => end)).toEqual([null]);
    expect(ledger.grants.every(({ end }) => end === null)).toBe(true);
    expect(await read.cases({ person: person ?? expect.fail() })).toHaveLength(1);
    expect(await read.exceptions({ open: true })).toEqual([]);
    // Nor on the command line, whoever has its token: until then there is no such case.
    const { cases } = await asked(company, 'cases', {});
    expect(JSON.stringify(cases)).not.toContain(issue.key);
    expect(await asked(company, 'receipt', { case: issue.key })).toMatchObject({ refusal: 'unknown-case' });
    expect(oktaCalls(company, mark)).toEqual([]);
    expect(company.systems.mail.messages()).toHaveLength(mails);

    await company.pass('2026-03-05T23:00:00Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(await proved(company, issue)).toBe(true);
    expect(await asked(company, 'receipt', { case: issue.key })).toMatchObject({ verdict: 'proved' });
    expect(company.systems.mail.messages({ to: 'facilities@acme.example' })).toHaveLength(1);
    expect(await seen(company, `/rest/api/3/issue/${issue.key}`)).toMatch(/404/);
  });

  it('whose issue is gone before its time is asked about, and names nobody', async () => {
    const company = await atWork(makeCompany);
    const issue = await leaves(company, LEVEL);
    await company.untilQuiet();
    await company.forms.call(NADIA, 'DELETE', `/rest/api/3/issue/${issue.key}`);
    await company.untilQuiet();
    const asked = await company.store.read.exceptions({ open: true });
    expect(asked.map(({ kind, person, detail }) => ({ kind, person, detail }))).toContainEqual({
      kind: 'issue-vanished',
      person: null,
      detail: { deletedAt: expect.any(String), deletedBy: expect.any(String) },
    });
    expect(asked.every(({ person }) => person === null)).toBe(true);
    expect(accountWith(company, MARA).status).toBe('ACTIVE');
  });

  it('that somebody without the right edits is settled by others, and by nobody about themselves, then or later', async () => {
    const company = await atWork(makeCompany, (text) => text.replace('confirm: [', `confirm: [${MARA}, `));
    const issue = await leaves(company, LEVEL);
    await company.untilQuiet();
    const { directory } = company.systems.jira.site;
    directory.join(
      directory.groupNamed('service-accounts') ?? expect.fail(),
      directory.userWithMail(BEN.email)?.accountId ?? '',
    );
    await company.edit(issue, { 'Last day': '2026-03-31' }, BEN);
    await company.untilQuiet();
    const force = (await company.world.rules.current()) ?? expect.fail('no policy');
    const seenBy = async (mail: string) => (await exceptionsFor(company.world, force, mail))?.open.length;
    const { id: exception, case: on, person } = await openException(company, 'unauthorised-edit');
    expect(person).toBeNull();
    const heard = async () => [
      await decide(company, 'unauthorised-edit', 'ignore', MARA),
      await handOver(company.world, { exception, to: INES, by: MARA, reason: 'not for me' }),
      await handOver(company.world, { exception, to: MARA, by: INES, reason: 'hers' }),
      await seenBy(MARA),
      await seenBy(INES),
    ];
    const refused = (refusal: string) => ({ ok: false, refusal });
    expect(await heard()).toEqual([refused('not-allowed'), refused('not-allowed'), refused('may-not-settle'), 0, 1]);
    // Nobody is told of it either: whom a message does not go to would say whom it is about.
    await company.leap('4h');
    expect(await escalate(company.world)).toBe(0);

    await company.pass('2026-03-05T23:00:00Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(await heard()).toEqual([refused('own-case'), refused('own-case'), refused('may-not-settle'), 0, 1]);
    // Nor where it came to be known between their asking and the lock.
    const { store } = company.world;
    let isBehind = true;
    const stream: typeof store.read.stream = async (...which) => (isBehind ? [] : store.read.stream(...which));
    const transaction: typeof store.transaction = (work) => {
      isBehind = false;
      return store.transaction(work);
    };
    const behind = { ...company.world, store: { ...store, transaction, read: { ...store.read, stream } } };
    const word = { exception, verdict: 'ignore', by: MARA, reason: 'nothing' } as const;
    expect(await settle(behind, word)).toEqual(refused('own-case'));

    await company.leap('4h');
    expect(await escalate(company.world)).toBe(1);
    const events = (await store.read.stream(on ?? expect.fail())).map(({ event }) => event);
    const told = events.flatMap((event) => (event.type === 'ExceptionEscalated' ? (event.personal?.told ?? []) : []));
    expect([told.includes(MARA), told.includes(INES)]).toEqual([false, true]);
    expect(await decide(company, 'unauthorised-edit', 'ignore')).toMatchObject({ ok: true });
  });

  it('without a security level is refused in one sentence, and nothing happens', async () => {
    const company = await atWork(makeCompany);
    const mark = markOfLog(company);
    const issue = await leaves(company, { Confidential: 'Yes' });
    await company.untilQuiet();
    expect(commentsOn(company, issue)).toHaveLength(1);
    expect(commentsOn(company, issue).join()).toMatch(/needs an issue security level, and this issue has none/);
    expect(oktaCalls(company, mark)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    await company.edit(issue, { 'Security Level': 'People team only' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(propertiesOf(company, issue).size).toBeGreaterThan(0);
  });
});

describeStory('a leaver who owns applications, holds roles and knows secrets', (makeCompany) => {
  const RAFAEL = 'rafael.ortiz@acme.example';

  it('is nobody’s owner from then on: deputies answer, the files and each secret become sub-tasks', async () => {
    // Mara has, in this company, what Rafael has in the example.
    const company = await makeCompany({ policy: (text) => text.replaceAll(RAFAEL, MARA) });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const issue = await leaves(company, {});
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    const said = commentsOn(company, issue).join('\n');
    expect(said).toMatch(/Owner of Slack \| ines\.keller@acme\.example \(deputy\)/);
    expect(said).toMatch(/Owner of Zoom \| tomasz\.nowak@acme\.example \(manager\)/);
    expect(said).toMatch(/Role roles\.confirm \| ines\.keller@acme\.example/);

    const tasks = await subTasks(company, issue);
    expect(tasks.map(({ title }) => title).sort()).toEqual([
      'Change the secret “Password in the sealed envelope” of emergency: somebody who left knew it',
      'Change the secret “Private key of the service app” of tenure: somebody who left knew it',
      expect.stringMatching(/^catalogue\.yaml: name somebody else for Slack, Zoom/),
      expect.stringMatching(/^tenure\.yaml: name somebody else for .*roles\.confirm/),
    ]);
    expect(await proved(company, issue)).toBe(false);
    for (const { key } of tasks) await company.forms.moveTo(AISHA, key, 'Done');
    await company.untilQuiet();
    expect(await proved(company, issue)).toBe(true);
  });
});

describeStory('an account that is no person’s own', (makeCompany) => {
  it('is refused as anybody’s, never written, and asked about once when its review date has come', async () => {
    const company = await makeCompany({ policy: (text) => text.replace('2036-09-01', '2026-09-01') });
    const issue = await company.file('Offboarding', { Employee: 'svc-tenure@acme.example' });
    await company.untilQuiet();
    expect(commentsOn(company, issue).join()).toMatch(/is a non-person account by catalogue\.yaml/);

    const open = async () => (await company.store.read.exceptions({ open: true })).map(({ detail }) => detail.account);
    expect(await tellReviews(company.world)).toEqual({ told: 0, answered: 0 });
    await company.pass('2026-09-01T06:00:00Z');
    expect(await tellReviews(company.world)).toMatchObject({ told: 1 });
    expect(await tellReviews(company.world)).toMatchObject({ told: 0 });
    expect(await open()).toEqual(['emergency']);
    const policy = acmePolicy(company.systems.addresses, (text) => text.replace('2036-09-01', '2027-09-01'));
    await applyPolicy(company.world, { policy, author: 'rafael', approver: 'ines.keller@acme.example' });
    expect(await tellReviews(company.world)).toMatchObject({ answered: 1 });
    expect(await open()).toEqual([]);
  });
});
