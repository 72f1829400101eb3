/** The provider's own log is followed by its cursor: what another hand did is looked at within a minute; use is kept. */
import { expect, it } from 'vitest';
import { type ActivityPlace, activityKey, followActivity } from '../../src/app/activity.ts';
import { connectionId, providerAccountId } from '../../src/core/shared/ids.ts';
import { describeStory } from '../support/company.ts';
import { openKinds, takeFrom } from '../support/hands.ts';
import { accountWith, markOfLog, oktaCalls } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const OKTA = connectionId('okta');

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
    const used = async () => {
      await company.pass('61s');
      await fetch(`${systems.okta.url}/_emulator/use`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: MARA, app: app.label }),
      });
      await followActivity(world);
      const last = (await store.read.lastUses(OKTA, providerAccountId(mara.id))).get(app.id);
      expect(last).toBe(company.now());
    };
    await used();
    // A cursor that the log no longer takes loses nothing that it still keeps.
    faults.add({ on: 'GET /api/v1/logs', do: 'refuse', status: 400, body: { errorCode: 'E0000029' } });
    await used();
    expect(await store.read.lastUses(OKTA, providerAccountId('00unobody'))).toEqual(new Map());
    expect((await place())?.since).toBe(begun);

    // Without the right nothing is read and nothing breaks; the place is kept.
    faults.add({ on: 'GET /api/v1/logs', do: 'refuse', status: 403, body: { errorCode: 'E0000006' } });
    takeFrom(company, 'app-zoom', MARA);
    expect(await followActivity(world)).toBe(0);
    expect(await followActivity(world)).toBe(1);
  }, 240_000);
});
