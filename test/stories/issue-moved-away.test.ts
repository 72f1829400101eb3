/** The issue of a case in force is made something else, or taken elsewhere: a question to a person, never a termination. */
import { expect, it } from 'vitest';
import { AISHA, type Filed, NADIA } from '../../examples/acme/forms.ts';
import { jiraSeed } from '../../examples/acme/seed.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, moveIssue, openException, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA, mara } from '../support/people.ts';

const ELSEWHERE = { project: 'ARC', issueType: 'Task' };
/** A type with the onboarding's own screen, which tenure.yaml does not name. */
const PROJECTS = (jiraSeed.projects ?? []).map((project) => ({
  ...project,
  types: project.types.flatMap((type) => (type.name === 'Onboarding' ? [type, { ...type, name: 'Newcomer' }] : [type])),
}));
const BACK = { project: 'PEO', issueType: 'Onboarding' };

async function hired(company: Company, values = engineer()): Promise<Filed> {
  const { site } = company.systems.jira;
  site.seed({ projects: [{ key: 'ARC', name: 'Archive', types: [{ name: 'Task' }] }] });
  const issue = await company.file('Onboarding', values);
  await company.untilQuiet();
  return issue;
}

describeStory('a case whose issue is moved', (makeCompany) => {
  it('to another project stands as it was, is an exception once, and is settled when the issue is back', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    const mark = markOfLog(company);
    moveIssue(company, NADIA, issue, ELSEWHERE);
    await company.untilQuiet();
    await company.world.engine.send({ lane: 'look', issue: issue.id });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['issue-moved']);
    expect((await openException(company, 'issue-moved')).detail).toMatchObject(ELSEWHERE);
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(commentsOn(company, issue).at(-1)).toMatch(/was moved to where no such case is filed/);

    moveIssue(company, NADIA, issue, BACK);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
    expect(oktaWrites(company, mark)).toEqual([]);
  });

  it('to a type no case has is not acted on there, and what was edited meanwhile counts when it is back', async () => {
    const company = await makeCompany({ systems: { jira: { seed: { ...jiraSeed, projects: PROJECTS } } } });
    const issue = await hired(company);
    moveIssue(company, NADIA, issue, { issueType: 'Newcomer' });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['issue-moved']);
    await company.edit(issue, { Department: 'Data', 'Job title': 'Data Engineer' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    moveIssue(company, NADIA, issue, BACK);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    expect(await openKinds(company)).toEqual([]);
  });

  it('may stay there when a person says so, and its sub-tasks still count', async () => {
    const company = await makeCompany();
    const issue = await hired(company, mara());
    moveIssue(company, NADIA, issue, ELSEWHERE);
    await company.untilQuiet();
    expect(await decide(company, 'issue-moved', 'ignore')).toMatchObject({ ok: true });
    const [task] = (await company.state(issue)).tasks;
    await company.forms.moveTo(AISHA, task?.key ?? '', 'Done');
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
  });
});
