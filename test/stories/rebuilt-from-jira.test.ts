/**
 * Invariant 14: the database is lost with everything in it. What Tenure knows is made again from the signed records on the issues in Jira:
 * fact by fact, in shadow, and nothing of a record that somebody has touched.
 */
import { expect, it } from 'vitest';
import type { Issue } from '../../emulators/jira/model.ts';
import type { Filed } from '../../examples/acme/forms.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import { applyPolicy, confirmChangeSet } from '../../src/app/policy/policyInForce.ts';
import { rulesBook } from '../../src/app/policy/rules.ts';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { liftForced } from '../../src/app/restore/forcedShadow.ts';
import { restoreFromIssues } from '../../src/app/restore/fromIssues.ts';
import { olderStoreNotes } from '../../src/app/restore/olderStore.ts';
import { sealNow } from '../../src/app/seals/make.ts';
import { sealPieces, writeSeal } from '../../src/core/evidence/index.ts';
import type { PersonLedger } from '../../src/core/grant/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { emptyAll } from '../support/emptyAll.ts';
import { accountWith, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const INES = 'ines.keller@acme.example';
const TABLEAU = 'app-tableau';
const IDA = {
  'Employee number': 'E2002',
  'First name': 'Ida',
  'Last name': 'Blom',
  'Private email': 'ida@home.example',
};
const OLE = {
  'Employee number': 'E2003',
  'First name': 'Ole',
  'Last name': 'Fink',
  'Private email': 'ole@home.example',
};

async function workingCompany(company: Company) {
  await company.file('Onboarding', engineer());
  const edited = await company.file('Onboarding', engineer(IDA));
  const touched = await company.file('Onboarding', engineer(OLE));
  await company.untilQuiet();
  await company.pass('1h');
  await company.file('Change', { Employee: 'E2001', Applications: ['Tableau'], 'Access until': '2026-03-10' });
  await company.file('Offboarding', { Employee: 'E2002', 'Last day': '2026-03-04' });
  await company.untilQuiet();
  return { touched, edited };
}

const ledgerOf = async ({ store: { read } }: Company, number: string) => {
  const [person, ...others] = await read.findPersons(number);
  expect(others).toEqual([]);
  return person === undefined ? null : read.person(person);
};

/** As the provider's account says it: nothing says where mail reaches them beside it, nor who manages them. */
function withoutPrivate(ledger: PersonLedger | null | undefined) {
  if (ledger?.person == null) throw new Error('nobody');
  const { privateMail: _, managerMail: _manager, ...profile } = ledger.person.profile;
  return { ...ledger, person: { ...ledger.person, profile } };
}

/** One word of one event, as an administrator of Jira may write it. */
function tamper({ systems }: Company, { key }: Filed) {
  const { properties } = systems.jira.site.issue(key);
  const text = JSON.stringify(properties.get('tenure.record.1'));
  const other = text.replace('"eng-core"', '"eng-admins"').replace('"type":"FormAccepted"', '"type":"FormAccepted "');
  expect(other).not.toBe(text);
  properties.set('tenure.record.1', JSON.parse(other));
}

/** The signed record once more, under another key: whoever sees an issue can copy it. */
function copyRecord({ systems }: Company, { key }: Filed) {
  const { properties } = systems.jira.site.issue(key);
  for (const part of ['', '.1']) {
    properties.set(`tenure.record-x${part}`, properties.get(`tenure.record${part}`) ?? null);
  }
}

type Properties = readonly { readonly issue: Issue; readonly kept: Issue['properties'] }[];

const propertiesNow = ({ systems }: Company): Properties =>
  [...systems.jira.site.issues.all()].map((issue) => ({ issue, kept: new Map(issue.properties) }));

/** As they were then, on all issues there are now. */
function putProperties(company: Company, then: Properties) {
  for (const { issue } of propertiesNow(company)) issue.properties.clear();
  for (const { issue, kept } of then) for (const [key, value] of kept) issue.properties.set(key, value);
}

async function rebuilt(company: Company) {
  const { world, policy } = company;
  await listGroups(world);
  await applyPolicy(world, { policy, author: 'rebuild', approver: null });
  return restored(company);
}

const restored = ({ world, verifier: { verify } }: Company) => restoreFromIssues(world, { verify }, new Map());

/** As it lies on the ledger's issue: of a case whose issue nobody finds any more. */
function sealLost({ world, now, systems }: Company, { key }: Filed) {
  const changed = [{ stream: 'jira:999', count: 3, head: 'a'.repeat(64) }];
  const ground = { seal: 1, at: now(), previous: null, streams: 1, changed };
  const { pieces } = sealPieces({ ...ground, ...writeSeal(ground, world.sign) }, world.sign);
  for (const piece of pieces)
    systems.jira.site.issue(key).properties.set(piece.key, JSON.parse(JSON.stringify(piece.value)));
}

describeStory('a database that was lost', (makeCompany) => {
  it('is made again from Jira, fact by fact, in shadow; a touched record gives nothing; then the next end comes on time', async () => {
    const company = await makeCompany({ mayStumble: true });
    const { touched, edited } = await workingCompany(company);
    const before = [await ledgerOf(company, 'E2001'), await ledgerOf(company, 'E2002')];
    expect(before.every((one) => one !== null && one.grants.length > 0)).toBe(true);

    await company.running.tenure.engine.stop(5_000);
    // A process that keeps the rules of before.
    const behind = { ...company.world, rules: rulesBook(company.store.read, () => 0) };
    await behind.rules.current();
    tamper(company, touched);
    copyRecord(company, edited);
    // Where an account's first link would go: what nobody has accepted is not believed.
    await company.edit(edited, { 'Private email': 'ola@elsewhere.example' });
    await emptyAll(company.opened.databases);
    company.world.rules.forget();
    // A `serve` that began on the empty store has swept, and looked back to nothing.
    await company.store.transaction((tx) => tx.setControl('tracker-swept', '2026-04-01T00:00:00.000Z'));
    const mark = markOfLog(company);
    sealLost(company, touched);
    const outcome = await rebuilt(company);

    expect(outcome).toMatchObject({
      ok: true,
      value: {
        people: 2,
        differences: [],
        notRestored: [
          { issue: edited.key, fault: 'other-issue' },
          { issue: touched.key, fault: 'bad-signature' },
          { issue: 'jira:999', fault: 'sealed-not-found' },
        ],
      },
    });
    // What was filed since the record ends is found by the first sweep.
    expect(await company.store.read.getControl('tracker-swept')).toMatch(/^2026-03-0[12]T/);
    const after = [await ledgerOf(company, 'E2001'), await ledgerOf(company, 'E2002')];
    expect(after).toEqual([before[0], withoutPrivate(before[1])]);
    expect(before[1]?.person?.profile.privateMail).toBe('ida@home.example');
    expect(await ledgerOf(company, 'E2003')).toBeNull();
    const told = await company.store.read.exceptions({ open: true, kinds: ['record-not-restored'] });
    expect(told.map(({ detail }) => detail.issue).sort()).toEqual(['', edited.id, touched.id].sort());
    expect(await restored(company)).toMatchObject({ ok: false, refusal: 'not-empty' });

    const lift = { policy: company.policy, author: 'rafael.stone@acme.example', approver: null };
    expect(await applyPolicy(company.world, lift)).toEqual({ kind: 'still-comparing', accounts: 2 });

    // In shadow, also for a leaver whose time comes; and what stands on the touched issue counts for nothing by itself.
    await company.resume();
    await company.edit(touched, { 'Job title': 'Engineering Manager' });
    await company.pass('2026-03-05T08:00:00.000Z');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await ledgerOf(company, 'E2003')).toBeNull();
    const leaver = (await ledgerOf(company, 'E2002'))?.accounts[0];
    if (leaver === undefined) throw new Error('no account');
    await company.store.transaction((tx) => tx.raiseWanted(leaver.id, null));
    await reconcileAccount(behind, { lane: 'reconcile', account: leaver.id });

    const held = await applyPolicy(company.world, lift);
    if (held.kind !== 'held') throw new Error(`not held: ${held.kind}`);
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await confirmChangeSet(company.world, held.changeSet, held.hash, INES)).toMatchObject({ ok: true });
    await company.pass('1h');
    expect(groupsOf(company, 'ida.blom@acme.example')).toEqual([]);
    expect(accountWith(company, 'ida.blom@acme.example').status).toBe('DEPROVISIONED');
    await company.pass('2026-03-10T22:59:59.000Z');
    expect(groupsOf(company, MARA)).toEqual([...ENGINEER_GROUPS, TABLEAU].sort());
    const live = markOfLog(company);
    await company.pass('2026-03-10T23:00:00.000Z');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(oktaWrites(company, live)).toEqual([`DELETE /groups/${TABLEAU}/users/mara.lindt`]);
    const events = (await company.store.read.stream('system')).map(({ event }) => event.type);
    expect(events.filter((type) => type.startsWith('ShadowForce') || type === 'StoreRestored')).toEqual([
      'ShadowForced',
      'StoreRestored',
      'ShadowForceLifted',
    ]);
  });

  it('from a backup that is older than what Jira holds gives nothing again that has ended since', async () => {
    const company = await makeCompany({ mayStumble: true });
    await company.file('Onboarding', engineer());
    await company.file('Change', { Employee: 'E2001', Applications: ['Tableau'] });
    await company.untilQuiet();
    const swept = company.now();
    // What a backup of now would hold.
    const then = propertiesNow(company);
    await company.pass('1h');
    await company.file('Change', { Employee: 'E2001', 'Access that ends': ['Tableau'] });
    await company.untilQuiet();
    await company.pass('1h');
    const ended = await ledgerOf(company, 'E2001');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    await company.running.tenure.engine.stop(5_000);
    const now = propertiesNow(company);
    putProperties(company, then);
    await emptyAll(company.opened.databases);
    company.world.rules.forget();
    // Once anything is sealed there, what is put back would contradict it for good.
    await listGroups(company.world);
    await applyPolicy(company.world, { policy: company.policy, author: 'first start', approver: null });
    await sealNow(company.world);
    expect(await restored(company)).toMatchObject({ ok: false, refusal: 'sealed' });
    await emptyAll(company.opened.databases);
    company.world.rules.forget();
    expect(await rebuilt(company)).toMatchObject({ ok: true });
    await company.store.transaction(async (tx) => {
      await tx.lockCase('system');
      await liftForced(tx, 'rafael.stone@acme.example');
      await tx.setControl('tracker-swept', swept);
    });
    company.world.rules.forget();
    expect((await ledgerOf(company, 'E2001'))?.grants).not.toEqual(ended?.grants);
    putProperties(company, now);

    expect((await olderStoreNotes(company.world)).join()).toMatch(
      /older than the record in Jira: \d+ events of \d+ cases/,
    );
    expect(await ledgerOf(company, 'E2001')).toEqual(ended);
    expect(await olderStoreNotes(company.world)).toEqual([]);
    const mark = markOfLog(company);
    await company.resume();
    await company.pass('1h');
    await applyPolicy(company.world, { policy: company.policy, author: 'rafael.stone@acme.example', approver: null });
    await company.pass('1h');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });
});
