/** The choices of a form's select fields: read whole, added, changed and ordered, only where the form has them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FormField, FormFieldName } from '../../src/core/portal/model.ts';
import type { FormOptions } from '../../src/ports/portal.ts';
import { CASES, connectionTo, type JiraUnderTest, startJira } from './jiraSite.ts';

describe('the form of requests, in Jira', () => {
  let world: JiraUnderTest;
  let form: FormOptions;
  const [settings] = CASES;
  if (settings === undefined) throw new Error('no case');
  const FORM = {
    fields: { access: 'Department', duration: 'Worker type', applications: 'Applications', reason: 'Note' },
    cases: [{ ...settings, kind: 'access-request' as const }],
  };
  beforeEach(async () => {
    world = await startJira();
    form = world.another(FORM);
  });
  afterEach(() => world.jira.stop());

  const read = async (field: FormFieldName, of: FormOptions = form): Promise<FormField> => {
    const found = await of.readField(field);
    if (!found.ok) throw new Error(found.refusal);
    return found.value;
  };
  const texts = async (field: FormFieldName) =>
    (await read(field)).options.map(({ text, disabled }) => `${text}${disabled ? ' (disabled)' : ''}`);

  it('is read by what each field is, with what stands below what', async () => {
    const access = await read('access');
    expect(access).toMatchObject({ kind: 'cascading', isShared: true });
    const [engineering, , backend] = access.options;
    expect(access.options.map(({ text }) => text)).toEqual(['Engineering', 'Sales', 'Backend', 'Frontend']);
    expect(backend).toMatchObject({ parent: engineering?.id, disabled: false });
    expect([(await read('duration')).kind, (await read('applications')).kind]).toEqual(['select', 'several']);
  });

  it('says why a field has no choices to keep', async () => {
    expect(await world.another({ ...FORM, fields: {} }).readField('access')).toMatchObject({ refusal: 'not-mapped' });
    const text = world.another({ ...FORM, fields: { access: 'Note' } });
    expect(await text.readField('access')).toMatchObject({ refusal: 'not-a-select' });
    const { site } = world.jira;
    const contexts = [{ name: 'Theirs', projects: ['THEIRS'], options: [] }];
    site.addField({ name: 'Elsewhere', type: 'select', noGlobalContext: true, contexts });
    site.addProject({ key: 'THEIRS', name: 'Theirs', types: [{ name: 'Task' }] });
    const elsewhere = world.another({ ...FORM, fields: { access: 'Elsewhere' } });
    expect(await elsewhere.readField('access')).toMatchObject({ refusal: 'no-context' });
    expect(await world.another({ ...FORM, cases: [] }).readField('access')).toMatchObject({ refusal: 'no-form' });
  });

  it('takes what is added, renamed, disabled and ordered, and names it by the tracker’s own ids', async () => {
    const { place, options } = await read('access');
    const sales = options.find(({ text }) => text === 'Sales')?.id ?? '';
    const [legal = ''] = await form.addOptions(place, [{ text: 'Legal', parent: null }]);
    const [east = '', west = ''] = await form.addOptions(place, [
      { text: 'East', parent: sales },
      { text: 'West', parent: sales },
    ]);
    await form.changeOptions(place, [
      { id: legal, text: 'Law', disabled: false },
      { id: sales, text: 'Sales', disabled: true },
    ]);
    await form.orderOptions(place, [west, east], null);
    await form.orderOptions(place, [legal], options[0]?.id ?? '');
    expect(await texts('access')).toEqual([
      'Engineering',
      'Law',
      'Sales (disabled)',
      'Backend',
      'Frontend',
      'West',
      'East',
    ]);
  });

  it('is read to its last page, and changed a thousand at a time', async () => {
    const { place } = await read('duration');
    for (const from of [0, 1_000]) {
      await form.addOptions(
        place,
        Array.from({ length: 1_000 }, (_, nth) => ({ text: `o${from + nth}`, parent: null })),
      );
    }
    const { options } = await read('duration');
    expect(options).toHaveLength(2_002);
    await form.changeOptions(
      place,
      options.map(({ id, text }) => ({ id, text, disabled: true })),
    );
    await form.orderOptions(place, options.map(({ id }) => id).reverse(), null);
    const after = (await read('duration')).options;
    expect(after.every(({ disabled }) => disabled)).toBe(true);
    expect(after.map(({ id }) => id)).toEqual(options.map(({ id }) => id).reverse());
  });

  it('is changed only in the context it has: another project’s choices stay as they are', async () => {
    world.jira.site.addField({
      name: 'Own',
      type: 'select',
      options: ['Everywhere'],
      contexts: [{ name: 'People', projects: ['ONB'], options: ['Here'] }],
    });
    const own = world.another({ ...FORM, fields: { access: 'Own' } });
    const { place, options } = await read('access', own);
    expect(options.map(({ text }) => text)).toEqual(['Here']);
    await own.addOptions(place, [{ text: 'New', parent: null }]);
    expect(world.jira.site.fields.require('Own').options.map(({ value }) => value)).toEqual(['Everywhere']);
  });

  it('is refused to whoever does not administer Jira, and the right is named', async () => {
    const connection = connectionTo(world.jira.url);
    const token = { env: 'JIRA_TOKEN' };
    const ada = { connection: { ...connection, auth: { email: 'ada@acme.example', token } }, token: 'ada-token' };
    const without = world.another({ ...FORM, ...ada });
    const right = 'Administer Jira (global permission)';
    await expect(without.readField('access')).rejects.toMatchObject({ kind: 'denied', right });
    expect(await without.probeForm()).toMatchObject([{ held: false, remedy: expect.stringContaining('ADMINISTER') }]);
    expect(await form.probeForm()).toMatchObject([{ held: true }]);
  });
});
