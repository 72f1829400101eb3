/** The provider's own log is followed by its cursor: what another hand did is looked at within a minute; use is kept. */
import { expect, it } from 'vitest';
import { followActivity } from '../../src/app/activity/activity.ts';
import { type ActivityPlace, activityKey } from '../../src/app/activity/activityPlace.ts';
import { usesOnRecord } from '../../src/app/activity/lastUse.ts';
import { connectionId, providerAccountId } from '../../src/core/shared/ids.ts';
import { milliseconds, minus } from '../../src/core/shared/instant.ts';
import { Fault } from '../../src/ports/fault.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds, takeFrom } from '../support/hands.ts';
import { accountWith, markOfLog, oktaCalls } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const OKTA = connectionId('okta');
const DENIED = { errorCode: 'E0000006', errorSummary: 'You do not have permission', errorCauses: [] };
const THIRTY_DAYS = milliseconds(30 * 86_400_000);

/** Somebody signs on to an application. */
async function used(company: Company, login: string, app: string) {
  await fetch(`${company.systems.okta.url}/_emulator/use`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, app }),
  });
}

describeStory("the provider's log", (makeCompany) => {
  it('makes Tenure look at what another hand did, and not at what it did itself', async () => {
    const company = await makeCompany();
    const { world, store, systems } = company;
    const { directory, faults } = systems.okta;
    expect(await followActivity(world)).toBe(0);
    const place = () => store.read.getControl<ActivityPlace>(activityKey(OKTA));
    const begun = (await place())?.since;

    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    // All of this was Tenure's own doing.
    expect(await followActivity(world)).toBe(0);
    takeFrom(company, 'eng-core', MARA);
    expect(await followActivity(world)).toBe(1);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['gone-after-verified']);
    const mark = markOfLog(company);
    expect(await followActivity(world)).toBe(0);
    expect(oktaCalls(company, mark)).toHaveLength(1);

    // Use of applications is on record from the first look on, per person and per application; the latest counts.
    const mara = accountWith(company, MARA);
    directory.completeActivation(mara.id);
    const [app] = directory.apps();
    if (app === undefined) throw new Error('no app');
    const usedNow = async () => {
      await company.pass('61s');
      await used(company, MARA, app.label);
      await followActivity(world);
      const last = (await store.read.lastUses(OKTA, providerAccountId(mara.id))).get(app.id);
      expect(last).toBe(company.now());
    };
    await usedNow();
    // A cursor that the log no longer takes loses nothing that it still keeps.
    faults.add({ on: 'GET /api/v1/logs', do: 'refuse', status: 400, body: { errorCode: 'E0000029' } });
    await usedNow();
    expect(await store.read.lastUses(OKTA, providerAccountId('00unobody'))).toEqual(new Map());
    expect((await place())?.since).toBe(begun);

    // Without the right nothing is read and nothing breaks; the place is kept.
    faults.add({ on: 'GET /api/v1/logs', do: 'refuse', status: 403, body: { errorCode: 'E0000006' } });
    takeFrom(company, 'app-zoom', MARA);
    expect(await followActivity(world)).toBe(0);
    expect(await followActivity(world)).toBe(1);
  }, 240_000);

  it('of one connection in trouble keeps nobody from reading the others', async () => {
    const company = await makeCompany();
    const { world, log } = company;
    const [okta] = world.providers.values();
    if (okta === undefined) throw new Error('no provider');
    const broken = { ...okta, readActivity: () => Promise.reject(new Fault('transient', 'read log')) };
    const both = new Map([[connectionId('broken'), broken], ...world.providers]);
    await followActivity(world);
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    takeFrom(company, 'eng-core', MARA);
    expect(await followActivity({ ...world, providers: both })).toBe(1);
    expect(log.filter(({ level }) => level === 'warn')).toMatchObject([{ fields: { connection: 'broken' } }]);
  });
});

describeStory('the record of use', (makeCompany) => {
  const onRecord = async ({ world, store }: Company) => [
    (await usesOnRecord(world, OKTA)).known,
    (await store.read.lastUses(OKTA)).size,
  ];
  const ADMIN = 'admin@emulator.test';

  it('says nothing of a time in which nobody read the log, and is kept as long as the policy says', async () => {
    const company = await makeCompany({ policy: (text) => text.replace('keep: 180d', 'keep: 30d') });
    const { world, systems } = company;
    const turn = async (pass: string) => {
      await company.pass(pass);
      await followActivity(world);
    };
    expect(await usesOnRecord(world, OKTA)).toMatchObject({ because: 'no use of applications is recorded yet' });
    await turn('1s');
    await used(company, ADMIN, 'Slack');
    await turn('1m');
    expect(await onRecord(company)).toEqual([true, 1]);

    // The right is lost: what was last seen is not when it was last used.
    systems.okta.faults.add({ on: 'GET /api/v1/logs', do: 'refuse', status: 403, times: 1_000, body: DENIED });
    await turn('25h');
    expect(await usesOnRecord(world, OKTA)).toMatchObject({
      because: 'the provider’s log was last read on 2026-03-02',
    });
    systems.okta.faults.clear();
    await turn('1h');
    expect(await onRecord(company)).toEqual([true, 1]);

    await turn('30d');
    expect(await onRecord(company)).toEqual([true, 0]);
    // What was before that is not known any more, which is not "never".
    expect(await usesOnRecord(world, OKTA)).toMatchObject({ value: { since: minus(company.now(), THIRTY_DAYS) } });
  });

  it('is not made where the policy says so', async () => {
    const company = await makeCompany({ policy: (text) => text.replace('keep: 180d', 'keep: 0d') });
    await followActivity(company.world);
    await used(company, ADMIN, 'Slack');
    await company.pass('1m');
    await followActivity(company.world);
    expect(await onRecord(company)).toEqual([false, 0]);
  });

  it('is erased with the person it is about, and nobody else’s', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    await followActivity(world);
    await used(company, ADMIN, 'Slack');
    await used(company, MARA, 'Zoom');
    await company.pass('1m');
    await followActivity(world);
    expect(await onRecord(company)).toEqual([true, 2]);
    const { person } = await company.state(issue);
    if (person === null) throw new Error('nobody was hired');
    await store.transaction((tx) => tx.erasePersonalText(person));
    expect(await onRecord(company)).toEqual([true, 1]);
    expect((await store.read.lastUses(OKTA, providerAccountId(accountWith(company, MARA).id))).size).toBe(0);
  });
});
