/** Access that was taken over by a list is looked at again on its date: asked about once, on the issue of all, and nobody decides about their own. */
import { expect, it } from 'vitest';
import { tellAccessReviews } from '../../src/app/adoption/index.ts';
import { adopted, INES, RAFAEL } from '../support/adopting.ts';
import { type Company, type CompanyOptions, describeStory } from '../support/company.ts';
import { ALL, type Existing, existingPolicy, seedExisting } from '../support/existing.ts';
import { decide, openException, openKinds, putInto } from '../support/hands.ts';
import { commentsOn, groupsOf, markOfLog, oktaWrites, statusOf } from '../support/looks.ts';

const person = (n: number): Existing => {
  const found = ALL[n];
  if (found === undefined) throw new Error(`there are no ${n} people`);
  return found;
};
/** Two in the studio, of medium risk; one in the old CRM, of low. */
const [MAX, ADA, OLD] = [person(45), person(66), person(49)];

/** The form's list of applications is the example company's. */
const inAMonth: CompanyOptions['policy'] = (text, file) =>
  existingPolicy(text, file)
    .replace('    name: studio', '    name: Tableau')
    .replace(
      '\n  contractEnd: contractEnd\n',
      '\n  contractEnd: contractEnd\n  reviewAfter: { low: 90d, medium: 30d }\n',
    );

const told = (company: Company) => tellAccessReviews(company.world);

/** The dates of everything in the studio, by whose it is. */
async function datesOf(company: Company, number: string): Promise<readonly (string | undefined)[]> {
  const [id] = await company.store.read.findPersons(number);
  if (id === undefined) throw new Error(`nobody has ${number}`);
  const { grants } = await company.store.read.person(id);
  return grants.flatMap(({ cause, review }) => (cause === 'adopted' ? [review?.slice(0, 10)] : []));
}

const endsStudio = (company: Company, Employee: string) =>
  company.file('Change', { Employee, 'Access that ends': ['Tableau'] });

describeStory('access that was taken over', (makeCompany) => {
  it('is asked about on its date, once; kept until a new one by somebody whose it is not, and not asked about until then', async () => {
    const company = await makeCompany({ policy: inAMonth });
    seedExisting(company, [MAX, ADA, OLD]);
    // Ines may decide, and has access of her own that no row gives.
    putInto(company, 'app-studio', INES);
    const { case: key } = await adopted(company);
    const issue = company.systems.jira.site.issue(key);
    await company.pass('29d');
    expect(await told(company)).toEqual({ asked: 0, withdrawn: 0 });
    const mark = markOfLog(company);

    await company.pass('2d');
    expect(await told(company)).toEqual({ asked: 1, withdrawn: 0 });
    await company.untilQuiet();
    expect(await told(company)).toEqual({ asked: 0, withdrawn: 0 });
    expect(await openKinds(company)).toEqual(['access-review-due']);
    expect((await openException(company, 'access-review-due')).detail).toMatchObject({ accesses: 3, people: 3 });
    const asked = commentsOn(company, issue).at(-1) ?? '';
    expect(asked).toMatch(/access that was taken over by a list/);
    expect(asked).toMatch(
      new RegExp(`${ADA.givenName} ${ADA.familyName} \\| studio \\| app-studio \\| before 2 Mar 2026`),
    );
    expect(asked).not.toContain(OLD.familyName);
    expect(statusOf(company, issue)).toBe('Done');
    const mails = company.systems.mail.messages({ to: 'it@acme.example' });
    expect(mails.map(({ subject }) => subject)).toEqual([`Needs a person: adoption (${key})`]);
    expect(oktaWrites(company, mark)).toEqual([]);

    // What is not needed any more is ended by a form; of the rest Ines decides, but for her own.
    await endsStudio(company, ADA.number);
    await company.untilQuiet();
    expect(groupsOf(company, ADA.login)).not.toContain('app-studio');
    expect(await told(company)).toEqual({ asked: 0, withdrawn: 0 });
    expect(await decide(company, 'access-review-due', 'confirm')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(await datesOf(company, MAX.number)).toEqual(['2026-05-02']);
    expect(await datesOf(company, INES)).toEqual(['2026-04-01']);
    expect(await told(company)).toEqual({ asked: 1, withdrawn: 0 });
    expect((await openException(company, 'access-review-due')).detail).toMatchObject({ accesses: 1, people: 1 });
    expect(await decide(company, 'access-review-due', 'confirm')).toEqual({ ok: false, refusal: 'own-case' });
    expect(await decide(company, 'access-review-due', 'confirm', RAFAEL)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(await datesOf(company, INES)).toEqual(['2026-05-02']);

    // Silent until the next date, and then one question again; it goes when nothing of it is left.
    expect(await told(company)).toEqual({ asked: 0, withdrawn: 0 });
    await company.pass('29d');
    expect(await told(company)).toEqual({ asked: 0, withdrawn: 0 });
    await company.pass('2d');
    expect(await told(company)).toEqual({ asked: 1, withdrawn: 0 });
    expect((await openException(company, 'access-review-due')).detail).toMatchObject({ accesses: 2, people: 2 });
    await endsStudio(company, MAX.number);
    await endsStudio(company, INES);
    await company.untilQuiet();
    expect(await told(company)).toEqual({ asked: 0, withdrawn: 1 });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual([]);
    // Another thirty days later it is the old CRM's turn.
    await company.pass('30d');
    expect(await told(company)).toEqual({ asked: 1, withdrawn: 0 });
    await company.untilQuiet();
    expect(commentsOn(company, issue).at(-1)).toContain(OLD.familyName);
  });
});
