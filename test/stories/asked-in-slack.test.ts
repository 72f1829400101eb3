/**
 * Asked for in Slack: whoever works here sees there what they hold and until when, searches what they may ask for, asks, and
 * follows it to its end; what policy refuses is said in the form, and nothing is raised.
 */
import { expect, it, vi } from 'vitest';
import { type Person, type SlackEmulator, wordsOf } from '../../emulators/slack/index.ts';
import type { Filer } from '../../examples/acme/forms.ts';
import { foldCase } from '../../src/core/evidence/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const TOMASZ = 'tomasz.nowak@acme.example';
const OMAR = 'omar.haddad@acme.example';
const BEN = 'ben.carter@acme.example';

const slackOf = ({ systems }: Company): SlackEmulator => {
  if (systems.slack === null) throw new Error('this company has no Slack');
  return systems.slack;
};

async function maraWorksHere(company: Company): Promise<Person> {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  slackOf(company).workspace.users.add({ email: MARA, realName: 'Mara Lindt', displayName: 'Mara' });
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  return slackOf(company).as(MARA);
}

/** What is done beside an acknowledgement is there a moment after it. */
const until = (isSo: () => void) => vi.waitFor(isSo, { timeout: 20_000, interval: 5 });

const modalOf = (person: Person) => wordsOf(person.modal?.spec);
/** The last they were told in their conversation with Tenure. */
const cardOf = (person: Person) => wordsOf([...(person.messages.at(-1)?.blocks ?? [])]);
const homeOf = (person: Person) => wordsOf(person.home?.spec);

/** Opens the form with the command, and waits for it. */
async function runs(person: Person, line: string): Promise<void> {
  expect((await person.run(line))?.result).toBe('acknowledged');
  await until(() => expect(person.modal).toBeDefined());
}

/** Chooses something that changes the form, and waits for that. */
async function chooses(person: Person, blockId: string, choice: string | readonly string[]): Promise<void> {
  const before = person.modal?.hash;
  await person.choose('value', choice, { in: 'modal', blockId });
  await until(() => expect(person.modal?.hash).not.toBe(before));
}

const fills = (person: Person, values: Readonly<Record<string, string>>) => {
  for (const [blockId, value] of Object.entries(values)) person.fill({ value }, { in: 'modal', blockId });
};

/** And it is taken: nothing in it is wrong. */
async function handsIn(person: Person): Promise<void> {
  await person.submit();
  expect(person.modal).toBeUndefined();
}

async function looksAtHome(company: Company, person: Person): Promise<string> {
  expect((await person.openHome())?.result).toBe('acknowledged');
  await company.untilQuiet();
  return homeOf(person);
}

const requestsIn = async ({ store }: Company) =>
  (await store.read.cases()).filter(({ kind }) => kind === 'access-request').length;

/** Of each request. */
const linesIn = async ({ store: { read } }: Company) => {
  const rows = await read.cases({ kind: 'access-request' });
  const states = await Promise.all(rows.map(async ({ id }) => foldCase(id, await read.stream(id))));
  return states.map(({ request }) => request.lines.map(({ entitlement }) => entitlement));
};

/** A hundred and fifty more that anybody may have, opened by a person. */
const withMany = (text: string, file: string) =>
  file !== 'catalogue.yaml'
    ? text
    : text.replace(
        'applications:\n',
        `applications:\n${Array.from({ length: 150 }, (_, nth) => MANUAL.replaceAll('NTH', String(nth + 1))).join('')}`,
      );
const MANUAL = `  tool-NTH:
    name: Tool NTH
    owner: rafael.ortiz@acme.example
    provisioning: manual
    entitlements: { user: { risk: low } }
`;

describeStory('access asked for in Slack', (makeCompany) => {
  it('goes from the command to its end on one page: asked, waiting, held until a time, given back', async () => {
    const company = await makeCompany({ systems: { slack: {} } });
    const mara = await maraWorksHere(company);
    const before = await looksAtHome(company, mara);
    expect(before).toContain('Slack: member');
    expect(before).toContain('Comes with your job.');
    expect(before).toContain('Nothing of yours waits for a decision.');

    await runs(mara, '/access aws');
    expect(modalOf(mara)).toContain('AWS: developer is held already: it comes with the job.');
    expect(modalOf(mara)).toContain('Asked of the manager, then of the application’s owner.');
    expect((await mara.submit()).errors).toHaveProperty('reason');
    fills(mara, { reason: 'The <!channel> upgrade', 'duration:aws:production': '6 hours' });
    await handsIn(mara);
    await company.untilQuiet();
    expect(cardOf(mara)).toMatch(
      /You asked for AWS: production.*Waits for tomasz\.nowak@acme\.example.*HELP-1 in Jira/s,
    );
    expect(homeOf(mara)).toMatch(/AWS: production.*6 hours.*Step 1 of 2: waits for tomasz\.nowak@acme\.example/s);

    // Her manager is known here by nothing but an address.
    const tomasz = slackOf(company).as(TOMASZ);
    expect(await looksAtHome(company, tomasz)).toMatch(/Waiting for your decision.*AWS: production for Mara Lindt/s);
    await tomasz.click('question.open', { in: 'home' });
    await until(() => expect(tomasz.modal).toBeDefined());
    expect(modalOf(tomasz)).toContain('Reason: The <!channel> upgrade');
    fills(tomasz, { verdict: 'Refuse' });
    expect((await tomasz.submit()).errors).toHaveProperty('reason');
    fills(tomasz, { verdict: 'Approve' });
    await handsIn(tomasz);
    await company.untilQuiet();
    expect(homeOf(tomasz)).not.toContain('AWS: production');
    expect(homeOf(mara)).toContain('Step 2 of 2: waits for omar.haddad@acme.example');
    await slackOf(company).as(OMAR).click('question.approve');
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(homeOf(mara)).toMatch(/AWS: production.*Until Monday, 2 March 2026 at 15:00 \(Europe\/Zurich\)\./s);

    expect(cardOf(mara)).toContain('Given until Monday, 2 March 2026 at 15:00 (Europe/Zurich).');
    expect(mara.messages).toHaveLength(1);

    await mara.click('access.give-back', { in: 'home' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(homeOf(mara)).toMatch(/Ask again.*AWS: production.*Last: given back\./s);
  });

  it('finds what is meant among more than a list can hold, and says in the form what policy refuses', async () => {
    const company = await makeCompany({ systems: { slack: {} }, policy: withMany });
    const mara = await maraWorksHere(company);
    const named = async (words: string) =>
      (await mara.search('value', words, { in: 'modal', blockId: 'access' })).map(({ value }) => value);
    // Slack does not take the form in time: whoever asked for it is told.
    slackOf(company).faults.add({ on: 'views.open', do: 'refuse', status: 503 });
    await mara.run('/access');
    await until(() => expect(mara.messages.at(-1)?.text).toContain('The form could not be opened in time'));
    await runs(mara, '/access');
    const asked = () => slackOf(company).workspace.calls.filter(({ method }) => method === 'users.info').length;
    expect(await named('')).toHaveLength(100);
    const before = asked();
    expect(await named('tool 142')).toEqual(['tool-142:user']);
    expect(await named('slack')).toEqual([]);
    expect(await named('dropbox')).toEqual([]);
    // Whoever types is asked about once, and not at every letter.
    expect(asked()).toBe(before);

    // Two kinds of work that nobody does both of: the second is asked for while the form for the first stands open.
    expect(await named('netsuite')).toEqual(['netsuite:clerk']);
    await chooses(mara, 'access', 'netsuite:clerk');
    expect(modalOf(mara)).toContain('For how long');
    fills(mara, { reason: 'The closing of the year' });
    await company.file('Access request', { 'Requested access': 'Salesforce: sales' }, MARA_AT_JIRA);
    await company.untilQuiet();
    expect((await mara.submit()).errors).toEqual({ access: expect.stringContaining('whoever enters a sale') });
    expect(await requestsIn(company)).toBe(1);

    // Words that find several things are answered with a list of them.
    await mara.close();
    await runs(mara, '/access snowflake');
    expect(modalOf(mara)).toMatch(/Snowflake: engineer\nrisk high, up to (?!1 hour)[\s\S]*Snowflake: reader/);
    await chooses(mara, 'access', 'snowflake:engineer');
    expect(modalOf(mara)).toContain('For how long');

    // For somebody nobody knows.
    await mara.close();
    await runs(mara, '/access tableau viewer');
    await chooses(mara, 'for-whom', slackOf(company).workspace.users.find(BEN).id);
    expect((await mara.submit()).errors).toEqual({ 'for-whom': expect.stringMatching(/^Nobody who works here/) });
    expect(await requestsIn(company)).toBe(1);

    // Several at once: what stands against one of them is said, and of the times only those all of them have are offered.
    await mara.close();
    await runs(mara, '/access');
    await named('tableau');
    await chooses(mara, 'access', ['tableau:viewer']);
    await named('figma');
    await chooses(mara, 'access', ['tableau:viewer', 'figma:editor']);
    const times = () => /duration:several:[0-9a-f]+/.exec(JSON.stringify(mara.modal?.spec))?.[0] ?? '';
    fills(mara, { reason: 'The launch', [times()]: '1 day' });
    await company.file('Access request', { 'Requested access': 'Figma: editor', Reason: 'The launch' }, MARA_AT_JIRA);
    await company.untilQuiet();
    expect((await mara.submit()).errors).toEqual({
      access: expect.stringMatching(/^Figma: editor is asked for already, and waits/),
    });
    await named('benchling');
    await chooses(mara, 'access', ['tableau:viewer', 'benchling:scientist']);
    fills(mara, { [times()]: '1 day' });
    await handsIn(mara);
    await company.untilQuiet();
    expect(await requestsIn(company)).toBe(3);
    expect(await linesIn(company)).toContainEqual(['tableau:viewer', 'benchling:scientist']);
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    expect(await looksAtHome(company, mara)).toMatch(/Benchling: scientist.*1 day.*Waits for/s);

    // At night, when nobody can be asked.
    await runs(mara, '/access aws production');
    await chooses(mara, 'emergency', 'yes');
    fills(mara, { reason: 'The database is down', 'duration:emergency:aws:production': '1 hour' });
    await handsIn(mara);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(await looksAtHome(company, mara)).toMatch(
      /AWS: production.*Emergency access: somebody looks at it afterwards/s,
    );
  });

  it('is not for somebody nobody knows, who is told so in one sentence', async () => {
    const company = await makeCompany({ systems: { slack: {} } });
    const ben = slackOf(company).as(BEN);
    expect(await looksAtHome(company, ben)).toMatch(/^Nobody who works here is known by your address.*register you\.$/);
    await ben.run('/access figma');
    await until(() => expect(ben.messages).not.toEqual([]));
    expect(ben.messages.at(-1)?.text).toMatch(/^Nobody who works here is known by your address/);
    expect(ben.modal).toBeUndefined();
  });
});
