/**
 * A backup is put back after more has happened. What the seals in Jira say the store has to hold, and it does not, is
 * asked before anything is worked on: everything is in shadow then, a person is told, and nothing that has ended is given again.
 */
import { expect, it } from 'vitest';
import { type Filed, NADIA } from '../../examples/acme/forms.ts';
import { sweepTracker } from '../../src/app/clock/trackerSweep.ts';
import { status } from '../../src/app/operations/status.ts';
import { applyPolicy, confirmChangeSet } from '../../src/app/policy/policyInForce.ts';
import { watchRecords } from '../../src/app/recordWatch/index.ts';
import { forceShadow } from '../../src/app/restore/forcedShadow.ts';
import { olderStoreNotes } from '../../src/app/restore/olderStore.ts';
import { sealAndWrite } from '../../src/app/seals/index.ts';
import { ledgerPlace } from '../../src/app/seals/place.ts';
import { changeSetId } from '../../src/core/shared/ids.ts';
import { adopted, reconcileEverybody } from '../support/adopting.ts';
import { backupOf } from '../support/backup.ts';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import { existingPolicy, SOUND, seedExisting } from '../support/existing.ts';
import { takeFrom } from '../support/hands.ts';
import { commentsOn, markOfLog, oktaWrites, propertiesOf } from '../support/looks.ts';
import { engineer } from '../support/people.ts';

const withLedger = (text: string, file: string) =>
  file === 'tenure.yaml' ? `${text}\nseals:\n  ledger: { project: PEO, issueType: Seals }\n` : text;

/** Were there before Tenure. */
const TWO = SOUND.filter(({ groups }) => groups.includes('print-room')).slice(0, 2);

const INES = 'ines.keller@acme.example';
const HASH = 'a'.repeat(64);
const STARTS = { 'Start date': '2026-03-09' };
const AFTER_START = '2026-03-09T12:00:00.000Z';

/**
 * Somebody starts in a week, and a backup is made; then that is taken back and sealed. With the old store she would be let
 * in on her first day.
 */
async function endedSince(makeCompany: MakeCompany) {
  const company = await makeCompany({ policy: withLedger, mayStumble: true });
  const joined = await company.file('Onboarding', engineer(STARTS));
  await company.untilQuiet();
  await sealed(company);
  await sweepTracker(company.world);
  await company.untilQuiet();
  const then = new Map(company.systems.jira.site.issue(joined.key).properties);
  const putBack = await backupOf(company.opened.databases);
  const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-01' });
  await company.untilQuiet();
  await sealed(company);
  const { issue } = await ledgerPlace(company.world);
  if (issue === null) throw new Error('no issue for the seals');
  await company.running.tenure.engine.stop(5_000);
  return { company, joined, left, then, putBack, seals: issue, mark: markOfLog(company) };
}

async function sealed(company: Company) {
  await company.pass('11m');
  await sealAndWrite(company.world);
}

/** Nobody knows who has, and Jira says no more of it than that it is not there. */
const deleted = (company: Company, { key }: Filed) => company.forms.call(NADIA, 'DELETE', `/rest/api/3/issue/${key}`);

/** As a start does it, before anything is worked on. */
const started = async ({ world }: Company) => (await olderStoreNotes(world)).join();

const isForced = async ({ world }: Company) => {
  world.rules.forget();
  return (await world.rules.current())?.isForced;
};

const toldOf = async ({ store }: Company) =>
  (await store.read.exceptions({ open: true, kinds: ['record-not-restored'] }))
    .map(({ detail: { key, fault } }) => `${key} ${fault}`)
    .sort();

const stuck = async ({ store }: Company) =>
  (await store.read.exceptions({ open: true, kinds: ['seals-not-written'] })).map(({ detail }) => detail);

/** What `tenure status` says of it. */
async function awaitsStart({ world }: Company) {
  const answer = await status.run(world, {});
  return answer.ok ? answer.value.allInShadow?.awaitsStart : undefined;
}

/** The policy in force once more, as it was held before and waits for somebody. */
async function heldPolicy({ store, policy }: Company) {
  const id = changeSetId('set-held-before');
  await store.transaction(async (tx) => {
    await tx.lockCase('system');
    await tx.saveChangeSet({
      id,
      origin: { kind: 'policy', ref: policy.version, actor: 'rafael.stone@acme.example' },
      state: 'held',
      hash: HASH,
      because: ['more than the brake allows'],
      createdAt: tx.now,
      policy,
      problems: [],
    });
  });
  return id;
}

/** Her first day comes, and nothing is written for it. */
async function nothingGiven(company: Company, mark: number) {
  await company.resume();
  await company.pass(AFTER_START);
  expect(oktaWrites(company, mark)).toEqual([]);
}

describeStory('a backup that is put back', (makeCompany) => {
  it('starts in shadow, knows the end that came after it, and leaves the newer seals as they are', async () => {
    const { company, putBack, seals, mark } = await endedSince(makeCompany);
    const lying = new Map(propertiesOf(company, seals));
    await putBack();
    // Anybody who may edit the issue can write this: it is not what has to be signed.
    company.systems.jira.site
      .issue(seals.key)
      .properties.set('tenure.seal.odd', { ...Object(lying.get('tenure.seal.odd')), seal: 99 });
    expect(await started(company)).toMatch(
      /seal 2 lies there, and the last one here is 1\): \d+ events of 2 cases were/,
    );
    expect(await isForced(company)).toBe(true);
    expect(await toldOf(company)).toEqual([]);
    const [person] = await company.store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody');
    const { engagements } = await company.store.read.person(person);
    expect(engagements.every(({ end }) => end !== null)).toBe(true);
    expect(await started(company)).toBe('');

    await nothingGiven(company, mark);
    await sealAndWrite(company.world);
    expect(propertiesOf(company, seals).get('tenure.seal.even')).toEqual(lying.get('tenure.seal.even'));
    expect(commentsOn(company, seals)).toHaveLength(2);
    const next = (await ledgerPlace(company.world)).issue;
    expect(next?.key).not.toBe(seals.key);
    expect((await company.store.seals.last())?.seal).toBe(2);
  });

  it('starts in shadow when the end stands on no issue any more and only a seal names it, and says which issues', async () => {
    const { company, joined, left, then, putBack, mark } = await endedSince(makeCompany);
    await deleted(company, left);
    const properties = propertiesOf(company, joined);
    const written = properties.size;
    for (const [key, value] of then) company.systems.jira.site.issue(joined.key).properties.set(key, value);
    expect(properties.size).toBe(written);
    await putBack();

    expect(await started(company)).toMatch(/seal 2 lies there/);
    expect(await isForced(company)).toBe(true);
    expect(await toldOf(company)).toEqual([`${joined.key} shorter-than-sealed`, `jira:${left.id} sealed-not-found`]);
    expect(await started(company)).toBe('');
    expect(await toldOf(company)).toHaveLength(2);
    await nothingGiven(company, mark);
  });

  it('under a service that goes on, or that starts while Jira does not answer, is found by the watch', async () => {
    const { company, left, putBack, seals } = await endedSince(makeCompany);
    await deleted(company, left);
    const lying = new Map(propertiesOf(company, seals));
    await putBack();
    company.systems.jira.faults.add({ on: '.*', do: 'drop', times: 10_000 });
    expect(await started(company)).toMatch(/could not be read/);
    company.systems.jira.faults.clear();

    await company.resume();
    await company.file(
      'Onboarding',
      engineer({ 'Employee number': 'E2002', 'First name': 'Jonas', 'Last name': 'Frey' }),
    );
    await company.pass('11m');
    await expect(sealAndWrite(company.world)).rejects.toThrow('newer ones lie there');
    expect(propertiesOf(company, seals)).toEqual(lying);
    expect(await isForced(company)).toBe(false);
    const held = await heldPolicy(company);
    await watchRecords(company.world);
    expect(await isForced(company)).toBe(true);
    // Nothing was compared yet: putting a policy in force, or confirming one, would make all of it live on the older store.
    await company.untilQuiet();
    const lift = { policy: company.policy, author: 'rafael.stone@acme.example', approver: null };
    expect(await applyPolicy(company.world, lift)).toEqual({ kind: 'not-caught-up' });
    expect(await confirmChangeSet(company.world, held, HASH, INES)).toEqual({ ok: false, refusal: 'not-caught-up' });
    expect(await isForced(company)).toBe(true);
    expect(await awaitsStart(company)).toBe(true);
    // Nobody has started it again for a day: a person is told that no seal gets there any more.
    expect(await stuck(company)).toEqual([]);
    await company.pass('24h');
    await expect(sealAndWrite(company.world)).rejects.toThrow('newer ones lie there');
    expect(await stuck(company)).toEqual([{ seal: 2, operation: 'write seal', fault: 'conflict' }]);
    expect(propertiesOf(company, seals)).toEqual(lying);
    // A backup that was made in shadow knows nothing of it, and is told like any other.
    await company.store.transaction(async (tx) => {
      await tx.lockCase('system');
      await forceShadow(tx, { because: 'older-store', leftAlone: [] });
    });
    expect(await awaitsStart(company)).toBe(false);
    await watchRecords(company.world);
    expect(await awaitsStart(company)).toBe(true);
    const mark = markOfLog(company);
    await company.running.tenure.engine.stop(5_000);
    expect(await started(company)).toMatch(/older than the record in Jira/);
    expect(await awaitsStart(company)).toBe(false);
    await nothingGiven(company, mark);
    expect(await applyPolicy(company.world, lift)).toMatchObject({ kind: 'in-force' });
    await sealAndWrite(company.world);
    expect(await stuck(company)).toEqual([]);
  });

  it('leaves seals behind that put nothing in shadow any more, whoever lays them onto the next issue', async () => {
    const { company, putBack, seals } = await endedSince(makeCompany);
    const { site } = company.systems.jira;
    const left = new Map(site.issue(seals.key).properties);
    await putBack();
    expect(await started(company)).toMatch(/seal 2 lies there/);
    const lift = { policy: company.policy, author: 'rafael.stone@acme.example', approver: null };
    await company.resume();
    await company.untilQuiet();
    expect(await applyPolicy(company.world, lift)).toMatchObject({ kind: 'in-force' });
    await company.pass('11m');
    await sealAndWrite(company.world);
    const next = (await ledgerPlace(company.world)).issue;
    if (next === null || next.key === seals.key) throw new Error('no next issue for the seals');
    const lay = () => {
      for (const [key, value] of left) site.issue(next.key).properties.set(key, value);
    };

    lay();
    await watchRecords(company.world);
    expect(await isForced(company)).toBe(false);
    // Somebody is told of the hand all the same.
    const told = await company.store.read.exceptions({ open: true, kinds: ['record-edited'] });
    expect(told.map(({ detail }) => detail.key)).toEqual([next.key]);
    await company.running.tenure.engine.stop(5_000);
    expect(await started(company)).toBe('');
    await company.resume();
    await company.file(
      'Onboarding',
      engineer({ 'Employee number': 'E2002', 'First name': 'Jonas', 'Last name': 'Frey' }),
    );
    await company.untilQuiet();
    await company.pass('11m');
    await sealAndWrite(company.world);
    expect((await ledgerPlace(company.world)).written).toBe((await company.store.seals.last())?.seal);
  });

  it('passes over an older seal of what it has left as well, and not over those of a newer store than the next backup', async () => {
    const company = await makeCompany({ policy: withLedger, mayStumble: true });
    const { site } = company.systems.jira;
    const happens = async (number: number) => {
      await company.file(
        'Onboarding',
        engineer({ 'Employee number': `E200${number}`, 'First name': `Mara ${number}` }),
      );
      await company.untilQuiet();
      await sealed(company);
      const { issue } = await ledgerPlace(company.world);
      if (issue === null) throw new Error('no issue for the seals');
      return issue;
    };
    const startedOn = async (putBack: () => Promise<void>) => {
      await company.running.tenure.engine.stop(5_000);
      await putBack();
      const note = await started(company);
      await company.resume();
      await company.untilQuiet();
      const lift = { policy: company.policy, author: 'rafael.stone@acme.example', approver: null };
      if (await isForced(company)) expect(await applyPolicy(company.world, lift)).toMatchObject({ kind: 'in-force' });
      return note;
    };

    await happens(1);
    const first = await backupOf(company.opened.databases);
    const left = await happens(2);
    const copied = new Map(site.issue(left.key).properties);
    for (const number of [3, 4, 5]) await happens(number);
    expect(await startedOn(first)).toMatch(/seal 5 lies there, and the last one here is 1/);
    const next = await happens(6);
    expect(next.key).not.toBe(left.key);

    const { properties } = site.issue(next.key);
    const lying = new Map(properties);
    for (const [key, value] of copied) properties.set(key, value);
    await watchRecords(company.world);
    expect(await isForced(company)).toBe(false);
    properties.clear();
    for (const [key, value] of lying) properties.set(key, value);
    const second = await backupOf(company.opened.databases);
    // Under a number that those left had as well.
    await happens(7);
    expect(await startedOn(second)).toMatch(/seal 3 lies there, and the last one here is 2/);
  });

  it.each(['the search', 'a seal'])(
    'takes in what people’s parts of an adoption have had since, which %s tells of, also when its own record has not grown',
    async (by) => {
      const policy = (text: string, file: string) => withLedger(existingPolicy(text, file), file);
      const company = await makeCompany({ policy: by === 'a seal' ? policy : existingPolicy, mayStumble: true });
      seedExisting(company, TWO);
      await adopted(company);
      if (by === 'a seal') {
        await sealed(company);
        // The search is asked for nothing.
        await company.store.transaction((tx) => tx.setControl('tracker-swept', null));
      } else await sweepTracker(company.world);
      const putBack = await backupOf(company.opened.databases);
      const taken = async () =>
        (await company.store.read.exceptions({ kinds: ['gone-after-verified'] })).map(({ case: on }) => on).sort();
      for (const { login } of TWO) takeFrom(company, 'print-room', login);
      await reconcileEverybody(company);
      if (by === 'a seal') await sealed(company);
      else await company.pass('1m');
      const parts = await taken();
      expect(parts).toEqual([expect.stringContaining('/'), expect.stringContaining('/')]);
      await company.running.tenure.engine.stop(5_000);
      await putBack();
      expect(await taken()).toEqual([]);
      expect(await started(company)).toMatch(/: 6 events of 2 cases were taken in/);
      expect(await taken()).toEqual(parts);
    },
  );
});
