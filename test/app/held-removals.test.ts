/** The brake's second line: what follows from a change of many is taken at so many an hour, and no more. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { commitCase } from '../../src/app/commit.ts';
import { applyPolicy, confirmChangeSet } from '../../src/app/policy/policyInForce.ts';
import { stopSignIn } from '../../src/app/reconcile/signIn.ts';
import { foldCase } from '../../src/core/evidence/index.ts';
import { accountId, changeSetId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import { decide, INES, openKinds } from '../support/hands.ts';
import { accountWith, groupId, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { mayBeEmptied } from '../support/tableEdits.ts';

const NOAH = 'noah.berg@acme.example';
type Edit = (text: string) => string;
const limited = (name: string, most: number) => (text: string) =>
  mayBeEmptied(text.replace(new RegExp(`  ${name}: \\d+`), `  ${name}: ${most}`));
const ENGINEERING = 'github:member|jira:developer,eng-core';
const without = (text: string) => text.replace(ENGINEERING, 'github:member|jira:developer,');

async function twoHired(makeCompany: MakeCompany, policy: Edit): Promise<Company> {
  const company = await makeCompany({ policy });
  await company.file('Onboarding', engineer());
  await company.file('Onboarding', engineer({ 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' }));
  await company.untilQuiet();
  return company;
}

async function change(company: Company, edit: Edit, author = 'rafael') {
  const policy = acmePolicy(company.systems.addresses, edit);
  expect(await applyPolicy(company.world, { policy, author, approver: null })).toMatchObject({ kind: 'in-force' });
  await company.untilQuiet();
}

const stillIn = (company: Company, group: string) =>
  [MARA, NOAH].filter((login) => groupsOf(company, login).includes(group));

const details = async ({ store }: Company) =>
  (await store.read.exceptions({ open: true })).map(({ kind, detail }) => ({ kind, ...detail }));

async function booked({ opened }: Company) {
  const { rows } = await sql<{ meter: string; count: number }>`
    select meter, sum(count)::integer as count from tenure.meter group by meter order by meter`.execute(
    opened.databases.main,
  );
  return rows;
}

describeStory('a removal over the hourly limit', (makeCompany) => {
  it('is an exception while it waits, and none once it was read back', async () => {
    const policy = limited('removalsPerHour', 1);
    const company = await twoHired(makeCompany, policy);
    await change(company, (text) => policy(without(text)));
    expect(stillIn(company, 'eng-core')).toHaveLength(1);
    const [set] = await company.store.read.changeSets();
    expect(await details(company)).toEqual([
      { kind: 'brake-held', changeSet: set?.id, origin: 'policy', limit: 'removalsPerHour' },
    ]);

    await company.pass('3h');
    expect(stillIn(company, 'eng-core')).toEqual([]);
    expect(await openKinds(company)).toEqual([]);
  });

  it('is told anew when another change is held: what somebody let be was the one before', async () => {
    const policy = limited('removalsPerHour', 1);
    const company = await makeCompany({ policy });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const less = (text: string) => policy(text.replace(ENGINEERING, 'github:member,'));
    await change(company, less);
    await decide(company, 'brake-held', 'accept');
    await company.pass('3h');
    expect(stillIn(company, 'eng-core')).toEqual([]);

    await change(company, (text) => less(text).replace('slack:member|zoom:user|', ''));
    expect(groupsOf(company, MARA).filter((name) => ['app-slack', 'app-zoom'].includes(name))).toHaveLength(1);
    expect(await openKinds(company)).toEqual(['brake-held']);
  });

  it('is held by its group, and what leaves other groups goes on', async () => {
    const policy = limited('groupRemovalsPerHour', 1);
    const company = await twoHired(makeCompany, policy);
    await change(company, (text) => policy(without(text)));
    expect(stillIn(company, 'eng-core')).toHaveLength(1);
    expect(await details(company)).toMatchObject([{ limit: 'groupRemovalsPerHour' }]);
    await change(company, (text) =>
      policy(without(text).replace('site-switzerland,', ',').replace('Zurich|Basel,,,', 'Zurich|Basel,,site-london,')),
    );
    expect(stillIn(company, 'site-switzerland')).toHaveLength(1);
  });

  it('is held by its author, and another author’s change of the same hour goes on', async () => {
    const policy = limited('actorRemovalsPerHour', 2);
    const company = await twoHired(makeCompany, policy);
    await change(company, (text) => policy(without(text)));
    expect(stillIn(company, 'eng-core')).toEqual([]);
    const less = (text: string) => policy(without(text)).replace('slack:member|zoom:user|', 'slack:member|');
    await change(company, less, 'Rafael');
    expect(stillIn(company, 'app-zoom')).toEqual([MARA, NOAH]);
    expect(await details(company)).toMatchObject([
      { limit: 'actorRemovalsPerHour' },
      { limit: 'actorRemovalsPerHour' },
    ]);
    await change(company, (text) => less(text).replace('|confluence:user', ''), 'ines');
    expect(stillIn(company, 'app-confluence')).toEqual([]);
    expect(stillIn(company, 'app-zoom')).toEqual([MARA, NOAH]);
  });

  it('waits for less than all of it: who loses more than an hour allows loses it hour by hour', async () => {
    const policy = limited('removalsPerHour', 1);
    const company = await makeCompany({ policy });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await change(company, (text) => policy(text.replace(ENGINEERING, 'github:member,')));
    const left = () =>
      groupsOf(company, MARA).filter((name) => ['eng-core', 'eng-jira-developers', 'app-jira'].includes(name));
    expect(left()).toHaveLength(2);
    expect(await openKinds(company)).toEqual(['brake-held']);
    await company.pass('65m');
    expect(left()).toHaveLength(1);
    await company.pass('65m');
    expect(left()).toEqual([]);
    expect(await openKinds(company)).toEqual([]);
  });
});

describeStory('what is booked', (makeCompany) => {
  it('is booked once, however often the run is repeated', async () => {
    const company = await twoHired(makeCompany, limited('removalsPerHour', 2));
    const down = { status: 503, body: {} } as const;
    const group = groupId(company, 'eng-core');
    company.systems.okta.faults.add({ do: 'refuse', on: `DELETE /api/v1/groups/${group}/`, times: 6, ...down });
    await change(company, (text) => limited('removalsPerHour', 2)(without(text)));
    await company.pass('10m');
    expect(stillIn(company, 'eng-core')).toEqual([]);
    const counts = await booked(company);
    expect(counts).toHaveLength(3);
    expect(counts.map(({ count }) => count)).toEqual([2, 2, 2]);
  });

  it('counts what goes after something else was added, too', async () => {
    const policy = limited('removalsPerHour', 1);
    const company = await twoHired(makeCompany, policy);
    await change(company, (text) => policy(text.replace(ENGINEERING, 'github:member|jira:developer,site-london')));
    expect(stillIn(company, 'site-london')).toEqual([MARA, NOAH]);
    expect(stillIn(company, 'eng-core')).toHaveLength(1);
  });
});

describeStory('what a person decided about one', (makeCompany) => {
  it('is carried out while what follows from a change of many waits', async () => {
    const policy = limited('removalsPerHour', 1);
    const company = await twoHired(makeCompany, policy);
    await change(company, (text) => policy(without(text)));
    const [waiting] = stillIn(company, 'eng-core');
    const employee = waiting === MARA ? 'E2001' : 'E2002';
    await company.file('Change', { Employee: employee, Location: 'London' });
    await company.untilQuiet();
    expect(groupsOf(company, waiting ?? '')).toEqual(expect.arrayContaining(['site-london', 'eng-core']));
    expect(groupsOf(company, waiting ?? '')).not.toContain('site-switzerland');

    const left = await company.file('Offboarding', { Employee: employee });
    await company.untilQuiet();
    expect(groupsOf(company, waiting ?? '')).toEqual([]);
    expect(accountWith(company, waiting ?? '').status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
    expect(await openKinds(company)).toEqual([]);
  });
});

describeStory('what a person has confirmed', (makeCompany) => {
  it('is taken at once, however much it is', async () => {
    const policy = (text: string) => limited('removalsPerHour', 1)(limited('peoplePerOrigin', 1)(text));
    const company = await twoHired(makeCompany, policy);
    const edited = acmePolicy(company.systems.addresses, (text) => policy(without(text)));
    const held = await applyPolicy(company.world, { policy: edited, author: 'rafael', approver: null });
    if (held.kind !== 'held') throw new Error(`not held but ${held.kind}`);
    expect(await confirmChangeSet(company.world, held.changeSet, held.hash, INES)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(stillIn(company, 'eng-core')).toEqual([]);
    expect(await booked(company)).toEqual([]);
  });
});

/** No kind of origin ends somebody's work yet; this is what an import will leave in the ledger. */
async function endWork({ store, world, policy }: Company, login: string, isSetKnown = true) {
  const [person] = await store.read.findPersons(login);
  if (person === undefined) throw new Error(`nobody has the login ${login}`);
  const changeSet = changeSetId('0190a1b2-0000-7000-8000-000000000001');
  await store.transaction(async (tx) => {
    const origin = { kind: 'import', ref: 'roster', actor: 'hr-feed' } as const;
    const set = {
      id: changeSet,
      origin,
      state: 'applying',
      hash: 'h',
      because: [],
      policy: null,
      problems: [],
    } as const;
    if (isSetKnown) await tx.saveChangeSet({ ...set, createdAt: tx.now });
    const ledger = await tx.lockPerson(person);
    const [engagement] = ledger.engagements;
    if (engagement === undefined) throw new Error('nobody works here');
    const by = engagement.openedBy;
    const state = foldCase(by, await tx.lockCase(by));
    const ended = { ...engagement, end: tx.now, endedBy: by, endedIn: { changeSet, by } };
    await commitCase(tx, {
      ledger,
      state,
      events: [{ type: 'EngagementChanged', engagement: ended }],
      settings: policy.settings,
      timing: world.timing,
      edits: true,
      mayProve: false,
    });
  });
}

describeStory('a closing that follows from a change of many', (makeCompany) => {
  it('counts as one, and is held with everything it would take', async () => {
    const company = await twoHired(makeCompany, limited('removalsPerHour', 1));
    await endWork(company, MARA);
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    const before = groupsOf(company, NOAH);
    await endWork(company, NOAH);
    await company.untilQuiet();
    expect(accountWith(company, NOAH).status).toBe('PROVISIONED');
    expect(groupsOf(company, NOAH)).toEqual(before);
    // What stops a leaver's sign-in ahead of the plan does not run ahead of the count.
    const [noah] = await company.store.read.findPersons(NOAH);
    await stopSignIn(company.world, accountId(`okta/${noah}`));
    expect(accountWith(company, NOAH).status).toBe('PROVISIONED');
    expect(await details(company)).toMatchObject([{ kind: 'brake-held', origin: 'import', limit: 'removalsPerHour' }]);

    await company.pass('65m');
    expect(accountWith(company, NOAH).status).toBe('DEPROVISIONED');
    expect(await openKinds(company)).toEqual([]);
  });

  it('counts also when nobody can say any more what it followed from', async () => {
    const company = await twoHired(makeCompany, limited('removalsPerHour', 1));
    await endWork(company, MARA, false);
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    const before = groupsOf(company, NOAH);
    await endWork(company, NOAH, false);
    await company.untilQuiet();
    expect(accountWith(company, NOAH).status).toBe('PROVISIONED');
    expect(groupsOf(company, NOAH)).toEqual(before);
    expect(await details(company)).toMatchObject([{ kind: 'brake-held', origin: 'unknown', limit: 'removalsPerHour' }]);
  });
});
