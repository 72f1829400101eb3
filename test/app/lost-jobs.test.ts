/** Jobs that were lost are found by the rows, whatever else waits; and one that waits for a tracker is not lost. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { applyAdoptionItem } from '../../src/app/adoption/index.ts';
import { sendLost } from '../../src/app/clock/lostJobs.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { confirmed, planned, there } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { SOUND } from '../support/existing.ts';
import { markOfLog, oktaWrites, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { edited, emptied, hire, STAFF, twoAtOnce } from '../support/tableEdits.ts';

const waiting = async ({ opened }: Company) => {
  const { rows } = await sql<{ job: object }>`select job from tenure.wake_up`.execute(opened.databases.main);
  return rows.filter(({ job }) => 'policyChange' in job).length;
};

const policyIssues = ({ systems }: Company) =>
  [...systems.jira.site.issues.all()].filter(({ type }) => type.name === 'Policy change').length;

describeStory('a job that was lost', (makeCompany) => {
  it('is told from one that waits for the tracker: an outage multiplies neither jobs nor calls, nor issues after it', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await company.untilQuiet();
    const { faults } = company.systems.jira;
    faults.add({ on: 'POST /rest/api/3/issue$', do: 'refuse', status: 503, times: 10_000 });
    await applyPolicy(company.world, { policy: edited(company, emptied), author: 'rafael', approver: null });
    await company.untilQuiet();
    const since = (company.systems.jira.log.list().at(-1)?.sequence ?? -1) + 1;
    for (let minute = 0; minute < 5; minute += 1) {
      await company.pass('1m');
      // One that came with the policy, and one from when it had been applied.
      expect([minute, await sendLost(company.world), await waiting(company)]).toEqual([minute, 0, 2]);
    }
    const asked = company.systems.jira.log
      .list({ since })
      .filter(({ method, path }) => method === 'POST' && path === '/rest/api/3/issue');
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.length).toBeLessThanOrEqual(5);
    faults.clear();
    await company.pass('5m');
    expect([policyIssues(company), await waiting(company), await sendLost(company.world)]).toEqual([1, 0, 0]);
  });

  it('of a look at applications is found while other jobs of every lane wait, and the joiner’s case is proved', async () => {
    const company = await makeCompany({
      systems: { okta: { quirks: { provisioningDelayMilliseconds: 5 * 60_000 } } },
    });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { engine } = company.running.tenure;
    await engine.stop(1_000);
    await company.loseJobs();
    const [person] = await company.store.read.findPersons(MARA);
    const account = person === undefined ? undefined : (await company.store.read.person(person)).accounts[0];
    if (account === undefined) throw new Error(`nobody has an account for ${MARA}`);
    await engine.send({ lane: 'bulk', look: account.id });
    expect(await sendLost(company.world)).toBe(1);
    // It waits now: nobody sends it twice.
    expect(await sendLost(company.world)).toBe(0);
    await company.resume();
    await company.pass('8m');
    expect((await company.state(issue)).proved).toBe(true);
    expect(await sendLost(company.world)).toBe(0);
  });

  it('of mails that no server took is found: each goes out once, and the joiner’s case is proved', async () => {
    const company = await makeCompany();
    const { mail } = company.systems;
    const to = () => ['mara@home.example', MARA].map((one) => mail.messages({ to: one }).length);
    mail.faults.add({ do: 'refuse', operation: 'data', status: 421, times: 10_000 });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await company.pass('1m');
    expect(await sendLost(company.world)).toBe(0);
    await company.running.tenure.engine.stop(1_000);
    await company.loseJobs();
    mail.faults.clear();
    await company.resume();
    await company.pass('31m');
    expect([to(), (await company.state(issue)).proved]).toEqual([[0, 0], false]);
    expect(await sendLost(company.world)).toBe(2);
    // They wait now: nobody sends them twice.
    await company.untilQuiet();
    expect([to(), (await company.state(issue)).proved]).toEqual([[1, 1], true]);
    expect(await sendLost(company.world)).toBe(0);
  });

  it('of a link is not looked for where it is sent no more', async () => {
    const company = await makeCompany();
    const { mail } = company.systems;
    mail.faults.add({ do: 'refuse', operation: 'data', status: 550, times: 10_000 });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('2h');
    mail.faults.clear();
    await company.pass('2h');
    expect(mail.messages({ to: 'mara@home.example' })).toEqual([]);
    expect(await sendLost(company.world)).toBe(0);
  });

  it('of a change set is found while other jobs of its lane wait, and only what is not in hand is sent', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await hire(company, STAFF[1]);
    await company.untilQuiet();
    const { engine } = company.running.tenure;
    await engine.stop(1_000);
    await applyPolicy(company.world, { policy: edited(company, emptied), author: 'rafael', approver: null });
    // Two people and the word on the issue; of one person the job is lost.
    const [set] = await company.store.read.changeSets('applying');
    const [one] = set === undefined ? [] : await company.store.read.changeSetItems(set.id);
    await sql`delete from tenure_jobs.job where data->'job'->>'person' = ${one?.person}`.execute(
      company.opened.databases.main,
    );
    expect(await sendLost(company.world)).toBe(1);
    await company.resume();
    await company.untilQuiet();
    expect((await company.store.read.changeSets()).map(({ state }) => state)).toEqual(['done']);
  });
});

describeStory('an adoption whose process died', (makeCompany) => {
  it('is found by its rows and finished: everybody on the list is taken over, once, and nothing was written', async () => {
    const few = SOUND.slice(0, 6);
    const company = await there(makeCompany, few);
    const { engine } = company.running.tenure;
    const mark = markOfLog(company);
    const { hash, case: key } = await planned(company);
    await engine.stop(1_000);
    expect((await confirmed(company, hash)).refusal).toBeNull();
    // Somebody was taken over before it died; whoever waited is lost with the process.
    const [adoption] = await company.store.read.adoptions('applying');
    if (adoption === undefined) throw new Error('nothing is being taken over');
    const [first] = (await company.store.read.adoptionItems(adoption.id)).filter(({ state }) => state === 'open');
    if (first === undefined) throw new Error('nobody waits');
    await applyAdoptionItem(company.world, adoption.id, first.account);
    await company.loseJobs();
    const left = (await company.store.read.adoptionItems(adoption.id)).filter(({ state }) => state === 'open').length;
    expect(left).toBeGreaterThan(1);

    expect(await sendLost(company.world)).toBe(left);
    // They wait now: nobody sends them twice.
    expect(await sendLost(company.world)).toBe(0);
    await company.resume();
    await company.untilQuiet();
    expect(await company.store.read.adoptions('applying')).toEqual([]);
    for (const { number } of few) expect((await company.store.read.findPersons(number)).length).toBe(1);
    expect(statusOf(company, company.systems.jira.site.issue(key))).toBe('Done');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await sendLost(company.world)).toBe(0);
  });
});
