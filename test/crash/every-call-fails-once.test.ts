/**
 * A tour of joining, moving and leaving in which every write to one system fails once before it works: the answer is
 * lost after the work was done, the connection is cut before it, or the vendor is out of order. The end is the same.
 */
import { expect, it } from 'vitest';
import type { Fault } from '../../emulators/kit/faults/fault.ts';
import type { LoggedRequest } from '../../emulators/kit/requestLog.ts';
import { AISHA, type Filed } from '../../examples/acme/forms.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, recordOn, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

type System = 'okta' | 'jira';

const WAYS: Readonly<Record<string, (on: string, times: number) => Fault>> = {
  'loses its answer': (on, times) => ({ on, times, do: 'lose-response' }),
  'is cut off before it': (on, times) => ({ on, times, do: 'drop' }),
  'answers 503': (on, times) => ({ on, times, do: 'refuse', status: 503 }),
};

interface Toured {
  readonly issues: readonly Filed[];
  readonly end: unknown;
}

async function tour(company: Company): Promise<Toured> {
  const hired = await company.file('Onboarding', engineer({ Hardware: ['MacBook Pro'] }));
  await company.pass('10m');
  for (const { key } of await company.forms.subtasks(AISHA, hired.key)) await company.forms.moveTo(AISHA, key, 'Done');
  await company.pass('10m');
  const moved = await company.file('Change', { Employee: 'E2001', Department: 'Data', 'Job title': 'Data Engineer' });
  await company.pass('10m');
  const atWork = groupsOf(company, MARA);
  const left = await company.file('Offboarding', { Employee: 'E2001' });
  await company.pass('20m');
  const issues = [hired, moved, left];
  return {
    issues,
    end: {
      accounts: company.systems.okta.directory.users().length,
      status: accountWith(company, MARA).status,
      atWork,
      left: groupsOf(company, MARA),
      statuses: issues.map((issue) => statusOf(company, issue)),
      told: issues.map((issue) => factsTold(company, issue)),
      records: issues.map((issue) => recordOn(company, issue).ok),
      tasks: (await company.forms.subtasks(AISHA, hired.key)).length,
      open: await openKinds(company),
      activations: new Set(company.systems.mail.messages({ to: 'mara@home.example' }).map((one) => one.messageId)).size,
    },
  };
}

/** Which outside facts the issue tells, as often as it does. Under a lost answer nobody can say who made a member one. */
const factsTold = (company: Company, issue: Filed) =>
  (
    commentsOn(company, issue)
      .join('\n')
      .match(/(Joined|Member|Left) \| [\w-]+|Account closed|Closing read/g) ?? []
  )
    .map((fact) => fact.replace('Joined', 'Member'))
    .sort();

/** The writes of Tenure itself, by pattern, with how often each came. */
function writesOf(company: Company, system: System): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const request of company.systems[system].log.list({ matching: /^(POST|PUT|DELETE) / })) {
    const pattern = patternOf(request, system);
    if (pattern !== null) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  return counts;
}

function patternOf({ method, path }: LoggedRequest, system: System): string | null {
  const [bare = ''] = path.split('?');
  // Reading by POST, and what people do in Jira themselves, are not ours to lose.
  if (/search|comment\/list/.test(bare)) return null;
  if (system === 'jira' && !/(comment|properties\/[\w.]+)$/.test(bare)) return null;
  return `^${method} ${bare.replace(/00[ug]\w+/g, '[^/]+').replace(/\/issue\/\d+/, '/issue/\\d+')}(\\?|$)`;
}

let clean: (Toured & { readonly writes: Readonly<Record<System, ReadonlyMap<string, number>>> }) | undefined;

describeStory('a tour', (makeCompany) => {
  it('without any trouble ends with everything proved', async () => {
    const company = await makeCompany();
    const toured = await tour(company);
    clean = { ...toured, writes: { okta: writesOf(company, 'okta'), jira: writesOf(company, 'jira') } };
    expect(toured.end).toMatchObject({
      status: 'DEPROVISIONED',
      left: [],
      statuses: ['Done', 'Done', 'Done'],
      open: [],
    });
  });

  for (const system of ['okta', 'jira'] as const) {
    for (const [way, fault] of Object.entries(WAYS)) {
      it(`in which every write to ${system} ${way} once ends as if nothing had happened`, async () => {
        if (clean === undefined) throw new Error('the tour itself failed');
        const { end, writes } = clean;
        expect(writes[system].size).toBeGreaterThan(2);
        const company = await makeCompany();
        for (const [pattern, count] of writes[system]) {
          company.systems[system].faults.add(fault(pattern, Math.min(count, 4)));
        }
        const toured = await tour(company);
        const failed = company.systems[system].log
          .list()
          .filter(({ responseLost, status }) => responseLost || status === 503);
        expect(failed.length).toBeGreaterThanOrEqual(writes[system].size);
        expect(toured.end).toEqual(end);
      });
    }
  }
});
