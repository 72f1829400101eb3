/** Options of select fields: what keeps a catalogue in step with a form, driven by jira.js and by hand. */
import { Version3Client } from 'jira.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BOT } from './index.ts';
import { isObject, listOf } from './json.ts';
import { startTestSite, type TestSite } from './testing/site.ts';

let site: TestSite;
let bot: Version3Client;
let fieldId: string;
let contextId: number;
let path: string;

beforeAll(async () => {
  site = await startTestSite({ searchIndexDelayMilliseconds: 0 });
  const basic = { email: DEMO_BOT.email, apiToken: DEMO_BOT.token };
  bot = new Version3Client({ host: site.jira.url, authentication: { basic } });
  const made = site.jira.site.addField({
    name: 'Access',
    type: 'cascading',
    options: [{ value: 'Figma', children: ['viewer', 'editor'] }],
    contexts: [{ name: 'Elsewhere', projects: ['ELSE'], options: ['Theirs only'] }],
  });
  site.jira.site.addProject({ key: 'ELSE', name: 'Elsewhere', types: [{ name: 'Task', screen: ['Access'] }] });
  fieldId = made.id;
  contextId = Number(made.contextId);
  path = `/rest/api/3/field/${fieldId}/context/${contextId}/option`;
});
afterAll(() => site.jira.stop());

const options = async () =>
  (await bot.issueCustomFieldOptions.getOptionsForContext({ fieldId, contextId })).values ?? [];
const values = async () => (await options()).map(({ value }) => value);
const idOf = async (value: string) => (await options()).find((option) => option.value === value)?.id ?? '';
const refusal = async (method: string, body: unknown, where = path) => {
  const { status, body: said } = await site.bot(method, where, body);
  return [status, String(listOf(said.errorMessages)[0] ?? '')];
};

describe('the options of a cascading select', () => {
  it('are added with their children, disabled and renamed, and only what changed is reported', async () => {
    const added = await bot.issueCustomFieldOptions.createCustomFieldOption({
      fieldId,
      contextId,
      options: [{ value: 'GitHub' }, { value: 'owner', optionId: await idOf('Figma') }],
    });
    expect(added.options).toMatchObject([{ value: 'GitHub' }, { value: 'owner', optionId: await idOf('Figma') }]);
    expect(await values()).toEqual(['Figma', 'GitHub', 'viewer', 'editor', 'owner']);
    const changed = await bot.issueCustomFieldOptions.updateCustomFieldOption({
      fieldId,
      contextId,
      options: [
        { id: await idOf('viewer'), value: 'viewer' },
        { id: await idOf('owner'), value: 'admin', disabled: true },
      ],
    });
    expect(changed.options).toMatchObject([{ value: 'admin', disabled: true }]);
  });

  it('are reordered among their own', async () => {
    const move = (customFieldOptionIds: string[], more: { after?: string; position?: string }) =>
      bot.issueCustomFieldOptions.reorderCustomFieldOptions({ fieldId, contextId, customFieldOptionIds, ...more });
    await move([await idOf('GitHub')], { position: 'First' });
    await move([await idOf('viewer')], { after: await idOf('editor') });
    expect((await values()).slice(0, 4)).toEqual(['GitHub', 'Figma', 'editor', 'viewer']);
    expect(
      await refusal(
        'PUT',
        { customFieldOptionIds: [await idOf('GitHub')], after: '1', position: 'Last' },
        `${path}/move`,
      ),
    ).toEqual([400, "'after' and 'position' were provided. Only 'after' or 'position' can be specified."]);
    const mixed = [await idOf('GitHub'), await idOf('viewer')];
    expect((await refusal('PUT', { customFieldOptionIds: mixed, position: 'Last' }, `${path}/move`))[0]).toBe(400);
  });

  it('belong to a context: a project with one of its own offers nothing else', async () => {
    const { values: contexts } = await bot.issueCustomFieldContexts.getContextsForField({ fieldId });
    expect(contexts).toMatchObject([{ isGlobalContext: true }, { name: 'Elsewhere', isGlobalContext: false }]);
    const own = contexts?.[1]?.id;
    const mapping = await site.bot('GET', `/rest/api/3/field/${fieldId}/context/projectmapping`);
    const project = site.jira.site.projects.get('ELSE');
    expect(mapping.body.values).toEqual([
      { contextId: String(contextId), isGlobalContext: true },
      { contextId: own, projectId: project?.id },
    ]);
    const [type] = project?.types.keys() ?? [];
    const asked = { mappings: [{ projectId: project?.id, issueTypeId: type }] };
    const found = await site.bot('POST', `/rest/api/3/field/${fieldId}/context/mapping`, asked);
    expect(found.body.values).toMatchObject([{ contextId: own }]);
    const file = (value: string) =>
      site.ada('POST', '/rest/api/3/issue', {
        fields: { project: { key: 'ELSE' }, issuetype: { id: type }, summary: 'x', [fieldId]: { value } },
      });
    expect((await file('Figma')).body.errors).toEqual({ [fieldId]: "Option value 'Figma' is not valid" });
    expect((await file('Theirs only')).status).toBe(201);
    const elsewhere = `/rest/api/3/field/${fieldId}/context/${own}/option`;
    const { body } = await site.bot('GET', elsewhere);
    expect(listOf(body.values).map((option) => isObject(option) && option.value)).toEqual(['Theirs only']);
    expect((await refusal('PUT', { options: [{ id: await idOf('Figma'), value: 'x' }] }, elsewhere))[0]).toBe(404);
  });
});

describe('options are refused', () => {
  it('to everybody but administrators, in the words of each page', async () => {
    const say = async (where: string) => listOf((await site.ada('GET', where)).body.errorMessages)[0];
    expect(await say(path)).toBe('Only Jira administrators can manage custom field options.');
    expect(await say(`/rest/api/3/field/${fieldId}/context`)).toBe(
      'Only Jira administrators can access custom field contexts.',
    );
  });

  it('more than a thousand at once, of which none is made; a thousand are', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ value: `option ${index}` }));
    const bulk = site.jira.site.addField({ name: 'Bulk', type: 'select' });
    const where = `/rest/api/3/field/${bulk.id}/context/${bulk.contextId}/option`;
    expect((await refusal('POST', { options: many(1_001) }, where))[0]).toBe(400);
    expect(bulk.options).toHaveLength(0);
    expect((await refusal('POST', { options: many(1_000) }, where))[0]).toBe(200);
    expect(bulk.options).toHaveLength(1_000);
  });

  it('none at all, one of them twice, or moved behind itself', async () => {
    const id = await idOf('GitHub');
    expect((await refusal('POST', { options: [] }))[0]).toBe(400);
    const twice = {
      options: [
        { id, value: 'Git' },
        { id, disabled: true },
      ],
    };
    expect((await refusal('PUT', twice))[0]).toBe(400);
    for (const body of [
      { customFieldOptionIds: [id], after: id },
      { customFieldOptionIds: [id, id], position: 'Last' },
    ])
      expect((await refusal('PUT', body, `${path}/move`))[0]).toBe(400);
    const many = Array.from({ length: 1_001 }, () => ({ id, value: 'Git' }));
    expect((await refusal('PUT', { options: many }))[0]).toBe(400);
    expect(await values()).toContain('GitHub');
  });

  it('on an issue once it is disabled, and what is below it with it; the issue that has it keeps it', async () => {
    const { id } = site.jira.site.addField({
      name: 'Kept',
      type: 'cascading',
      options: [{ value: 'Old', children: ['x'] }],
    });
    const { contextId: at, options: own } = site.jira.site.fields.require('Kept');
    site.jira.site.addProject({ key: 'KEPT', name: 'Kept', types: [{ name: 'Task', screen: ['Kept'] }] });
    const [type] = site.jira.site.projects.get('KEPT')?.types.keys() ?? [];
    const file = () =>
      site.ada('POST', '/rest/api/3/issue', {
        fields: {
          project: { key: 'KEPT' },
          issuetype: { id: type },
          summary: 'x',
          [id]: { value: 'Old', child: { value: 'x' } },
        },
      });
    const { body } = await file();
    await site.bot('PUT', `/rest/api/3/field/${id}/context/${at}/option`, {
      options: [{ id: own[0]?.id, disabled: true }],
    });
    expect((await file()).body.errors).toEqual({ [id]: "Option value 'Old' is not valid" });
    const { fields } = (await site.ada('GET', `/rest/api/3/issue/${body.key}`)).body;
    expect(isObject(fields) && fields[id]).toMatchObject({ value: 'Old', child: { value: 'x' } });
  });

  it('when one is there already, also disabled or in other letters, and nothing of the call is done', async () => {
    const before = await values();
    expect((await refusal('POST', { options: [{ value: 'New' }, { value: 'FIGMA' }] }))[0]).toBe(400);
    expect((await refusal('POST', { options: [{ value: 'Admin', optionId: await idOf('Figma') }] }))[0]).toBe(400);
    expect((await refusal('PUT', { options: [{ id: await idOf('GitHub'), value: 'Figma' }] }))[0]).toBe(400);
    expect((await refusal('PUT', { options: [{ id: await idOf('GitHub'), value: 'Git' }, { id: '1' }] }))[0]).toBe(404);
    expect(await values()).toEqual(before);
  });

  it('below another where there is one level, and below what is itself below', async () => {
    const plain = site.jira.site.fields.require('Worker type');
    const where = `/rest/api/3/field/${plain.id}/context/${plain.contextId}/option`;
    expect((await refusal('POST', { options: [{ value: 'x', optionId: plain.options[0]?.id }] }, where))[0]).toBe(400);
    expect((await refusal('POST', { options: [{ value: 'x', optionId: await idOf('viewer') }] }))[0]).toBe(404);
    const text = site.jira.site.fields.require('Reason');
    expect(await refusal('GET', undefined, `/rest/api/3/field/${text.id}/context/${text.contextId}/option`)).toEqual([
      400,
      "The custom field doesn't support options.",
    ]);
  });
});
