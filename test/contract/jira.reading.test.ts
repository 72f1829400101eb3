/** Reading forms from Jira: what a field says, who put it there, and what must not be believed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adfFromText, createIssue } from '../../emulators/jira/index.ts';
import { manualClock } from '../../emulators/kit/clock.ts';
import { FIELDS, type JiraUnderTest, type Person, startJira } from './jiraSite.ts';

const START = Date.parse('2026-08-20T08:00:00.000Z');
const NOTHING = { block: 'paragraph', text: [{ text: 'x' }] } as const;

describe('reading a form from Jira', () => {
  let world: JiraUnderTest;
  const clock = () => manualClock(START);
  beforeEach(async () => {
    world = await startJira({ clock: clock(), textLimits: { shortText: 1_000, longText: 300_000 } });
  });
  afterEach(() => world.jira.stop());

  const read = async (issue: string) => {
    const form = await world.tracker.readForm(issue);
    if (form === null) throw new Error('no form');
    return form;
  };
  const valuesOf = async (issue: string) =>
    Object.fromEntries(Object.entries((await read(issue)).fields).map(([name, { value }]) => [name, value]));

  it('reads every kind of field in plain words', async () => {
    const issue = world.file('ada', {
      [FIELDS.givenName]: '  Zoë 👩🏽‍💻 <script>alert(1)</script> ',
      [FIELDS.start]: '2026-09-01',
      [FIELDS.end]: '2026-12-31T18:00:00.000+0100',
      [FIELDS.manager]: { accountId: world.accountOf('mallory') },
      [FIELDS.department]: { value: 'Engineering', child: { value: 'Backend' } },
      [FIELDS.workerType]: { value: 'Employee' },
      [FIELDS.applications]: [{ value: 'Figma' }, { value: 'GitHub' }],
      [FIELDS.hardware]: ['laptop', 'badge'],
      [FIELDS.notify]: [{ accountId: world.accountOf('mallory') }, { accountId: world.accountOf('grace') }],
      [FIELDS.note]: adfFromText('First line\n*not bold*'),
      [FIELDS.cost]: 4711,
    });
    expect(await valuesOf(issue)).toEqual({
      givenName: { kind: 'text', text: 'Zoë 👩🏽‍💻 <script>alert(1)</script>' },
      start: { kind: 'date', date: '2026-09-01' },
      end: { kind: 'instant', at: '2026-12-31T17:00:00.000Z' },
      manager: { kind: 'user', id: world.accountOf('mallory'), mail: 'mallory@acme.example', name: 'Mallory' },
      department: { kind: 'text', text: 'Engineering / Backend' },
      workerType: { kind: 'text', text: 'Employee' },
      applications: { kind: 'texts', texts: ['Figma', 'GitHub'] },
      hardware: { kind: 'texts', texts: ['laptop', 'badge'] },
      notify: {
        kind: 'users',
        users: [
          { kind: 'user', id: world.accountOf('mallory'), mail: 'mallory@acme.example', name: 'Mallory' },
          { kind: 'user', id: world.accountOf('grace'), mail: null, name: 'Grace Hopper' },
        ],
      },
      note: { kind: 'text', text: 'First line\n*not bold*' },
      cost: { kind: 'text', text: '4711' },
    });
  });

  it('leaves an empty field out, also one of blanks', async () => {
    const issue = world.file('ada', { [FIELDS.familyName]: '   ' });
    expect((await read(issue)).fields).toEqual({});
  });

  it('says that a field of 200 kB is too long, and reads the rest', async () => {
    const issue = world.file('ada', { [FIELDS.note]: adfFromText('x'.repeat(200_000)), [FIELDS.givenName]: 'Zoë' });
    const form = await read(issue);
    expect(form.unreadable).toEqual([{ field: 'note', why: 'too-long' }]);
    expect(form.fields.givenName?.value).toEqual({ kind: 'text', text: 'Zoë' });
  });

  it('knows the groups and the asked-for project roles of whoever filed and edited', async () => {
    const issue = world.file('ada', { [FIELDS.givenName]: 'Zoë', [FIELDS.familyName]: 'Müller' });
    world.edit('grace', issue, { [FIELDS.familyName]: 'Miller' });
    const { fields, creator } = await read(issue);
    expect(creator).toMatchObject({ mail: 'ada@acme.example', groups: ['hr'], roles: [] });
    expect(fields.familyName?.author).toMatchObject({ mail: null, groups: [], roles: ['People team'] });
  });

  it('finds the author in a changelog of more than a hundred entries, under all of them', async () => {
    const issue = world.file('ada', { [FIELDS.givenName]: 'Zoë', [FIELDS.cost]: 0 });
    world.edit('mallory', issue, { [FIELDS.givenName]: 'Eve' });
    for (let n = 1; n <= 230; n += 1) world.edit('ada', issue, { [FIELDS.cost]: n });
    const { fields } = await read(issue);
    expect(fields.givenName?.author.id).toBe(world.accountOf('mallory'));
    expect(fields.cost?.author.id).toBe(world.accountOf('ada'));
  });

  it('takes the later of two changes within one millisecond', async () => {
    const issue = world.file('ada', { [FIELDS.givenName]: 'Zoë' });
    world.edit('ada', issue, { [FIELDS.givenName]: 'Zoe' });
    world.edit('mallory', issue, { [FIELDS.givenName]: 'Eve' });
    expect((await read(issue)).fields.givenName?.author.id).toBe(world.accountOf('mallory'));
  });

  it('knows who moved the issue to its status', async () => {
    const issue = world.file('ada');
    world.move('grace', issue, 'In Progress');
    const form = await read(issue);
    expect(form.status).toBe('In Progress');
    expect(form.statusBy.id).toBe(world.accountOf('grace'));
  });

  it('costs one call once people and fields are known', async () => {
    const issue = world.file('ada', { [FIELDS.givenName]: 'Zoë' });
    await read(issue);
    world.jira.log.clear();
    await read(issue);
    expect(world.jira.log.list().map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
      `GET /rest/api/3/issue/${issue}`,
    ]);
  });

  it('asks again after a minute who belongs where', async () => {
    const manual = clock();
    await world.jira.stop();
    world = await startJira({ clock: manual });
    const issue = world.file('ada');
    const { directory } = world.jira.site;
    const hr = directory.groupNamed('hr');
    expect((await read(issue)).creator.groups).toEqual(['hr']);
    if (hr !== undefined) directory.leave(hr, world.accountOf('ada'));
    manual.moveTo(START + 60_001);
    expect((await read(issue)).creator.groups).toEqual([]);
  });

  it('shows a closed sub-task with whoever closed it', async () => {
    const issue = world.file('ada');
    const { key } = await world.tracker.fileTask(issue, 'laptop', { title: 'Laptop', body: [NOTHING] });
    world.move('mallory', key, 'Done');
    const { tasks } = await read(issue);
    expect(tasks).toMatchObject([
      { task: 'laptop', key, done: true, closed: { author: { id: world.accountOf('mallory') } } },
    ]);
  });

  it('does not take a sub-task for ours because somebody wrote our property on it', async () => {
    const issue = world.file('ada');
    const { site } = world.jira;
    const mallory = site.directory.user(world.accountOf('mallory'));
    const forged = createIssue(site, mallory, {
      fields: {
        project: { key: 'ONB' },
        parent: { id: issue },
        issuetype: { name: 'Sub-task' },
        summary: 'forged',
      },
      properties: [{ key: 'tenure.task', value: { task: 'laptop' } }],
    });
    expect((await read(issue)).tasks).toEqual([]);
    const filed = await world.tracker.fileTask(issue, 'laptop', { title: 'Laptop', body: [NOTHING] });
    expect(filed.key).not.toBe(forged.key);
  });

  it('names the security level of a confidential form, which it sees only as a member', async () => {
    const { directory, projects } = world.jira.site;
    const [level] = projects.get('ONB')?.securityLevels ?? [];
    const issue = world.file('ada', { security: { id: level?.id } });
    expect(await world.tracker.readForm(issue)).toBeNull();
    const hr = directory.groupNamed('hr');
    if (hr !== undefined) directory.join(hr, world.accountOf('bot'));
    expect((await read(issue)).securityLevel).toBe('HR only');
  });

  it('reads no field whose display name two fields share', async () => {
    const issue = world.file('ada', { [FIELDS.givenName]: 'Zoë' });
    world.jira.site.addField({ name: FIELDS.givenName, type: 'text' });
    const form = await read(issue);
    expect(form.fields.givenName).toBeUndefined();
    expect(form.unreadable).toContainEqual({ field: 'givenName', why: 'not-mapped' });
  });

  it('takes nothing for gone when Jira took us for an anonymous visitor', async () => {
    const issue = world.file('ada', { [FIELDS.givenName]: 'Zoë' });
    const stranger = world.another({ token: 'expired' });
    await expect(stranger.readForm(issue)).rejects.toMatchObject({ kind: 'denied' });
    await expect(stranger.getProperty(issue, 'tenure.record')).rejects.toMatchObject({ kind: 'denied' });
  });

  it('takes nothing for gone when it is not Jira that says 404', async () => {
    const issue = world.file('ada');
    await read(issue);
    world.jira.faults.add({ on: 'GET /rest/api/3/issue/', do: 'refuse', status: 404, body: 'no such host' });
    await expect(world.tracker.readForm(issue)).rejects.toMatchObject({ kind: 'transient' });
  });

  it('waits as long as Retry-After says', async () => {
    const issue = world.file('ada');
    const headers = { 'retry-after': '17', 'ratelimit-reason': 'jira-burst-based' };
    world.jira.faults.add({ on: 'GET /rest/api/3/issue/', do: 'refuse', status: 429, headers });
    await expect(world.tracker.readForm(issue)).rejects.toMatchObject({
      kind: 'transient',
      retryAt: '2026-08-20T08:00:17.000Z',
      vendorCode: '429 jira-burst-based',
    });
  });

  it.each<[string, Person, string]>([
    ['a visible address', 'mallory', 'mallory@acme.example'],
    ['a hidden address', 'grace', 'grace@acme.example'],
  ])('finds a user by %s', async (_, person, mail) => {
    expect(await world.tracker.findUser(mail)).toBe(world.accountOf(person));
  });

  it('shows whom by a visible address only: a hidden one may be longer than what was asked for', async () => {
    expect(await world.tracker.findShownUser('mallory@acme.example')).toBe(world.accountOf('mallory'));
    expect(await world.tracker.findShownUser('grace@acme.example')).toBeNull();
  });

  it('finds nobody certain among several who hide theirs, and everybody who may be meant', async () => {
    const { site } = world.jira;
    const hidden = { displayName: 'Grace Elsewhere', email: 'grace@acme.example.au', mailHidden: true };
    site.addUser({ displayName: 'grace@acme.example, once', email: 'shown@acme.example' });
    expect(await world.tracker.findUser('grace@acme.example')).toBe(world.accountOf('grace'));
    const { accountId } = site.addUser(hidden);
    const other = world.another();
    expect(await other.findUser('grace@acme.example')).toBeNull();
    expect(await other.whoMayHave('grace@acme.example')).toEqual([world.accountOf('grace'), accountId]);
    expect(await other.whoMayHave('mallory@acme.example')).toEqual([world.accountOf('mallory')]);
  });

  it('finds nobody by the beginning of an address', async () => {
    expect(await world.tracker.findUser('mallory@acme')).toBeNull();
  });

  it('keeps an odd issue key within its own path', async () => {
    expect(await world.tracker.readForm('../../user?accountId=x')).toBeNull();
    const asked = world.jira.log.list({ matching: /issue/ }).map(({ path }) => path.split('?')[0]);
    expect(asked).toEqual(['/rest/api/3/issue/..%2F..%2Fuser%3FaccountId%3Dx']);
  });
});
