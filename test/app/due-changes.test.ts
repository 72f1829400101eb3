/** The alarm clock: what is due is begun, whatever is wrong beside it. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { accountWith } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const NOAH = { 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' };

describeStory('what is due', (makeCompany) => {
  it('begins although an account that was due before it cannot be read', async () => {
    const company = await makeCompany({ mayStumble: true });
    await company.file('Onboarding', engineer({ 'Start date': '2026-01-05', 'Last day': '2026-03-31' }));
    await company.file('Onboarding', engineer({ ...NOAH, 'Start date': '2026-04-06' }));
    await company.untilQuiet();
    const [noah] = await company.store.read.findPersons('E2002');
    await sql`update tenure.engagement set body = 'null'::jsonb where person = ${noah}`.execute(
      company.opened.databases.main,
    );
    await company.pass('2026-04-01T12:00:00.000Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(company.log.some(({ message }) => message === 'a change that is due could not be begun')).toBe(true);
  });
});
