/**
 * Terminations by the hundred, filed in Jira by one person and found by webhooks and sweeps, in a company of over 500: forged,
 * announced, and meant but not announced. What waits is told to people in one, keeps nobody else's end waiting, and is
 * decided in one.
 */
import { expect, it } from 'vitest';
import { type Filer, NADIA } from '../../examples/acme/forms.ts';
import { lookAtHeld } from '../../src/app/clock/lookAtHeld.ts';
import { sweepTracker } from '../../src/app/clock/trackerSweep.ts';
import { escalate, writeExceptionTasks } from '../../src/app/exceptions/index.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import type { Verdict } from '../../src/core/evidence/model.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import { asked } from '../support/adopting.ts';
import { type Company, type CompanyOptions, describeStory, type MakeCompany } from '../support/company.ts';
import { INES, openException, openKinds } from '../support/hands.ts';
import { groupsOf } from '../support/looks.ts';
import { closed, employ, ending, HELD_GROUP, loginOf, offboard } from '../support/staff.ts';

const FILER = 'nadia.weber@acme.example';
const SOFIA: Filer = { email: 'sofia.rossi@acme.example', token: 'sofia-token' };
const ENDS = instantOf(new Date('2026-03-02T10:00:00.000Z'));
const LIMITLESS = { okta: { limits: 'off' } } as const;
const TASKS = `exceptions:
  tasks: { project: PEO, issueType: Exception, open: To Do, done: Done }
`;
const policy = (text: string, file: string) =>
  file === 'tenure.yaml' ? `${text.replace(/confirm: \[.*\]/, `confirm: [${INES}, ${FILER}]`)}\n${TASKS}` : text;

async function withStaff(makeCompany: MakeCompany, people: number, more: CompanyOptions = {}) {
  const company = await makeCompany({ systems: LIMITLESS, policy, ...more });
  await employ(company, people, ENDS);
  return company;
}

/** Found without a webhook, once the search index knows of it. */
async function swept(company: Company): Promise<void> {
  await company.pass('1m');
  await sweepTracker(company.world);
  await company.untilQuiet();
  await lookedAt(company);
}

/** As the clocks of a service that runs do. */
async function lookedAt(company: Company): Promise<void> {
  await lookAtHeld(company.world);
  await escalate(company.world);
  await writeExceptionTasks(company.world);
  await company.untilQuiet();
}

const counted = async (company: Company) => {
  const kinds = await openKinds(company);
  const of = (kind: string) => kinds.filter((one) => one === kind).length;
  return {
    ending: await ending(company),
    closed: closed(company),
    waiting: of('leaver-rate'),
    together: of('leavers-held'),
  };
};

/** Mails about what waits, and issues of it. */
const told = ({ systems }: Company) => ({
  mails: systems.mail.messages().filter(({ subject }) => /^Needs a person|exception/i.test(subject)).length,
  issues: [...systems.jira.site.issues.all()].filter(({ type }) => type.name === 'Exception').length,
});

const together = async (company: Company) =>
  (await asked(company, 'exceptionShown', {
    exception: (await openException(company, 'leavers-held')).id,
  })) as unknown as {
    readonly id: string;
    readonly detail: { readonly people: number; readonly issues: string; readonly hash: string };
  };

async function decided(
  company: Company,
  verdict: Verdict,
  more: { readonly by?: string; readonly hash?: string } = {},
) {
  const { id } = await openException(company, 'leavers-held');
  const said = await asked(company, 'settle', { exception: id, verdict, by: INES, reason: 'asked HR', ...more });
  return said.refusal;
}

/** Milliseconds: on a machine that does much else besides. */
const LONG = 600_000;

describeStory('terminations by the hundred', (makeCompany) => {
  it('500 forged by one: ten have their effect, the others are told in one, hold up nobody, and are rejected in one', {
    timeout: LONG,
  }, async () => {
    const company = await withStaff(makeCompany, 520);
    const held = loginOf(520);
    const [dated] = await offboard(company, [511, 511], SOFIA, { 'Last day': '2026-03-02' });
    const forged = await offboard(company, [1, 250]);
    await company.untilQuiet();
    await lookedAt(company);
    // Somebody else ends one person's work in the middle of it, and what was decided long ago ends on its time.
    const [single] = await offboard(company, [512, 512], SOFIA);
    forged.push(...(await offboard(company, [251, 500])));
    await company.untilQuiet();
    await lookedAt(company);
    if (dated === undefined || single === undefined) throw new Error('not filed');
    expect((await company.state(single)).proved).toBe(true);
    expect(await counted(company)).toEqual({ ending: 12, closed: 11, waiting: 490, together: 1 });
    expect(told(company)).toEqual({ mails: 2, issues: 2 });
    expect(groupsOf(company, held)).toContain(HELD_GROUP);
    await company.pass('2026-03-02T10:00:00.000Z');
    expect(groupsOf(company, held)).not.toContain(HELD_GROUP);
    await company.pass('2026-03-03T00:00:00.000Z');
    expect((await company.state(dated)).proved).toBe(true);

    // Hours later nobody has a mail for each.
    await lookedAt(company);
    expect(await counted(company)).toEqual({ ending: 12, closed: 12, waiting: 490, together: 1 });
    expect(told(company)).toEqual({ mails: 4, issues: 2 });

    expect(await decided(company, 'reject', { by: 'ben.carter@acme.example' })).toBe('not-allowed');
    expect(await decided(company, 'reject')).toBeNull();
    await lookedAt(company);
    expect(await counted(company)).toEqual({ ending: 12, closed: 12, waiting: 0, together: 0 });
    expect(told(company)).toEqual({ mails: 4, issues: 2 });
    const last = forged.at(-1);
    expect(last === undefined ? [] : (await company.state(last)).exceptions).toMatchObject([{ verdict: 'reject' }]);
  });

  // Dated ahead, so that nothing has to be carried out for 200 of them; they count when they are filed.
  const AHEAD = { 'Last day': '2026-03-20' };

  it('200 that were meant and not announced: ten are accepted, the others once exactly those are confirmed that were shown', {
    timeout: LONG,
  }, async () => {
    const company = await withStaff(makeCompany, 201, { deaf: true });
    await offboard(company, [1, 199], NADIA, AHEAD);
    await swept(company);
    const shown = await together(company);
    expect(shown.detail).toMatchObject({ people: 189, issues: expect.stringContaining('139 more') });
    expect(await counted(company)).toEqual({ ending: 10, closed: 0, waiting: 189, together: 1 });

    // One more since: it was in nothing that was shown.
    for (const { id } of await offboard(company, [200, 200], NADIA, AHEAD)) await lookAtIssue(company.world, id);
    await company.untilQuiet();
    const { hash } = shown.detail;
    const refusals = [
      await decided(company, 'confirm'),
      await decided(company, 'confirm', { hash }),
      await decided(company, 'reject', { hash }),
      await decided(company, 'confirm', { hash: (await together(company)).detail.hash, by: FILER }),
    ];
    expect(refusals).toEqual(['shown-otherwise', 'shown-otherwise', 'shown-otherwise', 'own-change']);

    expect(await decided(company, 'confirm', { hash: (await together(company)).detail.hash.slice(0, 12) })).toBeNull();
    await company.untilQuiet();
    await lookedAt(company);
    expect(await counted(company)).toEqual({ ending: 200, closed: 0, waiting: 0, together: 0 });
  });

  it('200 that were announced are accepted, all of them, and nobody is asked', { timeout: LONG }, async () => {
    const company = await withStaff(makeCompany, 201);
    const said = { filer: FILER, people: 190, until: '2026-03-31', reason: 'a site closes', by: INES };
    expect(await asked(company, 'announce', said)).toMatchObject({ refusal: null });
    await offboard(company, [1, 200], NADIA, AHEAD);
    await company.untilQuiet();
    await lookedAt(company);
    expect(await counted(company)).toEqual({ ending: 200, closed: 0, waiting: 0, together: 0 });
    expect(told(company)).toEqual({ mails: 0, issues: 0 });
    expect(await asked(company, 'announcements', {})).toMatchObject({ announcements: [{ used: 190 }] });
  });
});
