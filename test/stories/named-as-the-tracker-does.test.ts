/** Names in tenure.yaml against names in Jira: letter case makes no difference, and a connection may be called anything. */
import { expect, it } from 'vitest';
import { caseId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

async function swept({ world, now }: Company): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { key } of world.tracker.changedSince(now())) found.push(key);
  return found;
}

describeStory('an issue type in another letter case than Jira’s', (makeCompany) => {
  it('is the same type to doctor, to the sweep and to the look at a form', async () => {
    const company = await makeCompany({
      policy: (text) => text.replace('issueType: Onboarding', 'issueType: "onBOARDING"'),
    });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(await company.world.tracker.checkMapping()).toEqual([]);
    expect(await swept(company)).toEqual([issue.key]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(issue)).proved).toBe(true);
  });
});

describeStory('a Jira connection with a name of its own', (makeCompany) => {
  it('has its deleted issue seen as one', async () => {
    const company = await makeCompany({
      policy: (text) => text.replace('  jira:\n    kind', '  people-desk:\n    kind'),
    });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(await company.store.read.case(caseId('people-desk', issue.id))).toMatchObject({ state: 'proved' });
    const { site } = company.systems.jira;
    site.issues.remove(site.issue(issue.key));
    await company.world.engine.send({ lane: 'look', issue: issue.id });
    await company.untilQuiet();
    expect(await openKinds(company)).toContain('issue-vanished');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });
});
