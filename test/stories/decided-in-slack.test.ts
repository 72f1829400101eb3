/**
 * Decided in Slack, and invariant 10 there: whoever is asked sees there what it is about and answers with a button, once, as themselves; whatever
 * is copied, repeated, late or somebody else's changes nothing and is told so. Without Slack everything goes on.
 */
import { expect, it, vi } from 'vitest';
import { type SlackEmulator, wordsOf } from '../../emulators/slack/index.ts';
import { acmePolicy } from '../../examples/acme/company.ts';
import type { Filed, Filer } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const TOMASZ = 'tomasz.nowak@acme.example';
const OMAR = 'omar.haddad@acme.example';
const BEN = 'ben.carter@acme.example';
const LENA = 'lena.brandt@acme.example';
const REASON = 'The <!channel> upgrade & *more*';

const slackOf = ({ systems }: Company): SlackEmulator => {
  if (systems.slack === null) throw new Error('this company has no Slack');
  return systems.slack;
};

/** Answers the form she was hired by. */
async function maraWorksHere(company: Company): Promise<Filed> {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  const hired = await company.file('Onboarding', engineer());
  await company.untilQuiet();
  return hired;
}

/** Her manager decides first, then the owner. */
async function maraAsks(company: Company): Promise<Filed> {
  await maraWorksHere(company);
  return asksForProduction(company);
}

async function asksForProduction(company: Company): Promise<Filed> {
  const values = { 'Requested access': 'AWS: production', Duration: '6 hours', Reason: REASON };
  const issue = await company.file('Access request', values, MARA_AT_JIRA);
  await company.untilQuiet();
  return issue;
}

/** What somebody sees in their conversation with Tenure, each message as they read it, oldest first. */
const seen = (company: Company, who: string): readonly string[] =>
  slackOf(company)
    .as(who)
    .messages.filter(({ channel }) => slackOf(company).workspace.conversations.get(channel)?.kind === 'im')
    .map(({ text, blocks }) => (blocks.length === 0 ? text : wordsOf([...blocks])));
const lastSeen = (company: Company, who: string) => seen(company, who).at(-1) ?? '';
const hasButtons = (company: Company, who: string) =>
  JSON.stringify(
    slackOf(company)
      .as(who)
      .messages.map(({ blocks }) => blocks),
  ).includes('"question.approve"');

async function presses(company: Company, who: string, action: string, where: { ts?: string; channel?: string } = {}) {
  const pressed = await slackOf(company).as(who).click(`question.${action}`, where);
  expect(pressed.result).toBe('acknowledged');
  await company.untilQuiet();
  return pressed;
}

/** The form opens a moment after the button was acknowledged. */
async function formBefore(company: Company, who: string) {
  const person = slackOf(company).as(who);
  await vi.waitFor(() => expect(person.modal).toBeDefined(), { timeout: 20_000, interval: 5 });
  return person;
}

const told = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');
const times = (text: string, what: RegExp) => [...text.matchAll(new RegExp(what, 'g'))].length;

describeStory('a request decided in Slack', (makeCompany) => {
  it('shows what is asked, takes one answer from whoever it was put to, and nothing from anybody else', async () => {
    const company = await makeCompany({ systems: { slack: {} } });
    const slack = slackOf(company);
    const issue = await maraAsks(company);
    const shown = lastSeen(company, TOMASZ);
    for (const part of [
      'Mara Lindt (mara.lindt@acme.example)',
      'AWS, production',
      'aws-production',
      '6 hours',
      'high',
    ]) {
      expect(shown).toContain(part);
    }
    expect(shown).toContain(REASON);
    expect(shown).toMatch(new RegExp(`<http://[^|]*/browse/${issue.key}\\|${issue.key} in Jira>`));
    expect(seen(company, OMAR)).toEqual([]);

    // Passed on to everybody: a stranger presses the copy, and so does the one it was put to.
    const [card] = slack.as(TOMASZ).messages;
    if (card === undefined) throw new Error('nothing was put to Tomasz');
    const copy = slack.workspace.share(card, 'general', slack.workspace.users.find(TOMASZ).id);
    const atCopy = { ts: copy.ts, channel: copy.channel };
    await presses(company, BEN, 'approve', atCopy);
    expect(slack.as(BEN).messages.at(-1)?.text).toMatch(/^Nothing was done about .*put to somebody else/);
    await presses(company, TOMASZ, 'approve', atCopy);
    expect(slack.as(TOMASZ).messages.at(-1)?.text).toMatch(/^Nothing was done about .*this is a copy/);
    expect(statusOf(company, issue)).toBe('Waiting for approval');

    // Twice at the same moment.
    slack.faults.add({ do: 'double-webhook' });
    const pressed = await presses(company, TOMASZ, 'approve', { ts: card.ts });
    // Side by side they are told apart by the press's token or by the answer, whichever the second meets first.
    expect(slack.as(TOMASZ).messages.at(-1)?.text).toMatch(
      /^Nothing was done about .*(you have answered this question already|this question is answered already, by you)/,
    );
    expect(seen(company, TOMASZ)[0]).toMatch(
      /^Approved, Mara Lindt[\s\S]*tomasz\.nowak@acme\.example approved by Slack/,
    );
    expect(seen(company, TOMASZ)[0]).not.toContain('Refuse');
    expect(times(told(company, issue), /tomasz\.nowak@acme\.example approved question 1-1 by Slack/)).toBe(1);

    // The owner is asked now, and gives less.
    await presses(company, OMAR, 'shorter');
    const omar = await formBefore(company, OMAR);
    omar.fill({ value: '1 hour' });
    await omar.submit();
    await company.untilQuiet();
    expect(told(company, issue)).toMatch(
      /omar\.haddad@acme\.example approved question 1-2 for 1 hour by Slack.* Shown: /,
    );
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(statusOf(company, issue)).toBe('Done');

    // Late: recorded, and sent once more.
    await slack.workspace.deliveries.replay(pressed.id, 'signed-anew');
    await company.untilQuiet();
    await company.pass('61m');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(times(told(company, issue), /approved question/)).toBe(2);
    // The clicks, one form, one card each: nothing was posted twice.
    expect(slack.workspace.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(2);
  });

  it('comes by signed requests as well, from a person whose address Slack has confirmed, and from nobody else', async () => {
    const company = await makeCompany({ systems: { slack: {} } });
    const slack = slackOf(company);
    const { workspace } = slack;
    slack.listenAt(`${company.running.served.url}/webhooks/slack`);
    const issue = await maraAsks(company);
    const tomasz = slack.as(workspace.users.find(TOMASZ).id);
    const [card] = tomasz.messages;
    if (card === undefined) throw new Error('nothing was put to Tomasz');
    const pressed = await presses(company, tomasz.id, 'refuse');
    await formBefore(company, tomasz.id);
    // The same press, of another button.
    const payload: typeof pressed.payload = JSON.parse(
      JSON.stringify(pressed.payload).replaceAll('question.refuse', 'question.approve'),
    );
    const forge = async (payload: typeof pressed.payload, as?: { secret?: string; timestampSeconds?: number }) =>
      (await workspace.deliveries.forge({ kind: 'interaction', payload }, as))?.status;
    const now = Math.floor(Date.parse(company.now()) / 1_000);
    expect(await forge(payload, { secret: 'wrong' })).toBe(401);
    expect(await forge(payload, { timestampSeconds: now - 301 })).toBe(401);
    expect(await forge(payload, { timestampSeconds: now + 301 })).toBe(401);
    expect(await forge({ ...payload, much: 'x'.repeat(1_100_000) })).toBe(413);
    expect(await forge({ ...payload, user: { id: 'U0NOBODY' } })).toBe(200);
    for (const [change, back] of [
      [{ guest: 'multi-channel' }, { guest: 'no' }],
      [{ emailConfirmed: false }, { emailConfirmed: true }],
    ] as const) {
      workspace.changeUser(tomasz.id, change);
      await presses(company, tomasz.id, 'approve', { ts: card.ts });
      expect(tomasz.messages.at(-1)?.text).toMatch(/^Nothing was done: nobody who works here has your confirmed/);
      workspace.changeUser(tomasz.id, back);
    }
    const namesake = slack.as(workspace.join({ email: 'tomasz@evil.example', realName: 'Tomasz Nowak' }).id);
    const copy = workspace.share(card, 'general', tomasz.id);
    workspace.conversations.get(copy.channel)?.members.add(namesake.id);
    await presses(company, namesake.id, 'approve', { ts: copy.ts, channel: copy.channel });
    expect(namesake.messages.at(-1)?.text).toMatch(/put to somebody else/);
    expect(statusOf(company, issue)).toBe('Waiting for approval');

    expect((await tomasz.submit({ value: '   ' })).errors).toEqual({ reason: expect.stringMatching(/^Say why/) });
    await tomasz.submit({ value: 'Not before the <audit>' });
    await company.untilQuiet();
    expect(told(company, issue)).toMatch(
      /tomasz\.nowak@acme\.example refused question 1-1 by Slack.*because: “Not before the <audit>”/,
    );
    expect(statusOf(company, issue)).toBe('Declined');
    expect(seen(company, TOMASZ)[0]).toMatch(/^Refused, Mara Lindt/);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('is shown afresh when what it showed has changed, and is over for whoever lost the role or was overtaken', async () => {
    const company = await makeCompany({ systems: { slack: {} } });
    const hired = await maraWorksHere(company);
    const issue = await asksForProduction(company);
    // Begun by her manager, handed in when it is another one.
    await presses(company, TOMASZ, 'refuse');
    const tomasz = await formBefore(company, TOMASZ);
    await company.edit(hired, { Manager: LENA });
    await company.untilQuiet();
    await tomasz.submit({ value: 'No' });
    await company.untilQuiet();
    expect(tomasz.messages.at(-1)?.text).toMatch(/^Nothing was done about .*question is over/);
    expect(seen(company, TOMASZ)[0]).toMatch(/^Not asked any more \(whoever was asked cannot answer any more\)/);
    await company.edit(issue, { Reason: 'Something else' }, MARA_AT_JIRA);
    await company.untilQuiet();
    expect(seen(company, LENA)[0]).toMatch(/^Not asked any more \(what it was about was edited\)/);
    expect(seen(company, LENA)[1]).toContain('Something else');

    // The catalogue calls it otherwise now: the same question, in other words than Lena has read.
    const renamed = acmePolicy(company.systems.addresses, (text) =>
      text.replace('name: AWS', 'name: The live systems'),
    );
    await applyPolicy(company.world, { policy: renamed, author: 'ines', approver: 'rafael' });
    company.world.rules.forget();
    await presses(company, LENA, 'approve');
    expect(slackOf(company).as(LENA).messages.at(-1)?.text).toMatch(/^Nothing was done about .*shown afresh/);
    expect(seen(company, LENA)[1]).toContain('The live systems, production');
    expect(statusOf(company, issue)).toBe('Waiting for approval');
    await presses(company, LENA, 'approve');
    expect(lastSeen(company, OMAR)).toMatch(/^Access request, Mara Lindt: The live systems/);

    await perform(company.world, 'decide', { case: issue.key, verdict: 'refuse', by: OMAR, reason: 'Not today' });
    await company.untilQuiet();
    expect(lastSeen(company, OMAR)).toMatch(/^Refused, [\s\S]*refused by Tenure itself.*“Not today”/);
    expect(hasButtons(company, OMAR)).toBe(false);
  });

  it('goes on without Slack: decided elsewhere the record is whole, and what may have been posted is not posted twice', async () => {
    const company = await makeCompany({ systems: { slack: {} } });
    const slack = slackOf(company);
    slack.faults.add({ on: 'chat.postMessage', do: 'lose-response' });
    slack.faults.add({ on: 'conversations.history', do: 'refuse', status: 503, times: 2 });
    const issue = await maraAsks(company);
    await company.pass('2m');
    expect(seen(company, TOMASZ)).toHaveLength(1);
    slack.faults.add({ on: '/api/', do: 'drop', times: 10_000 });
    await perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by: TOMASZ });
    await perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by: OMAR });
    await company.pass('5m');
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(statusOf(company, issue)).toBe('Done');
    expect(told(company, issue)).toMatch(/omar\.haddad@acme\.example approved question 1-2 by Tenure itself.* Shown: /);
    expect(await company.store.read.deskTroubles()).toEqual([
      { trouble: expect.stringMatching(/no answer/), cards: 1 },
    ]);
    slack.faults.clear();
    await company.pass('5m');
    expect(lastSeen(company, TOMASZ)).toMatch(/^Approved, /);
    expect(seen(company, OMAR)).toEqual([]);
    expect(await company.store.read.deskTroubles()).toEqual([]);
  });
});
