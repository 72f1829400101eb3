/** Writing the record to Jira: exactly once, never silenced, never over a limit. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addComment } from '../../emulators/jira/index.ts';
import type { Document } from '../../src/core/evidence/model.ts';
import { parseLocalDate } from '../../src/core/shared/instant.ts';
import { FIELDS, type JiraUnderTest, startJira } from './jiraSite.ts';

const REPORT: Document = [{ block: 'paragraph', text: [{ text: 'Done. 😀 {code} [link|javascript:x]' }] }];
const LATER = { kind: 'transient', outcomeUnknown: false };
const BODY = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'hi' }] }] };

describe('writing the record to Jira', () => {
  let world: JiraUnderTest;
  beforeEach(async () => {
    world = await startJira();
  });
  afterEach(() => world.jira.stop());

  const commentsOf = (issue: string) => [...world.jira.site.issue(issue).comments.values()];
  const say = (issue: string, properties?: readonly { key: string; value: { key: string } }[]) => {
    const { site } = world.jira;
    const mallory = site.directory.user(world.accountOf('mallory'));
    addComment(site, mallory, site.issue(issue), { body: BODY, ...(properties ? { properties } : {}) });
  };

  it('costs two calls for a comment once it knows its own account: one look, one write', async () => {
    const issue = world.file('ada');
    await world.tracker.self();
    world.jira.log.clear();
    await world.tracker.comment(issue, 'case/1', REPORT);
    expect(world.jira.log.list().map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('is not silenced by a comment of somebody else that carries our key', async () => {
    const issue = world.file('ada');
    say(issue, [{ key: 'tenure.evidence', value: { key: 'case/1' } }]);
    await world.tracker.comment(issue, 'case/1', REPORT);
    expect(commentsOf(issue)).toHaveLength(2);
  });

  it('finds its comment under more than a hundred later ones', async () => {
    const issue = world.file('ada');
    await world.tracker.comment(issue, 'case/1', REPORT);
    for (let n = 0; n < 120; n += 1) say(issue);
    await world.tracker.comment(issue, 'case/1', REPORT);
    expect(commentsOf(issue)).toHaveLength(121);
  });

  it('asks for the properties by comment id when the listing leaves them out', async () => {
    const issue = world.file('ada');
    await world.tracker.comment(issue, 'case/1', REPORT);
    const asked: string[] = [];
    const withoutProperties: typeof fetch = async (input, init) => {
      const { pathname } = new URL(String(input));
      asked.push(`${init?.method} ${pathname}`);
      if (pathname.endsWith('/comment/list')) {
        const [{ id, author } = { id: '', author: '' }] = commentsOf(issue);
        const properties = [{ key: 'tenure.evidence', value: { key: 'case/1' } }];
        return Response.json({ values: [{ id, author: { accountId: author }, properties }] });
      }
      const response = await fetch(input, init);
      if (!pathname.endsWith('/comment')) return response;
      return new Response((await response.text()).replaceAll('"properties"', '"left out"'));
    };
    await world.another({ fetch: withoutProperties }).comment(issue, 'case/1', REPORT);
    expect(asked).toContain('POST /rest/api/3/comment/list');
    expect(commentsOf(issue)).toHaveLength(1);
  });

  it('cuts a comment that Jira would refuse for its length, and says so', async () => {
    const issue = world.file('ada');
    const rows = Array.from({ length: 3_000 }, (_, n) => [[{ text: `okta:group-${n}` }], [{ text: 'row-1' }]]);
    await world.tracker.comment(issue, 'case/1', [{ block: 'table', head: ['Group', 'Rule'], rows }]);
    expect(JSON.stringify(commentsOf(issue)[0]?.body)).toContain('Cut here');
  });

  it('keeps a property of exactly 30,000 characters', async () => {
    const issue = world.file('ada');
    await world.tracker.putProperty(issue, 'tenure.record', 'x'.repeat(29_998));
    expect(await world.tracker.getProperty(issue, 'tenure.record')).toHaveLength(29_998);
  });

  it('says false when the transition is gone between the look and the move', async () => {
    const issue = world.file('ada');
    const meddling: typeof fetch = (input, init) => {
      if (init?.method === 'POST') {
        world.move('ada', issue, 'In Progress');
        world.move('ada', issue, 'Done');
      }
      return fetch(input, init);
    };
    expect(await world.another({ fetch: meddling }).moveTo(issue, 'In Progress')).toBe(false);
  });

  it('takes no list of transitions for none only where it may move the issue, by its number and by its key', async () => {
    const issue = world.file('ada');
    const { key } = world.jira.site.issue(issue);
    world.jira.faults.add({ do: 'lose-right', right: 'permission', which: 'TRANSITION_ISSUES' });
    for (const named of [issue, key]) {
      const move = world.tracker.moveTo(named, 'In Progress');
      await expect(move).rejects.toMatchObject({ kind: 'denied', right: 'Transition issues' });
    }
    world.jira.faults.clear();
    // Gone between the look and the move: the refusal is that of a transition which is gone.
    world.jira.faults.add({ do: 'lose-right', right: 'permission', which: 'TRANSITION_ISSUES', nth: 2, times: 9 });
    await expect(world.tracker.moveTo(issue, 'In Progress')).rejects.toMatchObject({ kind: 'denied' });
    world.jira.faults.clear();
    expect(await world.tracker.moveTo(issue, 'Done', 'In Progress')).toBe(true);
    const { workflow } = world.jira.site.issue(issue).project.types.get(world.jira.site.issue(issue).type.id) ?? {};
    (workflow?.transitions as unknown[]).length = 0;
    expect(await world.tracker.moveTo(issue, 'In Progress')).toBe(false);
  });

  it('counts it as moved when somebody else was faster', async () => {
    const issue = world.file('ada');
    const faster: typeof fetch = (input, init) => {
      if (init?.method === 'POST') world.move('ada', issue, 'In Progress');
      return fetch(input, init);
    };
    expect(await world.another({ fetch: faster }).moveTo(issue, 'In Progress')).toBe(true);
  });

  it('goes by way of another status where no transition leads straight there', async () => {
    const issue = world.file('ada');
    expect(await world.tracker.moveTo(issue, 'Done')).toBe(false);
    world.jira.log.clear();
    expect(await world.tracker.moveTo(issue, 'Done', 'In Progress')).toBe(true);
    expect(world.jira.log.list().map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST']);
    expect((await world.tracker.readForm(issue))?.status).toBe('Done');
  });

  it('looks for no earlier comment where it is told that there was no earlier attempt', async () => {
    const issue = world.file('ada');
    await world.tracker.self();
    world.jira.log.clear();
    await world.tracker.comment(issue, 'case/1', REPORT, 7, true);
    expect(world.jira.log.list().map(({ method }) => method)).toEqual(['POST']);
    expect(await world.tracker.comment(issue, 'case/1', REPORT, 9)).toMatchObject({ upTo: 7 });
  });

  it('asks between the look for a comment and the writing of it, and writes none where that throws', async () => {
    const issue = world.file('ada');
    const no = () => Promise.reject(new Error('overtaken'));
    await expect(world.tracker.comment(issue, 'case/1', REPORT, 7, false, no)).rejects.toThrow('overtaken');
    expect(await world.tracker.comment(issue, 'case/1', REPORT, 9)).toMatchObject({ upTo: 9 });
    expect(await world.tracker.comment(issue, 'case/1', REPORT, 11, false, no)).toMatchObject({ upTo: 9 });
  });

  it('costs one read when the issue is there already', async () => {
    const issue = world.file('ada');
    world.jira.log.clear();
    expect(await world.tracker.moveTo(issue, 'open')).toBe(true);
    expect(world.jira.log.list()).toHaveLength(1);
  });

  it('files and attaches nothing a second time while Jira cannot load what there is', async () => {
    const issue = world.file('ada');
    const bytes = new Uint8Array([1, 2, 3]);
    await world.tracker.fileTask(issue, 'laptop', { title: 'Laptop', body: [] });
    await world.tracker.attach(issue, 'record.jsonl', bytes);
    for (const field of ['subtasks', 'attachment']) world.jira.site.failingFields.set(field, 'null');
    await expect(world.tracker.fileTask(issue, 'laptop', { title: 'Laptop', body: [] })).rejects.toMatchObject(LATER);
    await expect(world.tracker.attach(issue, 'record.jsonl', bytes)).rejects.toMatchObject(LATER);
    const { subtasks, attachments } = world.jira.site.issue(issue);
    expect([subtasks.size, attachments.size]).toEqual([1, 1]);
  });

  it('makes a sub-task of a title with line breaks and of 400 characters', async () => {
    const issue = world.file('ada');
    const title = `Order\nlaptop ${'🖥️'.repeat(200)}`;
    const { id } = await world.tracker.fileTask(issue, 'laptop', { title, body: [] });
    expect(world.jira.site.issue(id).state.values.get('summary')).toMatch(/^Order laptop 🖥/u);
  });

  it('gives a sub-task to whoever is to do it, with its day; what the site has no place for is left out, the words stay', async () => {
    const issue = world.file('ada');
    const filed = async (assignee: string) => {
      const due = parseLocalDate('2026-03-05');
      if (due === undefined) throw new Error('no such day');
      const { id } = await world.tracker.fileTask(issue, assignee, { title: 'Badge', body: REPORT, assignee, due });
      const { values } = world.jira.site.issue(id).state;
      expect(values.get('description')).toBeDefined();
      return [values.get('assignee'), values.get('duedate')];
    };
    const ada = world.accountOf('ada');
    expect(await filed(ada)).toEqual([ada, '2026-03-05']);
    expect(await filed('nobody')).toEqual([undefined, '2026-03-05']);
    const customer = world.jira.site.addUser({ displayName: 'Customer', email: 'c@else.example', licensed: false });
    expect(await filed(customer.accountId)).toEqual([undefined, '2026-03-05']);
    const notOnScreen = { duedate: 'Field cannot be set. It is not on the appropriate screen, or unknown.' };
    const body = { errorMessages: [], errors: notOnScreen };
    world.jira.faults.add({ on: 'POST /rest/api/3/issue$', do: 'refuse', status: 400, body });
    expect(await filed(world.accountOf('mallory'))).toEqual([world.accountOf('mallory'), undefined]);
  });

  it('names the fields of a refusal, and nothing of what stood in them', async () => {
    const issue = world.file('ada', { [FIELDS.givenName]: 'Zoë' });
    const body = { errorMessages: [], errors: { customfield_10050: "Zoë is not a valid name, try 'Zoe'" } };
    world.jira.faults.add({ on: 'PUT ', do: 'refuse', status: 400, body });
    const refused = await world.tracker.putProperty(issue, 'tenure.record', 1).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      kind: 'invalid',
      message: 'write property: invalid (400): fields customfield_10050',
    });
  });

  it.each([
    [401, 'denied'],
    [403, 'denied'],
    [404, 'missing'],
    [409, 'conflict'],
    [413, 'invalid'],
    [429, 'transient'],
    [500, 'transient'],
    [503, 'transient'],
  ])('takes %i as %s', async (status, kind) => {
    const issue = world.file('ada');
    world.jira.faults.add({ on: 'PUT ', do: 'refuse', status, body: { errorMessages: ['no'], errors: {} } });
    await expect(world.tracker.putProperty(issue, 'tenure.record', 1)).rejects.toMatchObject({ kind });
  });

  it('knows that a call refused at the door was not carried out, and that one behind a 500 may have been', async () => {
    const issue = world.file('ada');
    const put = () => world.tracker.putProperty(issue, 'tenure.record', 1);
    world.jira.faults.add({ on: 'PUT ', do: 'refuse', status: 429, headers: { 'retry-after': '1' } });
    await expect(put()).rejects.toMatchObject({ outcomeUnknown: false });
    world.jira.faults.add({ on: 'PUT ', do: 'refuse', status: 500 });
    await expect(put()).rejects.toMatchObject({ outcomeUnknown: true });
  });

  it('gives up on an answer that does not come', async () => {
    const issue = world.file('ada');
    world.jira.faults.add({ on: 'PUT ', do: 'delay', by: '500ms' });
    const hasty = world.another({ timeoutMilliseconds: 50 });
    await expect(hasty.putProperty(issue, 'tenure.record', 1)).rejects.toMatchObject({
      kind: 'transient',
      outcomeUnknown: true,
    });
  });
});
