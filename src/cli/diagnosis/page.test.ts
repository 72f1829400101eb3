/** The page of a large company: what is long is folded away, and nothing of it is left out. */
import { describe, expect, it } from 'vitest';
import { diagnosis } from '../../../test/support/diagnosis.ts';
import { known } from '../../core/diagnosis/index.ts';
import { diagnosisPage } from './page.ts';

const numbered = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name}-${n}.`);

/** What stands open, and everything. */
function shownOf(page: string) {
  const without = (text: string): string => {
    const open = text.replace(/<details>(?:(?!<details>)[\s\S])*?<\/details>/g, '');
    return open === text ? open : without(open);
  };
  return { open: without(page), all: page };
}
const among = (names: readonly string[], text: string) => names.filter((name) => text.includes(name)).length;

describe('the page of a diagnosis', () => {
  it('shows the first twenty rows of a long table, and folds the rest', () => {
    const names = numbered(45, 'group');
    const groups = names.map((name) => ({ name, cases: 4, agree: 2, missing: 1, extra: 1, keepManual: true }));
    const { agreement } = diagnosis();
    const { open, all } = shownOf(diagnosisPage(diagnosis({ agreement: { ...agreement, groups } })));
    expect([among(names, open), among(names, all)]).toEqual([20, 45]);
    expect(all).toContain('more groups: <b>25</b>');
  });

  it('shows three of the people who have an application directly, and folds the others; more than are listed are counted', () => {
    const logins = numbered(50, 'somebody');
    const page = diagnosisPage(diagnosis({ direct: known([{ application: 'Notes', accounts: 70, logins }]) }));
    const { open, all } = shownOf(page);
    expect([among(logins, open), among(logins, all)]).toEqual([3, 50]);
    expect(all).toMatch(/and <b>67<\/b> more[\s\S]*and 20 more/);
    const two = diagnosis({ direct: known([{ application: 'Notes', accounts: 2, logins: logins.slice(0, 2) }]) });
    expect(among(logins, shownOf(diagnosisPage(two)).open)).toBe(2);
  });

  it('names in each cell what it is of, which a narrow screen shows in place of the head', () => {
    const row = { name: 'sre', cases: 1, agree: 0, missing: 1, extra: 0, keepManual: true };
    const { agreement } = diagnosis();
    const page = diagnosisPage(diagnosis({ agreement: { ...agreement, rows: [row] } }));
    expect(page).toMatch(/<td class="" data-of="row">sre<\/td><td class="n" data-of="agrees">0\.0 %<\/td>/);
  });
});
