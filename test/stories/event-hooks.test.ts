/** Okta says itself what another hand did: it is looked at in the same moment, without a sweep and without the log. */
import { expect, it } from 'vitest';
import { connectEventHook } from '../../examples/acme/company.ts';
import { followActivity } from '../../src/app/activity/activity.ts';
import { describeStory } from '../support/company.ts';
import { openKinds, putInto, takeFrom } from '../support/hands.ts';
import { markOfLog, oktaCalls } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

describeStory('an event hook', (makeCompany) => {
  it('makes Tenure look at what another hand did, however the delivery comes', async () => {
    const company = await makeCompany();
    const { systems, running, world } = company;
    const { hooks } = systems.okta.directory;
    await connectEventHook(systems, running.served);
    // From here on the log is not read.
    await followActivity(world);

    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    // All of this was Tenure's own doing, and was delivered.
    expect(hooks.records.length).toBeGreaterThan(0);
    expect(hooks.records.every(({ status }) => status === 200)).toBe(true);

    // Removed by hand at Okta: on the list of exceptions at once, and delivered twice it is looked at once.
    systems.okta.faults.add({ do: 'double-webhook' });
    const before = markOfLog(company);
    takeFrom(company, 'eng-core', MARA);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['gone-after-verified']);
    expect(oktaCalls(company, before)).toHaveLength(2);

    // A delivery that comes after its successor says nothing new and does no harm: the account is read, not the delivery.
    hooks.hold();
    takeFrom(company, 'app-zoom', MARA);
    await company.untilQuiet();
    putInto(company, 'app-zoom', MARA);
    await company.untilQuiet();
    hooks.release();
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['gone-after-verified']);

    // One that never comes is found in the log.
    systems.okta.faults.add({ do: 'lose-webhook' });
    takeFrom(company, 'app-zoom', MARA);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['gone-after-verified']);
    await followActivity(world);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['gone-after-verified', 'gone-after-verified']);
  }, 240_000);
});
