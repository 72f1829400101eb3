/** The rate of terminations: what a named person decided about one holds for the form they were shown. */
import { expect, it } from 'vitest';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { settle } from '../../src/app/settling/settle.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const policy = (text: string) => text.replace('leaversPerHour: 10', 'leaversPerHour: 1');
const NOAH = 'noah.berg@acme.example';

async function heldLeaver(company: Company) {
  await company.file('Onboarding', engineer());
  await company.file('Onboarding', engineer({ 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' }));
  await company.untilQuiet();
  await company.file('Offboarding', { Employee: 'E2001' });
  await company.untilQuiet();
  expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
  const held = await company.file('Offboarding', { Employee: 'E2002' });
  await company.untilQuiet();
  expect(accountWith(company, NOAH).status).toBe('PROVISIONED');
  return held;
}

async function decide({ world, store }: Company, verdict: 'confirm' | 'reject') {
  const [open] = await store.read.exceptions({ open: true });
  if (open === undefined) throw new Error('nothing waits for a person');
  const by = 'ines.keller@acme.example';
  expect(await settle(world, { exception: open.id, verdict, by, reason: 'asked HR' })).toMatchObject({ ok: true });
}

describeStory('a termination above the rate', (makeCompany) => {
  it('once rejected stays rejected, however often and late the same form is looked at', async () => {
    const company = await makeCompany({ policy });
    const held = await heldLeaver(company);
    await decide(company, 'reject');
    await company.pass('3h');
    await lookAtIssue(company.world, held.id);
    await company.untilQuiet();
    expect(accountWith(company, NOAH).status).toBe('PROVISIONED');
    expect(await company.store.read.exceptions({ open: true })).toEqual([]);

    await company.edit(held, { Notify: 'desk@acme.example' });
    await company.untilQuiet();
    expect(accountWith(company, NOAH).status).toBe('DEPROVISIONED');
  });

  it('once confirmed is carried out, but not with what was edited after it was shown', async () => {
    const company = await makeCompany({ policy });
    const held = await heldLeaver(company);
    await company.edit(held, { Notify: 'desk@acme.example' });
    await decide(company, 'confirm');
    await company.untilQuiet();
    expect(accountWith(company, NOAH).status).toBe('PROVISIONED');
    await decide(company, 'confirm');
    await company.untilQuiet();
    expect(accountWith(company, NOAH).status).toBe('DEPROVISIONED');
  });
});
