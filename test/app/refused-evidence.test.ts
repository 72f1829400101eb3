/** An issue that takes no evidence is tried again after pauses that grow, and at once when a person says so. */
import { expect, it } from 'vitest';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import { decide, openKinds } from '../support/hands.ts';
import { commentsOn, statusOf } from '../support/looks.ts';
import { engineer } from '../support/people.ts';
import { markOfSite } from '../support/roles.ts';

const COMMENTING = 'POST /rest/api/3/issue/\\d+/comment';
const body = { errorMessages: ['no'], errors: {} };
const NO_RIGHT = { on: COMMENTING, do: 'refuse', status: 403, times: 100_000, body } as const;
const AWAY = { on: COMMENTING, do: 'drop', times: 100_000 } as const;

const tries = ({ systems }: Company, since: number) =>
  systems.jira.log.list({ since }).filter(({ method, path }) => method === 'POST' && path.endsWith('/comment')).length;

async function hiredUnder(makeCompany: MakeCompany, fault: typeof NO_RIGHT | typeof AWAY) {
  const company = await makeCompany();
  company.systems.jira.faults.add(fault);
  const issue = await company.file('Onboarding', engineer());
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
    const { company, issue } = await hiredUnder(makeCompany, NO_RIGHT);
    await company.pass('20m');
    expect(await openKinds(company)).toEqual(['evidence-refused']);
    expect((await company.state(issue)).proved).toBe(false);
    company.systems.jira.faults.clear();
    await company.pass('30m');
    expect(await openKinds(company)).toEqual([]);
    const [told, ...more] = await company.store.read.exceptions({ kinds: ['evidence-refused'] });
    expect(told?.settled).toMatchObject({ by: 'Tenure: it got through', verdict: 'retry' });
    expect(more).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
    expect(commentsOn(company, issue).filter((one) => one.includes('it got through'))).toHaveLength(1);
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
