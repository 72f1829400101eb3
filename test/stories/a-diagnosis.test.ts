/** What an outsider would ask first is answered from complete listings; what could not be read is not known, never none. */
import { expect, it } from 'vitest';
import { seed } from '../../emulators/okta/index.ts';
import type { Diagnosis } from '../../src/core/diagnosis/index.ts';
import { connectionId } from '../../src/core/shared/ids.ts';
import { Fault } from '../../src/ports/fault.ts';
import { adopted, asked, there } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { ALL, BY_RULE, SOUND } from '../support/existing.ts';
import { markOfLog, oktaWrites } from '../support/looks.ts';

const PEOPLE = ALL.slice(0, 60);
const CERTAIN = SOUND.filter((one) => PEOPLE.includes(one));
const inUse = PEOPLE.filter(({ status }) => status === 'ACTIVE');

/** More is asked than a minute of the provider's limits holds, and here no minute goes by. */
const LIMITLESS = { systems: { okta: { limits: 'off' } } } as const;
const DENIED = { errorCode: 'E0000006', errorSummary: 'You do not have permission', errorCauses: [] };

/** Applications in front of some of the groups, one that people have directly, and an administrators' group. */
function furnish({ systems: { okta } }: Company) {
  const { directory } = okta;
  const [first, second] = CERTAIN;
  if (first === undefined || second === undefined) throw new Error('nobody there');
  const { apps } = seed(directory, {
    groups: [{ name: 'it-operators', hasAdminRole: true }, { name: 'app-tracker' }],
    apps: [
      { label: 'Wiki', groups: ['app-wiki'], features: ['PUSH_NEW_USERS', 'PUSH_USER_DEACTIVATION'] },
      { label: 'Studio', groups: ['app-studio', 'app-tracker'], users: [first.login] },
      { label: 'Tracker', groups: ['app-tracker'], users: [first.login, second.login] },
      { label: 'Notes', users: [second.login] },
    ],
  });
  for (const { login } of inUse.slice(2)) directory.signIn(directory.user(login)?.id ?? '');
  return apps;
}

async function diagnosed(company: Company): Promise<Diagnosis> {
  const answer = await asked(company, 'diagnose', {});
  expect(answer.refusal).toBeNull();
  return answer as unknown as Diagnosis;
}

const read = <Value>(one: { readonly known: true; readonly value: Value } | { readonly known: false }): Value => {
  if (!one.known) throw new Error('not known');
  return one.value;
};

describeStory('a diagnosis', (makeCompany) => {
  it('of a company that is there says what is known, without a single write', async () => {
    const company = await there(makeCompany, PEOPLE, LIMITLESS);
    const apps = furnish(company);
    const mark = markOfLog(company);
    const found = await diagnosed(company);
    expect(oktaWrites(company, mark)).toEqual([]);
    // Below `/apps` there are few calls a minute: one for each application, and a second where no group named it.
    const calls = company.systems.okta.log.list({ since: mark }).map(({ path }) => path.replace(/\?.*/, ''));
    const below = (suffix: string) => calls.filter((path) => path.startsWith('/api/v1/apps/') && path.endsWith(suffix));
    const listed = company.systems.okta.directory.apps();
    expect(below('/users')).toHaveLength(listed.length);
    const opened = listed.flatMap(({ id, label }) => (/^Okta /.test(label) ? [id] : [])).concat(apps.Notes ?? '');
    expect(below('/groups')).toEqual(opened.map((id) => `/api/v1/apps/${id}/groups`));
    expect(calls.filter((path) => path.endsWith('/roles') && path.includes('/groups/'))).toEqual([]);

    // Which groups open what: in part, by none, by one the catalogue does not name.
    const { top10, applications } = read(found.mapping);
    const own = ['Wiki', 'Studio', 'Tracker', 'Notes'];
    expect(applications.flatMap(({ name, gap }) => (own.includes(name) ? [[name, gap]] : []))).toEqual([
      ['Wiki', null],
      ['Studio', 'in-part'],
      ['Tracker', 'not-in-catalogue'],
      ['Notes', 'no-group'],
    ]);
    // Three of the example's own are used, and in nobody's catalogue here.
    expect(top10).toEqual({ of: 7, unknown: 6, ready: false });
    expect(read(found.direct)).toMatchObject([
      { application: 'Tracker', accounts: 2 },
      { application: 'Notes', accounts: 1 },
      { application: 'Studio', accounts: 1 },
    ]);

    // Every thirteenth is missing in a room the table gives: in less than 95 of 100 cases it agrees.
    const low = found.agreement.groups.filter(({ keepManual }) => keepManual).map(({ name }) => name);
    expect(low).toContain('print-room');
    expect(found.agreement.groups.find(({ name }) => name === 'office-basel')).toMatchObject({ missing: 0, extra: 0 });
    expect(found.agreement.rows.find(({ name }) => name === 'keys')).toMatchObject({ cases: 0, keepManual: false });
    expect(found.agreement.leftOut).toBe(inUse.length - CERTAIN.length);

    const { accounts } = found;
    expect(accounts.withoutPerson.count).toBe(5);
    expect(read(accounts.neverUsed).shown.map(({ login }) => login)).toEqual(
      expect.arrayContaining(
        PEOPLE.filter(({ status }) => status === 'STAGED' || status === 'PROVISIONED').map(({ login }) => login),
      ),
    );
    expect(accounts.withoutManager).toMatchObject({ known: false, because: expect.stringContaining('{manager}') });
    expect(read(found.privileged)).toEqual(['it-operators']);
    expect(found.groups.find(({ owner }) => owner === 'rule')).toMatchObject({
      groups: BY_RULE.length + 1,
      managed: BY_RULE.length,
    });

    // Before anything is recorded, only the group is known.
    const wiki = found.questions.find(({ application }) => application === 'wiki');
    expect(wiki).toMatchObject({
      explained: { value: 0 },
      groups: { value: ['app-wiki'] },
      lastUse: { known: false },
      secondTask: { value: 'none' },
    });
    expect(found.questions.find(({ application }) => application === 'Notes')).toMatchObject({
      explained: { known: false },
      secondTask: { value: 'direct-assignments' },
    });
  });

  it('after an adoption answers who has what by which row', async () => {
    const company = await there(makeCompany, PEOPLE.slice(0, 40), LIMITLESS);
    await adopted(company);
    const found = await diagnosed(company);
    const wiki = found.questions.find(({ application }) => application === 'wiki');
    const employees = CERTAIN.slice(0, 19).filter(({ workerType }) => workerType === 'employee').length;
    expect(read(wiki?.explained ?? { known: false })).toBeGreaterThanOrEqual(employees);
    expect(found.accounts.afterLeaving.count).toBe(0);
  });

  it('says what a missing right hides, and goes on with the rest; another provider’s trouble is none of it', async () => {
    const company = await there(makeCompany, PEOPLE.slice(0, 30), LIMITLESS);
    company.systems.okta.faults.add({ on: '^GET /api/v1/apps', do: 'refuse', status: 403, body: DENIED });
    const [okta] = [...company.world.providers.values()];
    if (okta === undefined) throw new Error('no provider');
    const down = { ...okta, listGroups: () => Promise.reject(new Fault('transient', 'list groups')) };
    const providers = new Map([...company.world.providers, [connectionId('other'), down] as const]);
    const found = await diagnosed({ ...company, world: { ...company.world, providers } });
    expect(found.mapping).toMatchObject({ known: false });
    expect(found.direct).toMatchObject({ known: false });
    expect(found.accounts.total).toBeGreaterThan(30);
  });
});
