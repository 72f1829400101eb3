/** An emergency is decided before Jira takes its issue: until then nobody looks for an issue without a name. */
import { expect, it } from 'vitest';
import { perform } from '../../src/app/operations/index.ts';
import { describeStory } from '../support/company.ts';
import { commentsOn, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

/** As requests of the help desk are filed. */
const FILING = 'POST /rest/servicedeskapi/request$';
const REFUSED = { status: 403, body: { errorMessages: ['You may not create issues here.'], errors: {} } };

describeStory('an emergency whose issue Jira refuses', (makeCompany) => {
  it('is looked at when its issue is there, whatever changes meanwhile for whom it is', async () => {
    const company = await makeCompany();
    const { site, faults, log } = company.systems.jira;
    site.addUser({ displayName: 'Mara Lindt', groups: [], email: MARA, token: 'mara-token' });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    faults.add({ on: FILING, do: 'refuse', ...REFUSED, times: 10_000 });
    await perform(company.world, 'ask', {
      ...{ by: MARA, access: ['AWS: production'], reason: 'The site is down', breakGlass: true },
    });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('aws-production');
    await company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Engineer' });
    await company.untilQuiet();
    expect(log.list().filter(({ path }) => /^\/rest\/api\/3\/issue\/?(\?|$)/.test(path))).toEqual([]);

    faults.clear();
    await company.pass('1h');
    expect(commentsOn(company, { id: '', key: 'HELP-1' }).join('\n')).toContain(
      'Decided before this issue could be filed',
    );
  });
});
