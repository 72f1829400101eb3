/** What follows from a diagnosis: what is open and should not be comes first, and what was not read is no "none". */
import { describe, expect, it } from 'vitest';
import { diagnosis, found } from '../../../test/support/diagnosis.ts';
import type { Diagnosis } from '../../core/diagnosis/index.ts';
import { known, notKnown } from '../../core/diagnosis/index.ts';
import { adviceOf } from './advice.ts';

const said = (one: Diagnosis) => adviceOf(one).map(({ tone, says, todo }) => `${tone}: ${says}. ${todo ?? ''}`.trim());

describe('what follows from a diagnosis', () => {
  it('of a company where all is well says so, and asks for nothing', () =>
    expect(adviceOf(diagnosis()).map(({ tone, todo }) => [tone, todo])).toEqual([
      ['good', null],
      ['good', null],
    ]));

  it('begins with what is open and should not be', () => {
    const text = said(
      diagnosis({}, { afterLeaving: found(2), pastContract: known(found(1)), withoutPerson: found(3) }),
    );
    expect(text[0]).toBe('bad: 2 accounts in use after their person left. Close them today.');
    expect(text[1]).toMatch(/^bad: 1 account in use past the contract/);
    expect(text.at(-1)).toMatch(/^warn: 3 accounts in use without a person/);
  });

  it('names the applications whose groups are not known, of the twenty where there are so many', () => {
    const apps = ['Wiki', 'Notes', 'Tracker', 'Studio', 'Board'].map((name, n) => ({
      app: name,
      name,
      people: 9,
      direct: 0,
      groups: [],
      catalogue: [],
      gap: n === 0 ? null : ('no-group' as const),
    }));
    const top10 = { of: 5, unknown: 4, ready: false };
    const text = said(diagnosis({ mapping: known({ top10, top20: top10, applications: apps }) }));
    expect(text[0]).toBe(
      'bad: Not known of 4 of the 5 most used applications: which groups open them. Name in catalogue.yaml the groups that open Notes, Tracker, Studio and 1 more.',
    );
  });

  it('says each reason once for what was not read, and counts none of it as none', () => {
    const right = notKnown('okta.apps.read is missing');
    const text = said(
      diagnosis({ mapping: right, direct: right }, { withoutManager: notKnown('the policy says none') }),
    );
    expect(text.slice(-2)).toEqual([
      'warn: Not known: which groups open what, who has an application directly. Because okta.apps.read is missing.',
      'warn: Not known: who has no manager. Because the policy says none.',
    ]);
    expect(text.join()).not.toMatch(/ready|assignment/);
  });
});
