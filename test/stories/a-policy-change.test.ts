/** A new policy has an issue of its own, which says who wrote it, who agreed, and what became of it. */
import { expect, it } from 'vitest';
import { sendLost } from '../../src/app/clock/lostJobs.ts';
import { applyPolicy, confirmChangeSet, rejectChangeSet } from '../../src/app/policy/policyInForce.ts';
import { type Company, describeStory } from '../support/company.ts';
import { INES } from '../support/hands.ts';
import { commentsOn, groupsOf, oktaWrites, recordOn, statusOf } from '../support/looks.ts';
import { MARA } from '../support/people.ts';
import { confirm, edited, emptied, held, hire, STAFF, threeHired, twoAtOnce } from '../support/tableEdits.ts';

/** Its issues, as Jira has them. */
const changesOf = ({ systems }: Company) =>
  [...systems.jira.site.issues.all()]
    .filter(({ type }) => type.name === 'Policy change')
    .map(({ id, key }) => ({ id, key }));

async function theChange(company: Company) {
  await company.pass('2m');
  const [issue, ...more] = changesOf(company);
  if (issue === undefined || more.length > 0) throw new Error(`${more.length + 1} issues`);
  return issue;
}

describeStory('a policy change', (makeCompany) => {
  it('within the limits tells on its issue version, commit, author, approver and what it changed', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await company.untilQuiet();
    const policy = edited(company, emptied);
    const by = { author: 'rafael.ortiz@acme.example', approver: INES, commit: '4f2a9c1' };
    expect(await applyPolicy(company.world, { policy, ...by })).toMatchObject({ kind: 'in-force', people: 1 });
    const issue = await theChange(company);
    const told = commentsOn(company, issue).join('\n');
    for (const fact of [policy.version.slice(0, 12), company.policy.version.slice(0, 12), by.author, by.commit])
      expect(told).toContain(fact);
    expect(told).toContain('1 people, 0 gained, 1 lost');
    expect(told).toContain(`In force and applied, agreed by ${INES}: 1 people changed`);
    expect(statusOf(company, issue)).toBe('Done');
    expect(recordOn(company, issue).ok).toBe(true);
    // The same files once more are no change.
    expect(await applyPolicy(company.world, { policy, ...by })).toEqual({ kind: 'already-in-force' });
    expect(changesOf(company)).toHaveLength(1);
  });

  it('that is held waits there with its hash, and the confirmation is told when it is done', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const answer = await held(company);
    const issue = await theChange(company);
    expect(statusOf(company, issue)).toBe('Waiting');
    expect(commentsOn(company, issue).join()).toContain(
      `tenure confirm ${answer.changeSet} --hash ${answer.hash.slice(0, 12)}`,
    );
    expect(oktaWrites(company).filter((call) => call.startsWith('DELETE'))).toEqual([]);
    expect(await confirmChangeSet(company.world, answer.changeSet, answer.hash, 'rafael')).toMatchObject({ ok: false });
    expect(await confirm(company, answer)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(commentsOn(company, issue).at(-1)).toContain(`In force and applied, agreed by ${INES}: 3 people changed`);
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('that is rejected says by whom, and changed nothing', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const { changeSet } = await held(company);
    const issue = await theChange(company);
    expect(await rejectChangeSet(company.world, changeSet, INES)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(commentsOn(company, issue).at(-1)).toContain(`Rejected by ${INES}. Nothing of it took effect.`);
    expect(statusOf(company, issue)).toBe('Done');
    expect(groupsOf(company, MARA)).toContain('eng-core');
  });

  it('whose jobs were lost is applied and told all the same', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await company.untilQuiet();
    await company.running.tenure.engine.stop(1_000);
    const policy = edited(company, emptied);
    await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
    await company.loseJobs();
    await company.resume();
    await company.untilQuiet();
    expect([groupsOf(company, MARA).includes('eng-core'), changesOf(company)]).toEqual([true, []]);
    expect(await sendLost(company.world)).toBe(2);
    const issue = await theChange(company);
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
    expect(commentsOn(company, issue).at(-1)).toContain('In force and applied');
    expect(await sendLost(company.world)).toBe(0);
  });
});
