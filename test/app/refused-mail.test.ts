/** A mail that the server refuses is told to a person once, tried again, and over when it is taken. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { engineer } from '../support/people.ts';

describeStory('a mail that is refused for good', (makeCompany) => {
  it('is one exception for as long as it is, and none once the server has taken it', async () => {
    const company = await makeCompany();
    const { mail } = company.systems;
    mail.faults.add({ do: 'refuse', operation: 'data', status: 550, times: 1_000 });
    const issue = await company.file('Onboarding', engineer());
    await company.pass('2h');
    // Each of those about her, and each of those by which that was told.
    const about = (await company.state(issue)).notices.filter(({ kind }) => kind !== 'exception').length;
    const told = 2 * about;
    expect(await openKinds(company)).toEqual(Array(told).fill('mail-refused'));
    await company.pass('2h');
    expect((await openKinds(company)).length).toBe(told);
    expect((await company.state(issue)).proved).toBe(false);
    mail.faults.clear();
    await company.pass('31m');
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
    const settled = await company.store.read.exceptions({ kinds: ['mail-refused'] });
    expect(settled).toHaveLength(told);
    for (const { settled: how } of settled) expect(how).toMatchObject({ by: 'Tenure: it got through' });
    expect(mail.messages({ to: 'mara@home.example' })).toHaveLength(1);
  });
});
