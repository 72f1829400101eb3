/** Project roles in Jira that a group of the provider opens: each person is an actor, read back on the issue. */
import { expect, it } from 'vitest';
import { jiraSeed } from '../../examples/acme/seed.ts';
import { settle } from '../../src/app/settling/settle.ts';
import { asked, INES } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openKinds } from '../support/hands.ts';
import { commentsOn } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { actorsOf, markOfSite, putActor, roleWrites, takeActor } from '../support/roles.ts';
import { sweptSite } from '../support/sweeping.ts';

const BEN = 'ben.carter@acme.example';
const JONAS = 'jonas.frey@acme.example';
const onCall = engineer({
  'Employee number': 'E2002',
  'First name': 'Jonas',
  'Last name': 'Frey',
  'Job title': 'Site Reliability Engineer',
});

/** One more target under the example's own. */
const withTarget = (target: string) => (text: string) =>
  text.replace(/( {6}- \{ jiraProject: ENG,.*\n)/, `$1      - { ${target} }\n`);

/** The example's Jira, with a project whose team rules it. */
const withTeam = { ...jiraSeed, projects: [...(jiraSeed.projects ?? []), teamManaged()] };
function teamManaged() {
  return { key: 'TEAM', name: 'Team', style: 'next-gen' as const, types: [{ name: 'Task' }] };
}

const developers = (company: Company) => actorsOf(company, 'ENG', 'Developers');

const oncall = (company: Company) => actorsOf(company, 'OPS', 'On-call');

/** INES, or whoever is named, decides about the actor who is this person; `null` = whose account is nobody's. */
async function decideAbout(company: Company, who: string | null, verdict: 'adopt' | 'remove', by = INES) {
  const [person = null] = who === null ? [] : await company.store.read.findPersons(who);
  const open = await company.store.read.exceptions({ open: true, kinds: ['unexplained-actor'] });
  const one = open.find((row) => row.person === person);
  if (one === undefined) throw new Error(`nothing is open about ${who}`);
  return settle(company.world, { exception: one.id, verdict, by, reason: 'looked into it' });
}

async function timelineOf(company: Company, person: string) {
  return (await asked(company, 'timeline', { person })) as unknown as {
    readonly access: readonly { readonly because: string; readonly goneAt: string | null }[];
    readonly events: readonly { readonly text: string }[];
  };
}

const found = async (company: Company) =>
  (await openKinds(company)).filter((kind) => kind !== 'account-without-person');

describeStory('project roles that a group opens', (makeCompany) => {
  it('are given to a joiner, go over with a mover, new before old, and are taken from a leaver', async () => {
    const company = await makeCompany({
      roles: true,
      policy: withTarget('jiraProject: OPS, role: Developers, group: app-figma-viewer'),
    });
    // Whoever lost the answer to a write reads what came of it.
    company.systems.jira.faults.add({ on: 'POST /rest/api/3/project/\\d+/role/', do: 'lose-response' });
    const hired = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(developers(company)).toEqual([MARA]);
    expect((await company.state(hired)).proved).toBe(true);
    expect(commentsOn(company, hired).join('\n')).toMatch(
      /(Joined|Member) \| project role ENG\/Developers \| jira:developer/,
    );
    expect(roleWrites(company)).toEqual(['POST ENG']);

    const mark = markOfSite(company);
    const product = { Department: 'Product', 'Job title': 'Product Manager' };
    const moved = await company.file('Change', { Employee: 'E2001', 'Start date': '2026-03-02', ...product });
    await company.pass('1h');
    expect([developers(company), actorsOf(company, 'OPS', 'Developers')]).toEqual([[], [MARA]]);
    expect(roleWrites(company, mark)).toEqual(['POST OPS', 'DELETE ENG']);
    const told = commentsOn(company, moved).join('\n');
    expect(told).toMatch(/Joined \| project role OPS\/Developers/);
    expect(told).toMatch(/Left \| project role ENG\/Developers/);
    expect((await company.state(moved)).proved).toBe(true);

    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(actorsOf(company, 'OPS', 'Developers')).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
    expect(commentsOn(company, left).join('\n')).toMatch(/Left \| project role OPS\/Developers/);
  });

  it('stay as another hand made them, and a full sweep says what nothing explains', async () => {
    const company = await makeCompany({ roles: true });
    for (const form of [engineer(), onCall]) await company.file('Onboarding', form);
    await company.untilQuiet();
    expect(await sweptSite(company)).toMatchObject({ groups: 2, looks: 0, raised: 0, unread: [], brokenOff: null });

    takeActor(company, 'ENG', 'Developers', JONAS);
    putActor(company, 'ENG', 'Developers', BEN);
    putActor(company, 'ENG', 'Developers', 'tenure@acme.example');
    putActor(company, 'OPS', 'On-call', MARA);
    takeActor(company, 'OPS', 'On-call', 'eng-oncall');
    putActor(company, 'ENG', 'Developers', 'eng-oncall');
    const mark = markOfSite(company);
    expect(await sweptSite(company)).toMatchObject({ looks: 1, raised: 4, withdrawn: 0 });
    expect(await found(company)).toEqual([
      'gone-after-verified',
      'group-actor-gone',
      'unexplained-actor',
      'unexplained-actor',
      'unexplained-group-actor',
    ]);
    expect(roleWrites(company, mark)).toEqual([]);
    expect(developers(company)).toEqual([BEN, 'group eng-oncall', MARA, 'tenure@acme.example']);
    expect(await sweptSite(company)).toMatchObject({ raised: 0, withdrawn: 0 });

    // Ben is taken out again; the group goes back in by a decision; what was accepted is not told again.
    takeActor(company, 'ENG', 'Developers', BEN);
    takeActor(company, 'ENG', 'Developers', 'eng-oncall');
    expect(await decide(company, 'group-actor-gone', 'restore')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(actorsOf(company, 'OPS', 'On-call')).toEqual(['group eng-oncall', MARA]);
    expect(await sweptSite(company)).toMatchObject({ raised: 0, withdrawn: 2 });
    expect(await decide(company, 'unexplained-actor', 'accept', MARA)).toMatchObject({ ok: false });
    expect(await decide(company, 'unexplained-actor', 'accept')).toMatchObject({ ok: true });
    expect(await sweptSite(company)).toMatchObject({ raised: 0, withdrawn: 0 });
    expect(await found(company)).toEqual(['gone-after-verified']);
  });

  it('that nothing explains are taken over, or taken away, by a decision, and reconcile carries it out', async () => {
    const company = await makeCompany({ roles: true });
    for (const form of [engineer(), onCall]) await company.file('Onboarding', form);
    await company.untilQuiet();
    for (const who of [MARA, JONAS, BEN]) putActor(company, 'OPS', 'On-call', who);
    const mark = markOfSite(company);
    expect(await sweptSite(company)).toMatchObject({ raised: 3 });

    // Not by themselves, and nothing for an account that is nobody's here.
    expect(await decideAbout(company, MARA, 'remove', MARA)).toMatchObject({ ok: false });
    expect(await decideAbout(company, null, 'remove')).toMatchObject({ refusal: 'verdict-does-not-fit' });
    expect(roleWrites(company, mark)).toEqual([]);
    expect(await decideAbout(company, MARA, 'remove')).toMatchObject({ ok: true });
    expect(await decideAbout(company, JONAS, 'adopt')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(oncall(company)).toEqual([BEN, 'group eng-oncall', JONAS]);
    expect(roleWrites(company, mark)).toEqual(['DELETE OPS']);
    expect(await sweptSite(company)).toMatchObject({ looks: 0, raised: 0 });
    expect(await found(company)).toEqual(['unexplained-actor']);

    // The record says who decided it and what was read back; what was taken over goes with its person.
    const { access, events } = await timelineOf(company, 'E2001');
    const taken = access.find(({ because }) => because === 'there already, decided about a finding');
    expect(taken).toMatchObject({ group: 'jira:project role OPS/On-call', askedBy: INES });
    expect(taken?.goneAt).not.toBeNull();
    expect(events.map(({ text }) => text)).toContain('out of project role OPS/On-call: read back');
    const audited = await asked(company, 'audit', { person: 'E2001' });
    expect(audited.grants).toContainEqual(
      expect.objectContaining({
        approved: expect.objectContaining({ confirmedBy: INES }),
        groups: [expect.objectContaining({ group: 'jira:project role OPS/On-call', ended: expect.any(String) })],
      }),
    );
    const left = await company.file('Offboarding', { Employee: 'E2002' });
    await company.pass('2m');
    expect(oncall(company)).toEqual([BEN, 'group eng-oncall']);
    expect((await company.state(left)).proved).toBe(true);
    expect(await asked(company, 'verify', {})).toMatchObject({ whole: true });
  });

  it('of a project whose team rules it, or that is gone, are named and never written; nor in shadow', async () => {
    const company = await makeCompany({
      roles: true,
      systems: { jira: { seed: withTeam } },
      policy: (text) =>
        withTarget('jiraProject: TEAM, role: Member, group: eng-core')(text).replace(
          '  default: live',
          '  default: live\n  groups: { eng-oncall: shadow }',
        ),
    });
    const { projects } = company.systems.jira.site;
    const first = await company.file('Onboarding', onCall);
    await company.untilQuiet();
    expect(await found(company)).toEqual(['team-managed-project']);
    expect(commentsOn(company, first).join('\n')).toMatch(/team-managed/);
    expect(actorsOf(company, 'TEAM', 'Member')).toEqual([]);
    // The group that opens OPS/On-call is in shadow, and so is the role.
    expect(actorsOf(company, 'OPS', 'On-call')).toEqual([]);
    expect(commentsOn(company, first).join('\n')).toMatch(/Shadow: would add-group-actor \| project role OPS\/On-call/);
    expect(roleWrites(company)).toEqual(['POST ENG']);

    const developer = projects.roleNamed('Developers');
    if (developer !== undefined) projects.removeRole(developer);
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(await found(company)).toEqual(['role-vanished', 'team-managed-project', 'team-managed-project']);
    const project = projects.get('ENG');
    if (project !== undefined) projects.remove(project);
    const left = await company.file('Offboarding', { Employee: 'E2002' });
    await company.untilQuiet();
    // Gone or hidden, nobody can tell: the leaver's receipt stays open over it, and everything else is taken.
    expect(await found(company)).toContain('role-unreadable');
    expect((await company.state(left)).proved).toBe(false);
    expect(roleWrites(company).length).toBe(1);
  });
});
