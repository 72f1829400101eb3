/**
 * An administrator of Jira lays hands on what Tenure has written there: it is noticed, with who and when where Jira says,
 * told once, and made good only where nothing that is signed is lost by it.
 */
import { expect, it } from 'vitest';
import { AISHA, type Filed, type Filer, NADIA } from '../../examples/acme/forms.ts';
import { wakeUnsettled } from '../../src/app/clock/alarms.ts';
import { writeEvidence } from '../../src/app/evidence/evidence.ts';
import { jobHandler } from '../../src/app/jobs.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { lookAtRecord, watchRecords } from '../../src/app/recordWatch/index.ts';
import { readIssue } from '../../src/app/restore/readRecords.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openException } from '../support/hands.ts';
import { accountWith, groupsOf, markOfLog, oktaWrites, propertiesOf, recordOn } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const HEAD = 'tenure.record';

/** With two comments of ours, and all of it written. */
async function hired(company: Company): Promise<Filed> {
  const issue = await company.file('Onboarding', engineer());
  await company.untilQuiet();
  await company.edit(issue, { Notify: 'lena.brandt@acme.example' });
  await written(company);
  return issue;
}

/** What is only told (a mail went out) waits for the next sweep. */
async function written(company: Company): Promise<void> {
  await company.untilQuiet();
  await company.pass('1m');
  await wakeUnsettled(company.world, milliseconds(0));
  await company.untilQuiet();
}

/** The clock goes on by a minute; the watch has its turn, and everything it begins is done. */
async function round(company: Company): Promise<number> {
  await company.pass('1m');
  const looked = await watchRecords(company.world);
  await company.untilQuiet();
  return looked;
}

const tolds = async ({ store }: Company, kind = 'record-edited') =>
  (await store.read.exceptions({ kinds: [kind] })).map(({ detail }) => detail);

const commentsOf = ({ systems }: Company, { key }: Filed) => systems.jira.site.issue(key).comments;
const at = (issue: Filed, rest: string) => `/rest/api/3/issue/${issue.id}${rest}`;
const idOf = ({ systems }: Company, { email }: Filer) => systems.jira.site.directory.userWithMail(email)?.accountId;

describeStory('hands laid on the record in Jira', (makeCompany) => {
  it('are noticed with who and when, once, and a record that no longer holds stands again', async () => {
    const company = await makeCompany();
    const { forms, world } = company;
    const issue = await hired(company);
    expect(await round(company)).toBe(1);
    // Another process in the same minute.
    expect(await watchRecords(world)).toBe(0);
    expect(await tolds(company)).toEqual([]);
    const before = new Map(propertiesOf(company, issue));
    const [changed, deleted] = [...commentsOf(company, issue).keys()];

    // Jira is told to send these; who deleted a comment it does not send.
    const body = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'no' }] }] };
    await forms.call(AISHA, 'PUT', at(issue, `/comment/${changed}`), { body });
    await company.untilQuiet();
    await forms.call(AISHA, 'DELETE', at(issue, `/comment/${deleted}`));
    await company.untilQuiet();
    const forged = JSON.parse(JSON.stringify(before.get(`${HEAD}.1`)).replace('"eng-core"', '"eng-admins"'));
    expect(forged).not.toEqual(before.get(`${HEAD}.1`));
    const aisha = idOf(company, AISHA);
    const now = company.now();
    await forms.call(AISHA, 'PUT', at(issue, `/properties/${HEAD}.1`), forged);
    // As a rebuild would read it at this moment.
    const { verify } = company.verifier;
    const [read] = await readIssue(world.tracker, { verify }, { ...issue, isCase: true });
    await company.untilQuiet();

    expect(read?.taken).toEqual({ ok: false, fault: 'bad-signature' });
    expect(await tolds(company)).toEqual([
      { issue: issue.id, key: issue.key, what: `our comment ${changed} was changed`, by: aisha, at: now },
      { issue: issue.id, key: issue.key, what: `our comment ${deleted} is gone, or hidden from us`, by: null, at: now },
      { issue: issue.id, key: issue.key, what: expect.stringMatching(/signature does not hold/), by: aisha, at: now },
    ]);
    expect(new Map(propertiesOf(company, issue))).toEqual(before);
    expect(recordOn(company, issue)).toMatchObject({ ok: true });

    await round(company);
    expect(await tolds(company)).toHaveLength(3);
    // Broken once more it is another hand, and nobody sent anything.
    company.systems.jira.site.issue(issue.key).properties.delete(HEAD);
    await round(company);
    expect((await tolds(company)).at(-1)).toMatchObject({
      what: expect.stringMatching(/head is gone/),
      by: null,
      at: null,
    });
    expect(new Map(propertiesOf(company, issue))).toEqual(before);
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('are not seen in what Tenure itself has written while it was looked at', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await written(company);
    const { world } = company;
    const { tracker } = world;
    const readProperties = async (id: string, prefix: string) => {
      const before = await tracker.readProperties(id, prefix);
      await company.edit(issue, { Notify: 'lena.brandt@acme.example' });
      await written(company);
      // The head was read first.
      return new Map([...((await tracker.readProperties(id, prefix)) ?? []), [HEAD, before?.get(HEAD)]]);
    };
    await lookAtRecord({ ...world, tracker: { ...tracker, readProperties } }, caseId('jira', issue.id));
    expect(await tolds(company)).toEqual([]);
  });

  it('are told of a signed set put back, which is left as it lies; a deleted issue ends nothing, and a hidden one is unknown', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await written(company);
    const older = new Map(propertiesOf(company, issue));
    await company.edit(issue, { Notify: 'lena.brandt@acme.example' });
    await written(company);
    const { site } = company.systems.jira;
    const { properties, state } = site.issue(issue.key);
    for (const key of [...properties.keys()].filter((one) => one.startsWith(HEAD))) properties.delete(key);
    for (const [key, value] of older) properties.set(key, JSON.parse(JSON.stringify(value)));
    await round(company);
    await round(company);
    expect((await tolds(company)).map(({ what }) => what)).toEqual([
      expect.stringMatching(/older record was put back/),
    ]);
    expect(propertiesOf(company, issue)).toEqual(older);

    const mark = markOfLog(company);
    site.replaceState(site.issue(issue.key), { values: new Map([...state.values, ['security', 'not ours']]) });
    await round(company);
    await round(company);
    expect(await tolds(company, 'record-unread')).toEqual([{ issue: issue.id, key: issue.key }]);
    site.replaceState(site.issue(issue.key), { values: state.values });
    await round(company);
    expect(await company.store.read.exceptions({ open: true, kinds: ['record-unread'] })).toEqual([]);

    const now = company.now();
    await company.forms.call(NADIA, 'DELETE', at(issue, '?deleteSubtasks=true'));
    await company.untilQuiet();
    const deleted = { deletedBy: idOf(company, NADIA), deletedAt: now };
    expect((await openException(company, 'issue-vanished')).detail).toEqual(deleted);
    await round(company);
    expect(await tolds(company, 'record-unread')).toHaveLength(1);
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
  });

  it('are asked about less and less often while there is something to write, once for each that was sent', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const issue = await company.file('Offboarding', { Employee: 'E9999' });
    await lookAtIssue(company.world, issue.id);
    const job = { lane: 'bulk', touched: issue.key, sent: { by: null, at: company.now() } } as const;
    const waits: number[] = [];
    for (const tries of [0, 1, 20]) {
      const answer = await jobHandler(company.world)(job, tries);
      expect(answer).toMatchObject({ tries: tries + 1 });
      waits.push(Date.parse(answer?.again ?? '') - Date.parse(company.now()));
    }
    expect(waits).toEqual([60_000, 120_000, 3_600_000]);
    await writeEvidence(company.world, caseId('jira', issue.id));
    expect(await jobHandler(company.world)(job, 3)).toBeUndefined();
  });
});
