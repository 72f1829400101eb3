import { expect, it } from 'vitest';
import { AISHA, type Filed } from '../../examples/acme/forms.ts';
import { type Company, describeStory } from '../support/company.ts';
import { mara } from '../support/people.ts';

/** The laboratory badge is opened by a person: no group stands for it. */
const SCIENTIST = mara({ Department: 'Science', 'Job title': 'Research Scientist', Location: 'Zurich' });

const titles = async (company: Company, issue: Filed) =>
  (await company.state(issue)).tasks.map(({ title, state }) => `${title}: ${state}`);

async function closeAll(company: Company, issue: Filed) {
  for (const { key, state } of (await company.state(issue)).tasks) {
    if (key !== null && state === 'filed') await company.forms.moveTo(AISHA, key, 'Done');
  }
  await company.untilQuiet();
}

describeStory('what a person opened by hand', (makeCompany) => {
  it('is closed by hand when the person leaves, and the case waits for it', async () => {
    const company = await makeCompany();
    const hired = await company.file('Onboarding', SCIENTIST);
    await company.untilQuiet();
    expect(await titles(company, hired)).toEqual(['Open lab-access:badge: filed']);
    await closeAll(company, hired);
    expect((await company.state(hired)).proved).toBe(true);

    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(await titles(company, left)).toEqual(['Close lab-access:badge: filed']);
    expect((await company.state(left)).proved).toBe(false);
    await closeAll(company, left);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is closed by hand when the person moves away from it, and not asked for again when they keep it', async () => {
    const company = await makeCompany();
    await closeAll(company, await hire(company));
    const promoted = await company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Scientist' });
    await company.untilQuiet();
    expect(await titles(company, promoted)).toEqual([]);

    const moved = await company.file('Change', {
      Employee: 'E2001',
      Department: 'Data',
      'Job title': 'Data Scientist',
    });
    await company.untilQuiet();
    expect(await titles(company, moved)).toEqual(['Close lab-access:badge: filed']);
    await closeAll(company, moved);
    expect((await company.state(moved)).proved).toBe(true);

    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(await titles(company, left)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is closed by hand when a contract ends by its own date', async () => {
    const company = await makeCompany();
    const hired = await company.file('Onboarding', { ...SCIENTIST, 'Last day': '2026-03-20' });
    await company.untilQuiet();
    await closeAll(company, hired);
    await company.pass('21d');
    expect(await titles(company, hired)).toEqual(['Open lab-access:badge: done', 'Close lab-access:badge: filed']);
    expect((await company.state(hired)).proved).toBe(false);
    await closeAll(company, hired);
    expect((await company.state(hired)).proved).toBe(true);
  });
});

async function hire(company: Company): Promise<Filed> {
  const hired = await company.file('Onboarding', SCIENTIST);
  await company.untilQuiet();
  return hired;
}
