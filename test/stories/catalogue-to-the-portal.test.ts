/** The catalogue to the portal: the form's choices follow it, what a person put there stays, and nobody is left guessing. */
import { expect, it } from 'vitest';
import { acmeFiles } from '../../examples/acme/company.ts';
import type { Filed, Filer } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { BEGINNING, milliseconds, plus } from '../../src/core/shared/instant.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn, statusOf } from '../support/looks.ts';
import { engineer } from '../support/people.ts';

const INES = 'ines.keller@acme.example';
const RAFAEL = 'rafael.ortiz@acme.example';
const MARA: Filer = { email: 'mara.lindt@acme.example', token: 'mara-token' };
type Edit = (text: string, file: string) => string;

const access = ({ systems }: Company) => systems.jira.site.fields.require('Requested access').options;
const option = (company: Company, text: string) => {
  const found = access(company).find(({ value }) => value === text);
  if (found === undefined) throw new Error(`the form offers no ${text}`);
  return found;
};
/** What the form shows to whoever opens it. */
const offered = (company: Company) =>
  access(company).flatMap(({ value, disabled, parentId }) => (parentId === undefined && !disabled ? [value] : []));
const rolesOf = (company: Company, application: string) => {
  const { id } = option(company, application);
  return access(company).flatMap(({ value, disabled, parentId }) => (parentId === id && !disabled ? [value] : []));
};

interface Plan {
  readonly inStep: boolean;
  readonly hash: string;
  readonly fields: readonly {
    readonly field: string;
    readonly steps: readonly { readonly says: string }[];
    readonly left: readonly { readonly text: string; readonly because: string }[];
  }[];
}
async function ask<Result>(company: Company, name: Parameters<typeof perform>[1], input: object): Promise<Result> {
  const said = await perform(company.world, name, input);
  if (said.kind !== 'done') throw new Error(JSON.stringify(said));
  return said.result as Result;
}
const plans = (company: Company) => ask<Plan>(company, 'formPlan', {});
const says = (plan: Plan, field = 'access') =>
  plan.fields.flatMap((one) => (one.field === field ? one.steps.map((step) => step.says) : []));
const pushes = async (company: Company, hash: string, by = INES) => {
  const said = await perform(company.world, 'cataloguePush', { hash, by });
  return said.kind === 'refused' ? said.refused.refusal : said.kind;
};
const pushesWhatIsShown = async (company: Company) => pushes(company, (await plans(company)).hash);

async function applies(company: Company, edit: Edit): Promise<void> {
  await ask(company, 'policyApply', { files: acmeFiles(company.systems.addresses, edit), by: RAFAEL });
  await company.untilQuiet();
}
async function asks(company: Company, values: Record<string, string>): Promise<Filed> {
  const issue = await company.file('Access request', values, MARA);
  await company.untilQuiet();
  return issue;
}
async function maraWorksHere(company: Company): Promise<void> {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA });
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
}
const told = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');

/** Zoom has another name, Figma has no editors any more, and there is Miro. */
const later: Edit = (text, file) => {
  if (file === 'reference-table.csv') return text.replaceAll('figma:editor', 'figma:viewer');
  if (file !== 'catalogue.yaml') return text;
  const miro =
    'miro: { name: Miro, owner: lena.brandt@acme.example, entitlements: { member: { groups: [app-tableau], risk: low } } }';
  return text
    .replace('name: Zoom', 'name: Zoom Workplace')
    .replace(/\n +editor: \{ groups: \[app-figma-editor\].*\}/, '')
    .replace('  tableau:', `  ${miro}\n  tableau:`);
};

describeStory('what the portal offers', (makeCompany) => {
  it('is shown before it is changed, changed exactly as shown and by whoever may, and what a person put there stays', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const { site } = company.systems.jira;
    const byHand = site.fields.addOption(access(company), 'Something else');
    const before = JSON.stringify(access(company));

    const plan = await plans(company);
    expect(says(plan)).toEqual(
      expect.arrayContaining([
        '= Figma (made by a person; from now on Tenure keeps it)',
        '+ Slack',
        '+ Slack / member',
      ]),
    );
    expect(says(plan, 'duration')).toContain('+ As long as the work');
    expect(JSON.stringify(access(company))).toBe(before);
    expect(await pushes(company, plan.hash, 'ben.carter@acme.example')).toBe('not-allowed');
    expect(await pushes(company, '0'.repeat(12))).toBe('form-changed');
    expect(JSON.stringify(access(company))).toBe(before);

    expect(await pushes(company, plan.hash)).toBe('done');
    expect(await plans(company)).toMatchObject({ inStep: true, fields: [{ left: [] }, { left: [] }] });
    expect(offered(company)).toEqual(
      ['AWS', 'Benchling', 'Benefits Hub', 'Confluence', 'Figma', 'GitHub', 'Jira', 'Lab access', 'NetSuite'].concat(
        'Salesforce',
        'Slack',
        'Snowflake',
        'Tableau',
        'Zoom',
        'Something else',
      ),
    );
    expect(rolesOf(company, 'Figma')).toEqual(['viewer', 'editor']);
    const system = (await company.store.read.stream('system')).map(({ event }) => event);
    expect(system).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ type: 'FormPushBegan', by: INES, hash: plan.hash, because: 'by-hand' }),
        expect.objectContaining({ type: 'FormPushed', by: INES, hash: plan.hash, left: 0 }),
      ]),
    );

    const waiting = await asks(company, { 'Requested access': 'Figma: editor', Duration: '7 days' });
    expect(statusOf(company, waiting)).toBe('Waiting for approval');
    const ids = { zoom: option(company, 'Zoom').id, editor: option(company, 'editor').id };
    await applies(company, later);
    expect(told(company, waiting)).toContain(
      'figma:editor: not offered any more by the policy in force, so it is not given; ask again.',
    );
    // The form is not in step yet: whoever still finds the choice there is told in one sentence.
    const late = await asks(company, { 'Requested access': 'Figma: editor', Duration: '7 days' });
    expect(told(company, late)).toContain(
      'names a role the application does not have. Choose one of those on the form.',
    );
    expect(statusOf(company, late)).toBe('Declined');

    const missed = await asks(company, { 'Other application': 'Notion' });
    expect(told(company, missed)).toContain('is not in the catalogue of sanctioned applications. Ask IT to add it.');
    expect(await company.store.read.askedInVain(BEGINNING)).toEqual(['Notion']);

    expect(says(await plans(company))).toEqual([
      '- editor (disabled, not deleted)',
      '+ Miro',
      '+ Miro / member',
      '~ Zoom -> Zoom Workplace',
      expect.stringContaining('order of'),
    ]);
    expect(await pushesWhatIsShown(company)).toBe('done');
    expect([option(company, 'Zoom Workplace').id, option(company, 'editor')]).toEqual([
      ids.zoom,
      { ...option(company, 'editor'), id: ids.editor, disabled: true },
    ]);
    expect(offered(company).slice(-3)).toEqual(['Tableau', 'Zoom Workplace', 'Something else']);
    expect(option(company, 'Something else')).toBe(byHand);
    await expect(company.file('Access request', { 'Requested access': 'Figma: editor' }, MARA)).rejects.toThrow(
      "Option value 'editor' is not valid",
    );

    await applies(company, (text) => text);
    expect(await pushesWhatIsShown(company)).toBe('done');
    expect(option(company, 'editor')).toMatchObject({ id: ids.editor, disabled: false });
    expect(await plans(company)).toMatchObject({ inStep: true });
  });

  it('follows each policy by itself where that is said, and leaves to a person what another hand has done', async () => {
    const auto: Edit = (text, file) => (file === 'tenure.yaml' ? text.replace('push: by-hand', 'push: auto') : text);
    const company = await makeCompany({ policy: auto });
    await company.untilQuiet();
    expect(offered(company)).toContain('Slack');
    expect(says(await plans(company))).toContain('= Figma (made by a person; from now on Tenure keeps it)');
    option(company, 'Slack').disabled = true;
    await applies(company, (text, file) => auto(later(text, file), file));
    expect(offered(company)).toContain('Miro');
    expect(offered(company)).not.toContain('Slack');
    const { fields } = await plans(company);
    expect(fields[0]?.left).toMatchObject([{ text: 'Slack', because: 'disabled-elsewhere' }]);
    const began = (await company.store.read.stream('system')).flatMap(({ event }) =>
      event.type === 'FormPushBegan' ? [event] : [],
    );
    expect(began).toMatchObject([{ by: 'example' }, { by: RAFAEL, because: 'policy-applied' }]);
  });

  it('goes on where it broke off: an answer that was lost adds nothing twice', async () => {
    const company = await makeCompany();
    const plan = await plans(company);
    company.systems.jira.faults.add({ on: 'POST /rest/api/3/field/.*/option$', do: 'lose-response' });
    await expect(pushes(company, plan.hash)).rejects.toThrow();
    const half = await plans(company);
    expect(says(half).length).toBeLessThan(says(plan).length);
    // What was asked for and got no answer is ours: nobody has to take it over from a person.
    expect(says(plan)).toContain('+ Slack');
    expect(says(half).join('\n')).not.toMatch(/= Slack|\+ Slack$/m);
    expect(await pushes(company, plan.hash)).toBe('form-changed');
    // Two at once: one pushes, and the other is told so or finds that it is done.
    const both = await Promise.all([pushes(company, half.hash), pushes(company, half.hash, RAFAEL)]);
    expect(both.filter((one) => one === 'done')).toHaveLength(1);
    expect(['pushing', 'form-changed']).toContain(both.find((one) => one !== 'done'));
    expect(await plans(company)).toMatchObject({ inStep: true });
    expect(new Set(offered(company)).size).toBe(offered(company).length);
  });

  it('is measured by what people ask for: what they miss again and again is proposed', async () => {
    const company = await makeCompany({ systems: { okta: { limits: 'off' } } });
    /** As requests leave it behind: nobody has to be hired for each of them. */
    const asked = (name: string, nth: number) =>
      company.store.transaction(async (tx) => {
        const on = caseId('jira', `9000${nth}`);
        await tx.lockCase(on);
        const refused = { because: 'not-in-catalogue', rule: null, says: null, personal: { asked: name } } as const;
        await tx.append(on, [{ type: 'LineNotAsked', line: '1', ...refused }]);
      });
    const proposed = async () => (await ask<{ readonly text: string }>(company, 'catalogueDraft', {})).text;
    for (let nth = 1; nth <= 5; nth += 1) await asked('Notion', nth);
    expect(await proposed()).not.toContain('Notion');
    await asked('notion: editor', 6);
    expect(await proposed()).toContain('# Asked for 6 times in the last 30 days, and not in the catalogue.');
    const { checks } = await ask<{ checks: readonly { what: string }[] }>(company, 'doctor', {});
    expect(checks.map(({ what }) => what)).toContain(
      '"Notion" was asked for 6 times in the last 30 days, and is not in catalogue.yaml',
    );
    const later = plus(company.now(), milliseconds(1));
    expect(await company.store.read.askedInVain(later)).toEqual([]);
  });
});
