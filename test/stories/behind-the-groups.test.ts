/** What stands behind a group: the account inside the application, on the first day and after the last. */
import { expect, it } from 'vitest';
import { epochOf } from '../../src/core/shared/instant.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openException, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, markOfLog, oktaCalls, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const PATIENT = { systems: { okta: { quirks: { provisioningDelayMilliseconds: 5 * 60_000 } } } };

const LIST_APPS = 'GET /api/v1/apps\\?';
const LIMITED = { errorCode: 'E0000047', errorSummary: 'API call exceeded rate limit due to too many requests.' };

/** Both instants on the vendor's own clock, as the wait is told by their difference. */
const limitedFor = (milliseconds: number, now: number) => ({
  date: new Date(now).toUTCString(),
  'x-rate-limit-limit': '100',
  'x-rate-limit-remaining': '0',
  'x-rate-limit-reset': `${Math.ceil((now + milliseconds) / 1_000)}`,
});

const appAt = ({ systems }: Company, label: string): string => {
  const found = systems.okta.directory.apps().find((app) => app.label === label);
  if (found === undefined) throw new Error(`no application ${label}`);
  return found.id;
};

describeStory('a joiner’s applications', (makeCompany) => {
  it('are looked at once the groups were read back: ready means that the accounts inside are there', async () => {
    const company = await makeCompany(PATIENT);
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect((await company.state(issue)).proved).toBe(false);
    expect(await openKinds(company)).toEqual([]);

    await company.pass('8m');
    expect((await company.state(issue)).proved).toBe(true);
    const text = commentsOn(company, issue).join('\n');
    expect(text).toMatch(
      /Account in the application \| Slack, GitHub Enterprise Cloud.* \| made there by the provider/,
    );
    // Signs on only: said, and no item of the proof.
    expect(text).toMatch(/May sign on \| Zoom.* \| the provider makes no account there, so none is proved/);
    const applications = Object.values((await company.state(issue)).apps).flatMap(({ read }) => read ?? []);
    expect(applications.find(({ name }) => name === 'Zoom')?.state).toBe('sign-on-only');
    expect(await company.store.read.exceptions({ open: false })).toEqual([]);
  });

  it('that refuse the account are a person’s matter, in the provider’s words; mended there, the case closes by itself', async () => {
    const company = await makeCompany();
    const { directory } = company.systems.okta;
    directory.failProvisioning(appAt(company, 'GitHub Enterprise Cloud'));
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { detail } = await openException(company, 'app-not-provisioned');
    expect(detail).toMatchObject({ application: 'GitHub Enterprise Cloud', stands: 'failed' });
    expect(commentsOn(company, issue).join('\n')).toMatch(
      /The provider says: .*sync state ERROR: The app refused the account/,
    );
    expect(statusOf(company, issue)).toBe('Waiting');

    directory.failProvisioning(appAt(company, 'GitHub Enterprise Cloud'), false);
    directory.retryProvisioning(appAt(company, 'GitHub Enterprise Cloud'));
    await company.pass('15m');
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('are looked at whichever form came before the first day', async () => {
    const company = await makeCompany();
    company.systems.okta.directory.failProvisioning(appAt(company, 'GitHub Enterprise Cloud'));
    const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-03-16' }));
    await company.untilQuiet();
    await company.file('Change', { Employee: 'E2001', 'Last name': 'Berg' });
    await company.pass('2026-03-17T09:00:00Z');
    expect(await openKinds(company)).toEqual(['app-not-provisioned']);
    expect((await company.state(issue)).proved).toBe(false);
  });

  it('are looked at again after a leave that came in between, and the case that hired them is done', async () => {
    const company = await makeCompany(PATIENT);
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    await company.file('Leave', { Employee: 'E2001', 'Start date': '2026-03-02', 'Last day': '2026-03-03' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    await company.pass('2026-03-04T08:00:00Z');
    expect([(await company.state(issue)).proved, await openKinds(company)]).toEqual([true, []]);
    // Once proved, a later leave asks nothing of it any more.
    const last = (await company.timeline(issue)).at(-1)?.seq;
    await company.file('Leave', { Employee: 'E2001', 'Start date': '2026-03-05', 'Last day': '2026-03-05' });
    await company.pass('2026-03-06T08:00:00Z');
    const since = (await company.timeline(issue)).filter(({ seq }) => seq > (last ?? 0));
    expect(since.map(({ event }) => event.type)).toEqual([]);
  });

  it('that policy does not wait for leave the case alone, and stand on the list of exceptions', async () => {
    const company = await makeCompany({
      policy: (text) => text.replace('within: 30m\n  holdsCase: true', 'within: 10m\n  holdsCase: false'),
      ...PATIENT,
    });
    company.systems.okta.directory.failProvisioning(appAt(company, 'Slack'));
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect((await company.state(issue)).proved).toBe(true);
    await company.pass('12m');
    expect(await openKinds(company)).toEqual(['app-not-provisioned']);
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('that the catalogue names and nobody assigned are missed when the time is up, and may be accepted', async () => {
    const company = await makeCompany({
      policy: (text) => text.replace('scimApp: Slack', 'scimApp: Slack Grid'),
    });
    const issue = await company.file('Onboarding', engineer());
    await company.pass('29m');
    expect([(await company.state(issue)).proved, await openKinds(company)]).toEqual([false, []]);
    await company.pass('2m');
    expect((await openException(company, 'app-not-provisioned')).detail).toMatchObject({
      application: 'Slack Grid',
      stands: 'missing',
    });
    expect(await decide(company, 'app-not-provisioned', 'accept')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect((await company.state(issue)).proved).toBe(true);
    expect(commentsOn(company, issue).join('\n')).toMatch(/items read back, \d accepted/);
  });

  it('that only the provider’s limit hides when the time is up are nobody’s matter: they are read when it lets them', async () => {
    const company = await makeCompany({
      policy: (text) => text.replace('scimApp: Slack', 'scimApp: Slack Grid'),
    });
    await company.file('Onboarding', engineer());
    await company.pass('29m');
    const { faults } = company.systems.okta;
    const until = limitedFor(5 * 60_000, epochOf(company.now()));
    faults.add({ on: LIST_APPS, do: 'refuse', status: 429, times: 100, headers: until, body: LIMITED });
    const mark = markOfLog(company);
    await company.pass('4m');
    expect(await openKinds(company)).toEqual([]);
    expect(oktaCalls(company, mark).filter((call) => call.startsWith('GET /apps?'))).toHaveLength(1);
    faults.clear();
    await company.pass('3m');
    expect(await openKinds(company)).toEqual(['app-not-provisioned']);
  });
});

/** Assigned to Everyone: no group of ours takes it, only the end of the account. */
function everybodys({ systems }: Company, label: string, status: 'ACTIVE' | 'INACTIVE'): void {
  const { directory } = systems.okta;
  const everyone = directory.groups().filter(({ type, profile }) => type === 'BUILT_IN' && profile.name === 'Everyone');
  const { id } = directory.createApp({ label, groupIds: everyone.map((group) => group.id) });
  directory.turnApp(id, status);
}

describeStory('a leaver’s applications', (makeCompany) => {
  async function hired(company: Company) {
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { id } = company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    company.systems.okta.directory.assignUser(appAt(company, 'Benchling'), id);
  }

  it('are named on the receipt: which are closed, which the provider leaves, and how long each may honour access', async () => {
    const company = await makeCompany();
    await hired(company);
    everybodys(company, 'Old intranet', 'INACTIVE');
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(true);
    const text = commentsOn(company, left).join('\n');
    expect(text).toMatch(
      /Application gone \| Slack \| the provider closes the account there; it may honour access for 1 h/,
    );
    expect(text).toMatch(/Application gone \| Zoom \| provisioning is off: .*it may honour access for 24 h/);
    expect(text).toMatch(/Direct assignment removed \| Benchling/);
    expect(text).toMatch(/Application left as it is \| Old intranet \| it is switched off/);
    const recorded = (await company.timeline(left)).map(({ event }) => event.type).indexOf('AppsRecorded');
    const taken = (await company.timeline(left)).map(({ event }) => event.type).indexOf('RemovalVerified');
    expect([recorded >= 0, recorded < taken]).toEqual([true, true]);
  });

  it('that the provider is slow to take are waited for, told when they stay, and closed when they are gone', async () => {
    const company = await makeCompany({
      systems: { okta: { quirks: { unassigningDelayMilliseconds: 45 * 60_000 } } },
    });
    await hired(company);
    everybodys(company, 'Intranet', 'ACTIVE');
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('20m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([false, []]);
    await company.pass('12m');
    expect((await openException(company, 'app-account-left')).detail).toMatchObject({ application: 'Intranet' });
    expect(statusOf(company, left)).toBe('Waiting');
    await company.pass('25m');
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([true, []]);
    expect(commentsOn(company, left).join('\n')).toMatch(/Application gone \| Intranet/);
  });
});
