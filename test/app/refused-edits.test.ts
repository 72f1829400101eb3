/** An edit that is refused leaves what was accepted in force: where it was to take access earlier, somebody else hears of it. */
import { expect, it } from 'vitest';
import { BEN, type FormValues } from '../../examples/acme/forms.ts';
import { tellRefusedForms } from '../../src/app/look/refusedForms.ts';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import { openException, openKinds } from '../support/hands.ts';
import { engineer } from '../support/people.ts';

async function hired(makeCompany: MakeCompany, values: FormValues = {}) {
  const company = await makeCompany();
  const hire = await company.file('Onboarding', engineer(values));
  await company.untilQuiet();
  return { company, hire };
}

const toldAfter = async (company: Company, span: string) => {
  await company.pass(span);
  return tellRefusedForms(company.world);
};

describeStory('an edit that is refused of a form in force', (makeCompany) => {
  it('is told of a leaver whose last day was to be another, and goes when it is accepted', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-31' });
    await company.untilQuiet();
    expect((await company.state(left)).accepted).toBe(true);
    await company.edit(left, { 'Last day': null });
    await company.pass('14m');
    expect(await tellRefusedForms(company.world)).toBe(0);
    await company.pass('2m');
    expect(await tellRefusedForms(company.world)).toBe(1);
    expect(await tellRefusedForms({ ...company.world })).toBe(0);
    expect(await openException(company, 'form-refused')).toMatchObject({
      detail: { key: left.key, form: 'offboarding', inForce: true, because: expect.stringMatching(/“Last day”/) },
    });
    await company.edit(left, { 'Last day': '2026-03-06' });
    await company.untilQuiet();
    expect(await tellRefusedForms(company.world)).toBe(0);
    expect(await openKinds(company)).toEqual([]);
    await company.pass('2026-03-08T08:00:00Z');
    expect((await company.state(left)).proved).toBe(true);
    // Nothing is left to be taken, whatever somebody writes on it now.
    await company.edit(left, { Employee: 'E9999' });
    await company.pass('16m');
    expect(await tellRefusedForms(company.world)).toBe(0);
  });

  it('is not told beside the word that somebody without the right has edited it', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-31' });
    await company.untilQuiet();
    await company.edit(left, { 'Last day': '2026-03-06' }, BEN);
    await company.pass('16m');
    expect(await tellRefusedForms(company.world)).toBe(0);
    expect(await openKinds(company)).toEqual(['unauthorised-edit']);
  });

  it.each<[string, FormValues, FormValues]>([
    ['a last day', {}, { 'Last day': '2026-03-31' }],
    ['an earlier last day', { 'Worker type': 'Contractor', 'Last day': '2026-05-29' }, { 'Last day': '2026-03-31' }],
    ['access until a day', { Applications: ['Tableau'] }, { 'Access until': '2026-03-31' }],
    ['less of what was ticked', { Applications: ['Tableau', 'Figma: editor'] }, { Applications: ['Figma: editor'] }],
    ['nothing of what was ticked', { Applications: ['Tableau'] }, { Applications: null }],
  ])('is told of a hire that is to have %s, and goes when it is put right', async (_, filed, values) => {
    const { company, hire } = await hired(makeCompany, filed);
    await company.edit(hire, { ...values, Department: null });
    expect(await toldAfter(company, '14m')).toBe(0);
    expect(await toldAfter(company, '2m')).toBe(1);
    expect(await openException(company, 'form-refused')).toMatchObject({
      detail: { key: hire.key, form: 'onboarding', inForce: true, because: expect.stringMatching(/“Department”/) },
    });
    await company.edit(hire, { Department: 'Engineering' });
    await company.untilQuiet();
    expect(await toldAfter(company, '1m')).toBe(0);
    expect(await openKinds(company)).toEqual([]);
  });

  it('is told of a change that is to end the work, also after it was proved, and goes when another form has ended it', async () => {
    const { company } = await hired(makeCompany);
    const change = await company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Engineer' });
    await company.untilQuiet();
    await company.edit(change, { 'Last day': '2026-03-31', 'Access that ends': ['Tableau'] });
    expect(await toldAfter(company, '16m')).toBe(1);
    await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-20' });
    expect(await toldAfter(company, '61m')).toBe(0);
    expect(await openKinds(company)).toEqual([]);
  });

  it.each([
    ['what they hold', ['Tableau', 'Figma: editor'], 1],
    ['only what they do not hold', ['Figma: editor'], 0],
  ])('is told of a change that is to end %s: %s', async (_, named, told) => {
    const { company } = await hired(makeCompany, { Applications: ['Tableau'] });
    const change = await company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Engineer' });
    await company.untilQuiet();
    await company.edit(change, { 'Access that ends': named });
    expect(await toldAfter(company, '16m')).toBe(told);
  });

  it.each<[string, FormValues]>([
    ['more that is ticked', { Applications: ['Tableau', 'Figma: editor'] }],
    ['work that is to go on for longer', { 'Last day': '2026-06-30' }],
    ['work whose last day is taken off', { 'Last day': null }],
    ['another title', { 'Job title': 'Senior Engineer' }],
  ])('is its filer’s own business for %s', async (_, values) => {
    const { company, hire } = await hired(makeCompany, {
      ...{ 'Worker type': 'Contractor', 'Last day': '2026-05-29' },
      Applications: ['Tableau'],
    });
    await company.edit(hire, { ...values, Department: null });
    expect(await toldAfter(company, '2h')).toBe(0);
    expect(await openKinds(company)).toEqual([]);
  });
});
