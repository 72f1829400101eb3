/** Invariant 2 where two justify one: what the work brings and a request gives as well: each goes its own way, whichever policy changes what becomes of it. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import type { ResultOf } from '../../src/app/operations/index.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { itemLines } from '../../src/cli/commands/changeSets.ts';
import type { ChangeSetId } from '../../src/core/shared/ids.ts';
import { asked } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

type Edit = (text: string) => string;

const TABLEAU = 'app-tableau';
const SITE = 'site-switzerland';
const AS_BEFORE: Edit = (text) => text;
const TO_ENGINEERS: Edit = (text) =>
  text.replace('github:member|jira:developer,', 'github:member|jira:developer|tableau:viewer,');
const WITH_THE_SITE: Edit = (text) => text.replace('groups: [app-tableau]', 'groups: [app-tableau, site-switzerland]');

/** What whoever would have to confirm it is shown of it. */
async function itemsShown(company: Company, changeSet: ChangeSetId): Promise<readonly string[]> {
  const { items } = await asked(company, 'changeSet', { changeSet });
  return itemLines(items as ResultOf<'changeSet'>['items']);
}

/** Answers what was shown of it. */
async function applied(company: Company, edit: Edit): Promise<readonly string[]> {
  const policy = acmePolicy(company.systems.addresses, edit);
  const answer = await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
  if (answer.kind !== 'in-force' || answer.changeSet === null) throw new Error(`not in force but ${answer.kind}`);
  await company.untilQuiet();
  return itemsShown(company, answer.changeSet);
}

describeStory('what is held for two reasons', (makeCompany) => {
  it.each([
    ['comes with the work since, stays when its time is over', AS_BEFORE, TO_ENGINEERS, true],
    ['comes with the work no more, goes when its time is over', TO_ENGINEERS, AS_BEFORE, false],
  ] as const)('of somebody whose first day is ahead: what %s', async (_, before, since, stays) => {
    const company = await makeCompany({ policy: before });
    const lent = { Applications: ['Tableau'], 'Access until': '2026-03-25' };
    await company.file('Onboarding', engineer({ 'Start date': '2026-03-20', ...lent }));
    await company.untilQuiet();
    expect(await applied(company, since)).toEqual([
      expect.stringContaining('Mara Lindt'),
      `    = okta:${TABLEAU} (held before and after, for other reasons)`,
    ]);
    await company.pass('2026-03-21T12:00:00.000Z');
    expect(groupsOf(company, MARA)).toContain(TABLEAU);
    await company.pass('2026-03-26T12:00:00.000Z');
    expect(groupsOf(company, MARA).includes(TABLEAU)).toBe(stays);
  });

  it('and means less on request than it did: the work alone holds the rest, and it goes with the work', async () => {
    const company = await makeCompany({ policy: WITH_THE_SITE });
    const form = await company.file('Onboarding', engineer({ Applications: ['Tableau'] }));
    await company.untilQuiet();
    expect(await applied(company, AS_BEFORE)).toHaveLength(2);
    expect(groupsOf(company, MARA)).toContain(SITE);
    await company.edit(form, { Location: 'London' });
    await company.untilQuiet();
    await company.pass('30d');
    expect(groupsOf(company, MARA)).toContain(TABLEAU);
    expect(groupsOf(company, MARA)).not.toContain(SITE);
  });
});
