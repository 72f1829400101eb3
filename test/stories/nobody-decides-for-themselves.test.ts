/** Invariant 9: nobody files, edits or settles about themselves, and only those who may. */
import { expect, it } from 'vitest';
import { BEN, type Filer } from '../../examples/acme/forms.ts';
import { settle } from '../../src/app/settling/settle.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, INES, openException, openKinds, takeFrom } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const BERG = 'mara.berg@acme.example';

/** Mara works in HR now, and may file. */
function withRights({ systems }: Company, mailHidden = false): Filer {
  const known = { displayName: 'Mara Lindt', email: MARA, token: 'mara-token', groups: ['hr-team'], mailHidden };
  systems.jira.site.addUser(known);
  return { email: MARA, token: 'mara-token' };
}

describeStory('invariant 9: nobody decides for themselves', (makeCompany) => {
  it('an edit by the person concerned changes nothing, is said on the issue, and a person looks', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const mark = markOfLog(company);
    await company.edit(issue, { 'Job title': 'Senior Engineer' }, withRights(company));
    await company.untilQuiet();
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(commentsOn(company, issue).at(-1)).toMatch(/“Job title” was last edited by the person it is about/);
    expect(await openKinds(company)).toEqual(['unauthorised-edit']);
  });

  it('a form filed by the person concerned is refused', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const mark = markOfLog(company);
    const own = await company.file('Change', { Employee: 'E2001', Department: 'IT' }, withRights(company));
    await company.untilQuiet();
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(commentsOn(company, own).join()).toMatch(/by the person it is about/);
  });

  it('a form filed by someone without the right is refused, whatever it asks for', async () => {
    const company = await makeCompany();
    for (const [type, values] of [
      ['Onboarding', engineer()],
      ['Offboarding', { Employee: 'E2001' }],
    ] as const) {
      const issue = await company.file(type, values, BEN);
      await company.untilQuiet();
      expect(commentsOn(company, issue).join()).toMatch(/filed by someone who may not file this kind of case/);
    }
    expect(oktaWrites(company)).toEqual([]);
    expect(company.systems.mail.messages({ to: 'mara@home.example' })).toEqual([]);
  });

  it('an exception on their own case is settled by somebody else', async () => {
    const company = await makeCompany({ policy: (text) => text.replace('confirm: [', `confirm: [${MARA}, `) });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    takeFrom(company, 'eng-core', MARA);
    await company.edit(issue, { Notify: 'it@acme.example' });
    await company.untilQuiet();
    expect(await decide(company, 'gone-after-verified', 'restore', MARA)).toEqual({ ok: false, refusal: 'own-case' });
    expect(await decide(company, 'gone-after-verified', 'restore', BEN.email)).toEqual({
      ok: false,
      refusal: 'not-allowed',
    });
    expect(await decide(company, 'gone-after-verified', 'adopt')).toEqual({
      ok: false,
      refusal: 'verdict-does-not-fit',
    });
    const { id } = await openException(company, 'gone-after-verified');
    expect(await decide(company, 'gone-after-verified', 'restore')).toMatchObject({ ok: true });
    const again = { exception: id, verdict: 'restore', by: INES, reason: '' } as const;
    expect(await settle(company.world, again)).toEqual({ ok: false, refusal: 'settled-already' });
  });

  it('nor by the name Jira has for them, which is in no list and on no account', async () => {
    const company = await makeCompany({ policy: (text) => text.replace('confirm: [', `confirm: [${MARA}, `) });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    withRights(company);
    takeFrom(company, 'eng-core', MARA);
    await company.file('Change', { Employee: 'E2001', Notify: 'it@acme.example' });
    await company.untilQuiet();
    const atJira = company.systems.jira.site.directory.userWithMail(MARA)?.accountId ?? '';
    const { id } = await openException(company, 'gone-after-verified');
    const word = { exception: id, verdict: 'restore', by: atJira, reason: 'mine' } as const;
    expect(await settle(company.world, word)).toEqual({ ok: false, refusal: 'own-case' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
  });

  it('whoever has a new name is still themselves by the old one, which Jira and the lists go on using', async () => {
    const company = await makeCompany({
      policy: (text) =>
        text.replace('naming:\n', 'naming:\n  onNameChange: new-login\n').replace('confirm: [', `confirm: [${MARA}, `),
    });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    await company.file('Change', { Employee: 'E2001', 'Last name': 'Berg' });
    await company.untilQuiet();
    // Jira shows no address of hers: she is found by the one she had.
    await company.edit(issue, { 'Job title': 'Senior Engineer' }, withRights(company, true));
    await company.untilQuiet();
    expect(commentsOn(company, issue).at(-1)).toMatch(/“Job title” was last edited by the person it is about/);
    expect(groupsOf(company, BERG)).toEqual(ENGINEER_GROUPS);
    expect(await openKinds(company)).toEqual(['unauthorised-edit']);
    expect(await decide(company, 'unauthorised-edit', 'ignore', MARA)).toEqual({ ok: false, refusal: 'own-case' });
  });
});
