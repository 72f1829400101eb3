/** What one person sees of their own access, and what they may ask for: also as `tenure access` prints it. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Filer } from '../../examples/acme/forms.ts';
import { up } from '../../src/adapters/postgres/migrations/0012_request_parties.ts';
import { perform, type ResultOf } from '../../src/app/operations/index.ts';
import { offersFor } from '../../src/app/requests/offers.ts';
import { type Company, describeStory } from '../support/company.ts';
import { engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const BEN = 'ben.okafor@acme.example';
const BEN_AT_JIRA: Filer = { email: BEN, token: 'ben-token' };

type Access = ResultOf<'access'>;
const accessOf = async (company: Company, person: string): Promise<Access> => {
  const told = await perform(company.world, 'access', { person });
  if (told.kind !== 'done') throw new Error(JSON.stringify(told));
  return told.result as Access;
};
const titles = (all: readonly { readonly title: string }[]) => all.map(({ title }) => title);

/** Mara works here under Ben, who works here too. */
async function bothWorkHere(company: Company): Promise<void> {
  for (const filer of [MARA_AT_JIRA, BEN_AT_JIRA]) {
    company.systems.jira.site.addUser({ displayName: filer.email, groups: [], ...filer });
  }
  const ben = {
    'Employee number': 'E2002',
    'First name': 'Ben',
    'Last name': 'Okafor',
    'Private email': 'b@home.example',
  };
  await company.file('Onboarding', engineer(ben));
  await company.file('Onboarding', engineer({ Manager: BEN }));
  await company.untilQuiet();
}

describeStory('what somebody sees of their own access', (makeCompany) => {
  it('is told to themselves and to their manager; a colleague sees what policy offers, and not what is held', async () => {
    const company = await makeCompany();
    await bothWorkHere(company);
    const [mara] = await company.store.read.findPersons(MARA);
    const [ben] = await company.store.read.findPersons(BEN);
    if (mara === undefined || ben === undefined) throw new Error('nobody was registered');
    const held = async (forWhom: typeof mara, by: typeof mara) => {
      const offers = await offersFor(company.world, forWhom, by);
      const offer = offers.ok ? offers.value.named('Slack: member') : null;
      return offer?.offered === false ? offer.because : 'offered';
    };
    // He is her manager; she is nobody to his access.
    expect(await held(mara, mara)).toBe('comes-with-the-job');
    expect(await held(mara, ben)).toBe('comes-with-the-job');
    expect(await held(ben, mara)).toBe('offered');
  });

  it('is what they hold, have asked, are to decide, may ask for, and had', async () => {
    const company = await makeCompany();
    await bothWorkHere(company);
    const asks = async (values: Record<string, string>, by = MARA_AT_JIRA) => {
      const issue = await company.file('Access request', values, by);
      await company.untilQuiet();
      return issue.key;
    };
    const reason = { Duration: '6 hours', Reason: 'The upgrade' };
    const production = await asks({ 'Requested access': 'AWS: production', ...reason });
    const tableau = await asks({ 'Requested access': 'Tableau: viewer', Duration: '24 hours' });
    await asks({ 'Requested access': 'GitHub: maintainer', ...reason, 'For whom': MARA }, BEN_AT_JIRA);

    const hers = await accessOf(company, MARA);
    expect(hers.holds[0]).toMatchObject({
      title: 'Tableau: viewer',
      until: expect.stringMatching(/^2026-03-03T08:00:/),
      begins: false,
      mayGiveBack: true,
      issue: { key: tableau },
    });
    expect(hers.holds.find(({ title }) => title === 'Slack: member')).toMatchObject({
      until: null,
      mayGiveBack: false,
      causes: ['birthright'],
    });
    expect(hers.asked.find(({ issue }) => issue.key === production)).toMatchObject({
      title: 'AWS: production',
      forWhom: null,
      askedBy: null,
      duration: '6 hours',
      waitsFor: { stage: 1, stages: 2, approvers: [{ mail: BEN, as: 'manager' }] },
    });
    expect(hers.asked.find(({ title }) => title === 'GitHub: maintainer')).toMatchObject({ askedBy: 'Ben Okafor' });
    expect(hers.toDecide).toEqual([]);

    // He is asked about hers, and not about what he asks for her himself.
    const his = await accessOf(company, BEN);
    expect(his.asked).toMatchObject([{ title: 'GitHub: maintainer', forWhom: 'Mara Lindt', askedBy: null }]);
    expect(his.toDecide).toMatchObject([
      { title: 'AWS: production', forWhom: 'Mara Lindt', duration: '6 hours', reason: 'The upgrade', risk: 'high' },
    ]);

    // As an installation of before this was noted beside the record finds it: from the record.
    await sql`drop table tenure.request_party`.execute(company.opened.databases.main);
    await up(company.opened.databases.main);
    expect([await accessOf(company, MARA), await accessOf(company, BEN)]).toEqual([hers, his]);

    const offered = async (search: string) => {
      const told = await perform(company.world, 'offers', { person: MARA, search });
      return told.kind === 'done' ? (told.result as ResultOf<'offers'>).offers : told;
    };
    expect(await offered('snowflake engineer')).toMatchObject([
      {
        access: 'snowflake:engineer',
        choices: [{ for: '1 hour' }, { for: '6 hours', isUsual: true, answer: 'stages', reason: 'needed' }, {}, {}],
        emergency: [{ for: '1 hour', answer: 'break-glass' }],
      },
    ]);
    expect(await offered('slack')).toMatchObject([
      { offered: false, words: 'is held already: it comes with the job.' },
    ]);
    expect(await offered('aws prod')).toMatchObject([
      { offered: false, words: 'is asked for already, and waits for a decision.' },
    ]);

    await perform(company.world, 'decide', { case: production, verdict: 'refuse', by: BEN, reason: 'Not today' });
    await company.untilQuiet();
    await company.pass('25h');
    expect((await accessOf(company, BEN)).toDecide).toEqual([]);
    const later = await accessOf(company, MARA);
    expect(titles(later.holds)).not.toContain('Tableau: viewer');
    expect(later.again.map(({ title, ended }) => `${title}: ${ended}`)).toEqual([
      'Tableau: viewer: ended on time',
      'AWS: production: refused',
    ]);
  });
});
