/** A form that stays refused and a right that is missing have no case: they are settled in Slack and by their issues like any other. */
import { expect, it, vi } from 'vitest';
import { wordsOf } from '../../emulators/slack/index.ts';
import type { Filer } from '../../examples/acme/forms.ts';
import { tellMissingRights } from '../../src/app/clock/missingRights.ts';
import { writeExceptionTasks } from '../../src/app/exceptions/index.ts';
import { tellRefusedForms } from '../../src/app/look/refusedForms.ts';
import { exceptionSentence } from '../../src/core/evidence/index.ts';
import { describeStory } from '../support/company.ts';
import { INES } from '../support/hands.ts';

const RAFAEL: Filer = { email: 'rafael.ortiz@acme.example', token: 'rafael-token' };
const KINDS = ['form-refused', 'right-missing'] as const;

const withTasks = (text: string, file: string) =>
  file === 'tenure.yaml'
    ? text.replace(/# exceptions:[\s\S]*?Accepted: accept \}/, (block) => block.replaceAll(/^# /gm, ''))
    : text;

describeStory('a form that stays refused and a right that is missing', (makeCompany) => {
  it('are settled from the page in Slack, and by moving their issues', async () => {
    const company = await makeCompany({ policy: withTasks, systems: { slack: {} } });
    const { okta, jira, slack } = company.systems;
    if (slack === null) return expect.fail('no Slack');
    for (const number of ['E9998', 'E9999']) await company.file('Offboarding', { Employee: number });
    await company.pass('16m');
    expect(await tellRefusedForms(company.world)).toBe(2);
    okta.faults.add({ do: 'lose-right', right: 'role', until: '1h' });
    jira.faults.add({ do: 'lose-right', right: 'permission', which: 'EDIT_ISSUES', until: '1h' });
    expect(await tellMissingRights(company.world)).toBeGreaterThan(1);
    okta.faults.clear();
    jira.faults.clear();
    await writeExceptionTasks(company.world);
    const settled = async (kind: string) => {
      const rows = await company.store.read.exceptions({ open: false, kinds: [kind] });
      return rows.flatMap((row) => (row.settled === null ? [] : [row.settled]));
    };

    // By their issues: one of each.
    const issues = () => [...jira.site.issues.all()].filter(({ type }) => type.name === 'Exception');
    for (const kind of KINDS) {
      const { says } = exceptionSentence(kind);
      const issue = issues().find(({ state }) => String(state.values.get('summary')).startsWith(says.slice(0, 60)));
      if (issue === undefined) return expect.fail(`${kind} is no issue`);
      await company.forms.moveTo(RAFAEL, issue.key, 'Left as it is');
      await company.untilQuiet();
      expect(await settled(kind)).toMatchObject([{ by: RAFAEL.email, verdict: 'ignore' }]);
    }

    // On the page the oldest stands first: the form that is left, then a right.
    const ines = slack.as(INES);
    for (const kind of KINDS) {
      await ines.openHome();
      await company.untilQuiet();
      expect(wordsOf(ines.home?.spec)).toContain(exceptionSentence(kind).says);
      const before = ines.modal;
      await ines.click('exception.settle', { in: 'home' });
      await vi.waitFor(() => expect(ines.modal).not.toBe(before), { timeout: 20_000, interval: 5 });
      expect(wordsOf(ines.modal?.spec)).toContain(exceptionSentence(kind).says);
      ines.fill({ value: 'Leave it as it is' }, { in: 'modal', blockId: 'verdict' });
      ines.fill({ value: 'looked into it' }, { in: 'modal', blockId: 'reason' });
      await ines.submit();
      await company.untilQuiet();
      expect(await settled(kind)).toContainEqual(expect.objectContaining({ by: INES, verdict: 'ignore' }));
    }
    await writeExceptionTasks(company.world);
    const open = await company.store.read.exceptions({ open: true });
    expect(issues().filter(({ state }) => state.status.name !== 'Done')).toHaveLength(open.length);
  });
});
