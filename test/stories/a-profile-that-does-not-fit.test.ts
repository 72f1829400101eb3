/** What the form says and the org's own schema does not take is named, field and form; nothing else of a joiner waits for it. */
import { expect, it } from 'vitest';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openException, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const MORE = ['floor: "{title}"', 'badge: "{title}"', 'site: "{location}"'];

function narrow({ systems }: Company): void {
  const { directory } = systems.okta;
  directory.defineAttribute('floor', { title: 'Floor', type: 'integer' });
  directory.defineAttribute('badge', { title: 'Badge', type: 'string', maxLength: 8 });
  directory.defineAttribute('site', { title: 'Site', type: 'string', enum: ['Basel', 'Boston'] });
}

describeStory('a profile field', (makeCompany) => {
  it('that is too long, of another type or none of the offered values is left out and said; the joiner is done', async () => {
    const company = await makeCompany({
      policy: (text) => text.replace('\nprofile:\n', `\nprofile:\n  ${MORE.join('\n  ')}\n`),
    });
    narrow(company);
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(accountWith(company, MARA)).toMatchObject({
      status: 'PROVISIONED',
      profile: { title: 'Software Engineer' },
    });
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(await openKinds(company)).toEqual(['profile-field-unfit']);
    const { detail } = await openException(company, 'profile-field-unfit');
    for (const said of [
      'floor (wrong-type, from “Job title” on the form)',
      'badge (too-long, from “Job title” on the form)',
      'site (not-offered, from “Location” on the form)',
    ])
      expect(detail.fields).toContain(said);
    expect(commentsOn(company, issue).join()).toMatch(
      /does not take what the form says .*badge \(too-long, from “Job title” on the form\)/,
    );

    // What fits goes in by itself; of the rest a person says that it may stay.
    await company.edit(issue, { Location: 'Basel' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).profile).toMatchObject({ site: 'Basel', city: 'Basel' });
    expect((await openException(company, 'profile-field-unfit')).detail.fields).not.toMatch(/site/);
    expect(await decide(company, 'profile-field-unfit', 'accept')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect([(await company.state(issue)).proved, await openKinds(company)]).toEqual([true, []]);
  });

  it('of the usual ones that is longer than the org takes is found before anything is sent', async () => {
    const company = await makeCompany();
    const mark = markOfLog(company);
    const issue = await company.file('Onboarding', engineer({ 'Last name': 'y'.repeat(51) }));
    await company.untilQuiet();
    const { detail } = await openException(company, 'profile-field-unfit');
    expect(detail.fields).toBe('familyName (too-long, from “Last name” on the form)');
    expect(commentsOn(company, issue).join()).toMatch(/familyName \(too-long, from “Last name” on the form\)/);
    expect([await openKinds(company), oktaWrites(company, mark)]).toEqual([['profile-field-unfit'], []]);
    await company.edit(issue, { 'Last name': 'Lindt' });
    await company.untilQuiet();
    const made = company.systems.okta.directory.users().filter(({ profile }) => profile.employeeNumber === 'E2001');
    expect(made.map(({ profile }) => profile.lastName)).toEqual(['Lindt']);
    expect([(await company.state(issue)).proved, await openKinds(company)]).toEqual([true, []]);
  });
});
