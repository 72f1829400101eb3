/** In an emergency: given at once and told loudly, looked at afterwards by somebody else, ended on time whoever is down. */
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type SlackEmulator, wordsOf } from '../../emulators/slack/index.ts';
import type { Filed, Filer } from '../../examples/acme/forms.ts';
import { sayShortly } from '../../src/app/notices/facts.ts';
import { perform } from '../../src/app/operations/index.ts';
import { caseId, type EntitlementId, entitlementId } from '../../src/core/shared/ids.ts';
import type { Instant, TimeZone } from '../../src/core/shared/instant.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, INES, openKinds } from '../support/hands.ts';
import { commentsOn, groupsOf, recordOn, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const JONAS: Filer = { email: 'jonas.frey@acme.example', token: 'jonas-token' };
const JONAS_FREY = { 'First name': 'Jonas', 'Last name': 'Frey', 'Private email': 'jonas@home.example' };
const RAFAEL: Filer = { email: 'rafael.ortiz@acme.example', token: 'rafael-token' };
const AISHA: Filer = { email: 'aisha.khan@acme.example', token: 'aisha-token' };
const OWNER = 'omar.haddad@acme.example';
const TOMASZ = 'tomasz.nowak@acme.example';
const DEPUTY = 'yuki.tanaka@acme.example';
const EMERGENCY = {
  'Requested access': 'AWS: production',
  Duration: '1 hour',
  Reason: 'The site is down',
  'Break-glass': 'Yes',
};

async function maraWorksHere(company: Company): Promise<void> {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
}

async function emergency(company: Company, by = MARA_AT_JIRA): Promise<Filed> {
  await maraWorksHere(company);
  const forMara = by.email === MARA ? {} : { 'For whom': MARA };
  const issue = await company.file('Access request', { ...EMERGENCY, ...forMara }, by);
  await company.untilQuiet();
  expect(groupsOf(company, MARA)).toContain('aws-production');
  return issue;
}

const slackOf = ({ systems }: Company): SlackEmulator => {
  if (systems.slack === null) throw new Error('this company has no Slack');
  return systems.slack;
};
/** In their conversation with Tenure. */
const messagesTo = (company: Company, who: string) =>
  slackOf(company)
    .as(who)
    .messages.filter(({ channel }) => slackOf(company).workspace.conversations.get(channel)?.kind === 'im');
/** What somebody reads there, a message each. */
const seen = (company: Company, who: string): readonly string[] =>
  messagesTo(company, who).map(({ blocks }) => wordsOf([...blocks]));
/** Cards there with buttons for a verdict. */
const hasVerdicts = (company: Company, who: string) =>
  messagesTo(company, who).some(({ blocks }) => JSON.stringify(blocks).includes('"emergency.justified"'));

/** What is done beside an acknowledgement is there a moment after it. */
const until = (isSo: () => void) => vi.waitFor(isSo, { timeout: 20_000, interval: 5 });

async function opensVerdict(company: Company, who: string, action: string, where: { ts?: string } = {}) {
  const owner = slackOf(company).as(who);
  const pressed = await owner.click(action, where);
  await until(() => expect(owner.modal).toBeDefined());
  return { pressed, owner };
}

/** Her manager is told of emergencies too, and answers for none. */
const tellsTomasz = (text: string) => text.replace(`tell: [${INES}]`, `tell: [${INES}, ${TOMASZ}]`);

/** Whoever is an engineer may look at an emergency too. */
const engineersReview = (text: string) =>
  text.replace('review: { ask: [owner] }', 'review: { ask: [owner, group: okta:eng-core] }');

const told = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');
const openTask = async (company: Company, issue: Filed) =>
  (await company.state(issue)).tasks.find(({ state }) => state === 'filed')?.key ?? '';

/** As a click on one of the workflow's own transitions, with a word why. */
async function closes(company: Company, by: Filer, key: string, transition: string, why: string | null) {
  if (why !== null) {
    const body = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: why }] }] };
    await company.forms.call(by, 'POST', `/rest/api/3/issue/${key}/comment`, { body });
  }
  const path = `/rest/api/3/issue/${key}/transitions`;
  const offered = (await company.forms.call(by, 'GET', path)) as { transitions: { id: string; name: string }[] };
  const id = offered.transitions.find(({ name }) => name === transition)?.id;
  await company.forms.call(by, 'POST', path, { transition: { id } });
  await company.untilQuiet();
}

describeStory('access in an emergency', (makeCompany) => {
  it('is told to the owner and to security at once, and its case waits for a verdict in Jira that counts', async () => {
    const company = await makeCompany();
    const issue = await emergency(company);
    const mail = company.systems.mail
      .messages({ to: INES })
      .find(({ subject }) => subject.startsWith('Emergency access'));
    expect(mail?.to.toSorted()).toEqual([INES, OWNER, DEPUTY].toSorted());
    expect(mail?.text).toContain('aws:production, 1 hour');
    expect(mail?.text).toContain('The site is down');

    await closes(company, AISHA, await openTask(company, issue), 'Finish', null);
    await closes(company, AISHA, await openTask(company, issue), 'Justified', 'Looks fine');
    expect((await company.state(issue)).tasks.map(({ title }) => title.split(': ')[1] ?? 'first')).toEqual([
      'first',
      'it was closed without a verdict',
      'it was closed by somebody who does not answer for it',
    ]);
    await company.pass('61m');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(issue)).proved).toBe(false);

    await closes(company, RAFAEL, await openTask(company, issue), 'Justified', 'It was down, and she mended it');
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
    expect(told(company, issue)).toMatch(
      /rafael\.ortiz@acme\.example looked at .* by Jira .*: justified, because: “It was down/,
    );
  });

  it('is told to each of them in Slack once, and judged there by whoever may; with Slack gone, mail and record are whole', async () => {
    const company = await makeCompany({ systems: { slack: {} }, policy: tellsTomasz });
    const slack = slackOf(company);
    await maraWorksHere(company);
    slack.faults.add({ on: '/api/', do: 'drop', times: 10_000 });
    const reason = 'The site <!channel> & *all* is down';
    const issue = await company.file('Access request', { ...EMERGENCY, Reason: reason }, MARA_AT_JIRA);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('aws-production');
    const mails = company.systems.mail.messages({ to: OWNER });
    expect(mails.map(({ subject }) => subject)).toEqual([`Emergency access: Mara Lindt (${issue.key})`]);
    expect(recordOn(company, issue)).toMatchObject({ ok: true });

    slack.faults.clear();
    slack.faults.add({ on: 'chat.postMessage', do: 'lose-response' });
    await company.pass('5m');
    for (const who of [INES, OWNER, DEPUTY, TOMASZ]) {
      expect(seen(company, who)).toEqual([expect.stringMatching(/^Emergency access, Mara Lindt: AWS, production/)]);
      expect(seen(company, who)[0]).toContain(reason);
      expect(seen(company, who)[0]).toContain(`${issue.key} in Jira`);
    }
    // As plain text: as Slack's own markup it would call everybody.
    expect(JSON.stringify(slack.as(OWNER).messages)).not.toMatch(/"mrkdwn","text":"[^"]*<!channel>/);

    // Whoever is only told says nothing of it; whoever may, says why, on their own card, once.
    const mayPress = () => [INES, OWNER, DEPUTY, TOMASZ].filter((who) => hasVerdicts(company, who));
    expect(mayPress()).toEqual([INES, OWNER, DEPUTY]);
    const [card] = slack.as(OWNER).messages;
    if (card === undefined) throw new Error('the owner was not told');
    const copy = slack.workspace.share(card, 'general', slack.workspace.users.find(OWNER).id);
    const atCopy = { ts: copy.ts, channel: copy.channel };
    for (const [who, answer] of [
      [TOMASZ, /put to somebody else/],
      [OWNER, /this is a copy/],
    ] as const) {
      await slack.as(who).click('emergency.justified', atCopy);
      await until(() => expect(slack.as(who).messages.at(-1)?.text).toMatch(answer));
    }
    const { pressed, owner } = await opensVerdict(company, OWNER, 'emergency.justified', { ts: card.ts });
    expect((await owner.submit({ value: ' ' })).errors).toEqual({ reason: expect.stringMatching(/^Say why/) });
    await owner.submit({ value: 'It was <down>' });
    await company.untilQuiet();
    await slack.workspace.deliveries.replay(pressed.id, 'signed-anew');
    const again = /^Nothing was done about .*answered this question already/;
    await until(() => expect(owner.messages.at(-1)?.text).toMatch(again));
    expect(told(company, issue)).toMatch(
      /omar\.haddad@acme\.example looked at .* by Slack .*: justified, because: “It was/,
    );
    await company.untilQuiet();
    expect(seen(company, DEPUTY)).toEqual([
      expect.stringMatching(/^Justified emergency access,[\s\S]*justified, because “It was <down>”/),
    ]);
    expect(mayPress()).toEqual([]);
    expect(await company.store.read.deskTroubles()).toEqual([]);
  });

  it('that was none ends at once and is for a person to settle; nobody judges what they asked for or hold', async () => {
    // Jonas asks for her, and may settle exceptions.
    const confirms = (text: string) => text.replace('confirm: [', `confirm: [${JONAS.email}, `);
    const company = await makeCompany({ policy: confirms });
    company.systems.jira.site.addUser({ displayName: 'Jonas Frey', groups: [], ...JONAS });
    await company.file('Onboarding', engineer({ ...JONAS_FREY, 'Employee number': 'E2002' }));
    const issue = await emergency(company, JONAS);
    const says = async (by: string, more: object) => {
      const said = await perform(company.world, 'decide', { case: issue.key, verdict: 'not-justified', by, ...more });
      await company.untilQuiet();
      return said.kind === 'refused' ? said.refused.refusal : said.kind;
    };
    for (const by of [MARA, JONAS.email]) expect(await says(by, { reason: 'It was' })).toBe('own-request');
    expect(await says('tomasz.nowak@acme.example', { reason: 'No' })).toBe('not-a-reviewer');
    expect(await says(OWNER, {})).toBe('verdict-needs-reason');
    const task = await openTask(company, issue);
    expect(await says(OWNER, { reason: 'The upgrade could have waited' })).toBe('done');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(await openKinds(company)).toEqual(['emergency-not-justified']);
    expect(company.systems.jira.site.issue(task).state.status.name).toBe('Done');
    expect((await company.state(issue)).proved).toBe(false);
    expect(await decide(company, 'emergency-not-justified', 'confirm', JONAS.email)).toMatchObject({ ok: false });
    expect(await decide(company, 'emergency-not-justified', 'confirm')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect((await company.state(issue)).proved).toBe(true);
  });
});

describeStory('an emergency while Jira is down', (makeCompany) => {
  it('is given at once, ended on time and looked at, and stands in Jira afterwards with its true times', async () => {
    const company = await makeCompany({ systems: { slack: {} }, policy: engineersReview });
    await maraWorksHere(company);
    const { faults } = company.systems.jira;
    faults.add({ on: '/rest/', do: 'refuse', status: 503, times: 100_000 });
    // Nor does it wait for a provider that cannot say now who is in the group that looks at it afterwards.
    const { okta } = company.systems;
    okta.faults.add({ on: 'GET /api/v1/groups/[^/]+/users', do: 'refuse', status: 503, times: 100 });
    const asked = { by: MARA, access: ['AWS: production'], reason: 'Jira and the site are down', breakGlass: true };
    const raised = await perform(company.world, 'ask', asked);
    const given = company.now();
    okta.faults.clear();
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(company.systems.mail.messages({ to: OWNER }).map(({ subject }) => subject.trim())).toEqual([
      'Emergency access: Mara Lindt',
    ]);
    expect(seen(company, OWNER)).toEqual([expect.stringMatching(/^Emergency access, Mara Lindt/)]);
    expect(seen(company, OWNER)[0]).not.toContain('in Jira');
    const { key, case: name } =
      raised.kind === 'done' ? (raised.result as { key: string; case: string }) : { key: '', case: '' };
    for (const said of [seen(company, OWNER)[0], company.systems.mail.messages({ to: OWNER })[0]?.text]) {
      expect(said).toContain(`tenure decide ${name}`);
    }
    const standing = {
      request: null,
      case: name,
      key,
      state: 'open',
      lines: [{ state: 'held', rule: 'production-emergency' }],
    };
    expect(await perform(company.world, 'requestShown', { request: key })).toMatchObject({ result: standing });
    const page = await perform(company.world, 'requestList', { limit: 1 });
    expect(page).toMatchObject({ result: { items: [standing], next: null } });
    const said = company.now();
    const { owner } = await opensVerdict(company, OWNER, 'emergency.justified');
    await owner.submit({ value: 'It was down' });
    await company.untilQuiet();
    // What is tried again minute by minute is seen at both ends of the hour.
    await company.pass('5m');
    await company.leap('50m');
    await company.pass('6m');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    faults.clear();
    await company.pass('10m');
    const row = await company.store.read.case(caseId('tenure', name.slice('tenure:'.length)));
    expect(row).toMatchObject({ issueKey: 'HELP-1', state: 'proved' });
    expect(seen(company, OWNER)).toEqual([expect.stringMatching(/^Justified emergency access.*HELP-1 in Jira/s)]);
    const issue = { id: row?.issueId ?? '', key: 'HELP-1' };
    const comments = told(company, issue);
    expect(comments).toContain(`Decided before this issue could be filed. What follows begins on ${shortly(given)}`);
    expect(comments).toContain(`by Slack on ${shortly(said)}: justified`);
    expect(comments).toContain('aws:production: ended on time.');
    expect(recordOn(company, issue)).toMatchObject({ ok: true });
    expect(company.systems.jira.site.issues.get('HELP-2')).toBeUndefined();
    expect(await openKinds(company)).toEqual([]);
  });

  it('holds back no approver: what they say meanwhile is recorded, carried out, and written when it is back', async () => {
    const company = await makeCompany({ systems: { slack: {} } });
    slackOf(company).workspace.users.add({ email: MARA, realName: 'Mara Lindt' });
    await maraWorksHere(company);
    const issue = await company.file('Access request', { ...EMERGENCY, 'Break-glass': 'No' }, MARA_AT_JIRA);
    await company.untilQuiet();
    const { faults } = company.systems.jira;
    faults.add({ on: '/rest/', do: 'refuse', status: 503, times: 100_000 });
    for (const by of ['tomasz.nowak@acme.example', OWNER]) {
      expect(await perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by })).toMatchObject({
        kind: 'done',
      });
    }
    const decided = company.now();
    // Kept, and whoever kept it died before it was decided.
    await keptAlone(company, entitlementId('snowflake', 'engineer'));
    await keptAlone(company, entitlementId('snowflake', 'reader'));
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(expect.arrayContaining(['aws-production', 'app-snowflake-engineer']));
    expect(told(company, issue)).not.toContain('approved');
    // She reads that she has it, and it is on no list of what only waits for Jira.
    const card = expect.stringMatching(/^You asked for Snowflake: engineer[\s\S]*Given until/);
    expect(seen(company, MARA)).toContainEqual(card);
    const page = await perform(company.world, 'access', { person: MARA });
    const snowflake = { title: 'Snowflake: engineer', issue: expect.objectContaining({ address: null }) };
    expect(page).toMatchObject({
      result: { kept: [], holds: expect.arrayContaining([expect.objectContaining(snowflake)]) },
    });
    // Several were opened at one instant, two of them ahead of their issues: a list in pages shows each of them once.
    const listed = await everyPage(company);
    expect(listed).toHaveLength(3);
    expect(new Set(listed).size).toBe(3);
    faults.clear();
    await company.pass('10m');
    expect(told(company, issue)).toContain(`approved question 1-2 by Tenure itself on ${shortly(decided)}`);
    expect(recordOn(company, issue)).toMatchObject({ ok: true });
  });
});

const PAGE = z.object({ items: z.object({ case: z.string() }).array(), next: z.string().nullable() });

/** Of all requests, one a page. */
async function everyPage({ world }: Company): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null && found.length < 10; ) {
    const page = await perform(world, 'requestList', { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    if (page.kind !== 'done') throw new Error('the list was refused');
    const { items, next } = PAGE.parse(page.result);
    found.push(...items.map((one) => one.case));
    cursor = next;
  }
  return found;
}

/** An emergency of Mara's as it stands between being kept and being decided: a row, and its job. */
async function keptAlone({ store, now }: Company, wanted: EntitlementId): Promise<void> {
  const [mara] = await store.read.findPersons(MARA);
  if (mara === undefined) throw new Error('nobody was registered');
  const who = { asker: mara, beneficiary: mara, channel: 'slack', key: `slack:${wanted}`, digest: 'any' } as const;
  const what = { lines: [wanted], duration: 'usual', breakGlass: true, ticket: null } as const;
  const filing = { raisedAt: now(), filingSince: null, triedAt: null, issue: null };
  await store.transaction(async (tx) => {
    await tx.saveRaised({ ...who, ...what, ...filing, reason: 'Nobody can read the figures' });
    await tx.send({ lane: 'look', raised: who.key });
  });
}

/** As an issue of somebody in Zurich says it. */
const shortly = (at: Instant) => sayShortly(at, 'Europe/Zurich' as TimeZone);
