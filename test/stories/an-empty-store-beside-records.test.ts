/**
 * A store that was lost, and nobody has noticed; or a service that was pointed to another one. The records on the issues are
 * all there is then of what was proved.
 */
import { expect, it } from 'vitest';
import { listGroups } from '../../src/app/listGroups.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { recordBeside } from '../../src/app/restore/recordBeside.ts';
import { GENESIS, signablePieces } from '../../src/core/evidence/index.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { emptyAll } from '../support/emptyAll.ts';
import { commentsOn, propertiesOf, recordOn } from '../support/looks.ts';
import { engineer } from '../support/people.ts';

async function emptied(company: Company) {
  await company.running.tenure.engine.stop(5_000);
  await emptyAll(company.opened.databases);
  company.world.rules.forget();
}

/** As it is done where nobody asks: the rules of the folder, and on with it. */
async function begun(company: Company) {
  await listGroups(company.world);
  await applyPolicy(company.world, { policy: company.policy, author: 'first start', approver: null });
  await company.resume();
}

/** Of a record that this store does not have, signed with our key. */
function headOf(stream: string, { world }: Company) {
  const colon = stream.indexOf(':');
  const id = caseId(stream.slice(0, colon), stream.slice(colon + 1));
  const links = Array.from({ length: 500 }, (_, n) => ({
    ...{ seq: n + 1, previous: GENESIS, text: '{}', hash: 'a'.repeat(64) },
  }));
  const [head] = signablePieces(id, links, world.sign).pieces;
  if (head === undefined) throw new Error('no head');
  return { ...head.value };
}

const told = async ({ store }: Company) =>
  (await store.read.exceptions({ open: true, kinds: ['record-there-already'] })).length;

describeStory('an empty store beside issues that carry records', (makeCompany) => {
  it('is noticed before anything is put in force', async () => {
    const company = await makeCompany();
    expect(await recordBeside(company.world)).toBeNull();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await emptied(company);
    expect(await recordBeside(company.world)).toBe(issue.key);
    const { faults } = company.systems.jira;
    faults.add({
      on: '/rest/api/3/',
      do: 'refuse',
      status: 503,
      times: 10,
      body: { errorMessages: ['down'], errors: {} },
    });
    await expect(recordBeside(company.world)).rejects.toMatchObject({ kind: 'transient' });
    faults.clear();
    company.systems.jira.site.issue(issue.key).properties.set('tenure.record', { format: 'tenure-record-1' });
    expect(await recordBeside(company.world)).toBeNull();
  });

  it('writes over none of them, at whichever attempt, and a person is told', async () => {
    const company = await makeCompany({ mayStumble: true });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await emptied(company);
    const lay = new Map(propertiesOf(company, issue));
    const comments = commentsOn(company, issue).length;
    await begun(company);
    await lookAtIssue(company.world, issue.id);
    await company.pass('11m');
    expect(new Map(propertiesOf(company, issue))).toEqual(lay);
    expect(commentsOn(company, issue)).toHaveLength(comments);
    expect(await told(company)).toBe(1);

    company.systems.jira.site.issue(issue.key).properties.delete('tenure.record');
    await company.pass('12m');
    expect(recordOn(company, issue)).toMatchObject({ ok: true });
    expect(await told(company)).toBe(0);
  });

  it('writes over none of a request that was raised outside Jira either', async () => {
    const company = await makeCompany({ mayStumble: true });
    const issue = await company.file('Offboarding', { Employee: 'E9999' });
    await company.untilQuiet();
    await emptied(company);
    const { properties } = company.systems.jira.site.issue(issue.key);
    for (const key of [...properties.keys()]) if (key.startsWith('tenure.')) properties.delete(key);
    const theirs = headOf('tenure:0123456789abcdef01234567', company);
    properties.set('tenure.record', theirs);
    await begun(company);
    await lookAtIssue(company.world, issue.id);
    await company.pass('1m');
    expect(properties.get('tenure.record')).toEqual(theirs);
    expect(await told(company)).toBe(1);
  });

  it('nor does a store that has gone another way, which finds a record of our key that it does not have', async () => {
    const company = await makeCompany({ mayStumble: true });
    const issue = await company.file('Offboarding', { Employee: 'E9999' });
    await company.untilQuiet();
    const { properties } = company.systems.jira.site.issue(issue.key);
    const theirs = headOf(`jira:${issue.id}`, company);
    properties.set('tenure.record', theirs);
    await company.edit(issue, { Employee: 'E9998' });
    await company.pass('1m');
    expect(properties.get('tenure.record')).toEqual(theirs);
    expect(await told(company)).toBe(1);

    // What no key of ours has signed is somebody's hand, and ours again with the next word.
    properties.set('tenure.record', { ...theirs, signature: 'x' });
    await company.pass('6m');
    expect(recordOn(company, issue)).toMatchObject({ ok: true });
    expect(await told(company)).toBe(0);
  });

  it('takes the record that came with the copy of an issue for no record of this one', async () => {
    const company = await makeCompany();
    const first = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const copy = await company.file('Offboarding', { Employee: 'E9999' });
    const { properties } = company.systems.jira.site.issue(copy.key);
    for (const [key, value] of company.systems.jira.site.issue(first.key).properties) properties.set(key, value);
    await company.pass('1m');
    expect(await told(company)).toBe(0);
    expect(recordOn(company, copy)).toMatchObject({ ok: true, value: { stream: `jira:${copy.id}` } });
  });
});
