/** Design, "Adoption": what is wanted and missing is added only on a second confirmation, by somebody else. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { applyPolicy, planPolicy } from '../../src/app/policy/policyInForce.ts';
import { adopted, asked, INES, RAFAEL, there } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { ALL, existingPolicy } from '../support/existing.ts';
import { commentsOn, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';

/** Sixty-four was never put into the print room, which the table gives to everybody. */
const FEW = ALL.slice(62, 66);
const LOGIN = ALL[64]?.login ?? '';
const edited = ({ systems }: Company, edit: (text: string, file: string) => string) =>
  acmePolicy(systems.addresses, (text, file) => edit(existingPolicy(text, file), file));

describeStory('what an adoption found missing', (makeCompany) => {
  it('is given by no policy until somebody else confirms exactly the list of it', async () => {
    const company = await there(makeCompany, FEW);
    const { case: key } = await adopted(company);
    const issue = { id: company.systems.jira.site.issue(key).id, key };
    const mark = markOfLog(company);

    // A policy that changes nothing about what gives it.
    const other = edited(company, (text) => text.replace('peoplePerOrigin: 25', 'peoplePerOrigin: 24'));
    expect(await applyPolicy(company.world, { policy: other, author: RAFAEL, approver: null })).toMatchObject({
      kind: 'in-force',
      people: 0,
    });
    await company.pass('3m');
    expect(oktaWrites(company, mark)).toEqual([]);
    // Another row that gives it is a new reason.
    const again = edited(company, (text, file) =>
      file === 'reference-table.csv' ? `${text}again,,,,,,print-room,\n` : text,
    );
    const { items } = await planPolicy(company.world, again);
    expect(items.length).toBeGreaterThan(0);

    const list = await asked(company, 'adoptMissing', { case: key, by: RAFAEL });
    expect(list).toMatchObject({ refusal: null, by: RAFAEL });
    const hash = String(list.hash);
    await company.untilQuiet();
    expect(commentsOn(company, issue).at(-1)).toContain(`tenure adopt --confirm-missing ${hash.slice(0, 12)}`);
    const confirm = (by: string, named = hash) => asked(company, 'adoptConfirmMissing', { hash: named, by });
    expect((await confirm(RAFAEL)).refusal).toBe('own-change');
    expect((await confirm('ben.carter@acme.example')).refusal).toBe('not-allowed');
    expect((await confirm(INES, 'f'.repeat(64))).refusal).toBe('unknown-missing');
    expect(groupsOf(company, LOGIN)).not.toContain('print-room');

    expect((await confirm(INES)).refusal).toBeNull();
    await company.untilQuiet();
    await company.pass('2m');
    expect(groupsOf(company, LOGIN)).toContain('print-room');
    expect(commentsOn(company, issue).at(-1)).toMatch(
      /What was missing: applied for \d+ of \d+ people, decided by ines/,
    );
    expect((await asked(company, 'adoptMissing', { case: key, by: RAFAEL })).refusal).toBe('nothing-missing');
    expect(await asked(company, 'verify', {})).toMatchObject({ refusal: null, whole: true });
  });
});
