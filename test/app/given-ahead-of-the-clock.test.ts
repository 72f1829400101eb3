/** Given and read back while the clock stood ahead: put back, it shows the grant as one that has not begun. */
import { expect, it } from 'vitest';
import { endWhatWasEnded } from '../../src/app/clock/endedAhead.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { perform } from '../../src/app/operations/index.ts';
import { milliseconds, minus } from '../../src/core/shared/instant.ts';
import { type Company, describeStory } from '../support/company.ts';
import { groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { decideAnew, putBack } from '../support/putBack.ts';

const DAY = milliseconds(86_400_000);

/** Mara has asked for Tableau and holds it, and then the clock is found to stand a day ahead. */
async function holdsItSince(company: Company) {
  const { jira } = company.systems;
  const asker = { email: MARA, token: 'mara-token' };
  jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...asker });
  await company.file('Onboarding', engineer());
  await company.pass('2d');
  const issue = await company.file('Access request', { 'Requested access': 'Tableau: viewer' }, asker);
  await company.untilQuiet();
  expect(groupsOf(company, MARA)).toContain('app-tableau');
  await company.world.engine.stop(1_000);
  const back = { ...company.world, store: putBack(company.store, minus(company.now(), DAY)) };
  const grants = async () => {
    const [person] = await company.store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody was registered');
    const { grants: all } = await company.store.read.person(person);
    return all.filter(({ cause }) => cause === 'request').map(({ id, end }) => ({ id, end }));
  };
  return { issue, back, grants };
}

describeStory('what was given while the clock stood ahead', (makeCompany) => {
  it('goes on as it is when its issue is looked at again', async () => {
    const company = await makeCompany();
    const { issue, back, grants } = await holdsItSince(company);
    const before = await grants();
    await lookAtIssue(back, issue.id);
    await decideAnew(back, 'E2001');
    expect([await grants(), groupsOf(company, MARA).includes('app-tableau')]).toEqual([before, true]);
    await company.resume();
  });

  it('is taken when it is given back, although it ends before it had begun, and is proved only then', async () => {
    const company = await makeCompany();
    const { issue, back } = await holdsItSince(company);
    const said = await perform(back, 'giveBack', { case: issue.key, line: '1', by: MARA });
    expect(said.kind).toBe('done');
    const { faults } = company.systems.okta;
    faults.add({ on: 'DELETE /api/v1/groups/\\w+/users', do: 'refuse', status: 403, times: 1 });
    await decideAnew(back, 'E2001');
    expect([groupsOf(company, MARA).includes('app-tableau'), (await company.state(issue)).proved]).toEqual([
      true,
      false,
    ]);
    await decideAnew(back, 'E2001');
    expect(groupsOf(company, MARA)).not.toContain('app-tableau');
    expect((await company.state(issue)).proved).toBe(true);
    await company.resume();
  });

  it('and given back by that clock too, is taken as soon as it is put right, where nobody could take it before', async () => {
    const company = await makeCompany();
    const { issue, back } = await holdsItSince(company);
    await perform(company.world, 'giveBack', { case: issue.key, line: '1', by: MARA });
    expect(await endWhatWasEnded(back)).toBe(1);
    await decideAnew(back, 'E2001');
    expect(groupsOf(company, MARA)).not.toContain('app-tableau');
    await company.resume();
  });
});
