/** What HR's list says of somebody differently is personal text: erased with them, from the list of exceptions and from the record. */
import { expect, it } from 'vitest';
import { asked, RAFAEL } from '../support/adopting.ts';
import { describeStory } from '../support/company.ts';
import { openException } from '../support/hands.ts';
import { engineer } from '../support/people.ts';

describeStory('a difference of HR’s list', (makeCompany) => {
  it('says what the list has while the person is known, and no longer when they are erased', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const text = '#as-of,2026-03-02\nEmployee number,Department\nE2001,Finance\n#total,1\n';
    expect(await asked(company, 'roster', { text, by: RAFAEL })).toMatchObject({ refusal: null });
    const said = async () => {
      const { detail, id } = await openException(company, 'differs-from-roster');
      const stream = await company.store.read.stream('system');
      const raised = stream.find(({ event }) => event.type === 'ExceptionRaised' && event.exception === id)?.event;
      return { detail, personal: raised !== undefined && 'personal' in raised ? raised.personal : null };
    };
    const before = await said();
    expect(JSON.stringify(before.detail)).toContain('Finance');
    expect(JSON.stringify(before.personal)).toContain('Finance');

    const [person] = await company.store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody there');
    await company.store.transaction((tx) => tx.erasePersonalText(person));
    expect(await said()).toEqual({ detail: { fields: before.detail.fields }, personal: null });
    expect(await asked(company, 'verify', {})).toMatchObject({ refusal: null, whole: true });
  });
});
