/** An issue that is moved to where no such case is filed: nothing ends, a person is asked, once for each place. */
import { describe, expect, it } from 'vitest';
import { at, joining } from '../../../test/support/build.ts';
import { joins, rules } from '../../../test/support/forms.ts';
import { type Given, given, HIRED, only, typesOf } from '../../../test/support/given.ts';
import type { TenureEvent, Verdict } from '../evidence/model.ts';
import { exceptionId } from '../shared/ids.ts';
import type { FiledForm } from './form.ts';
import { decideMoved } from './moved.ts';

const hired = given(HIRED);
const nobody = { trackerIds: [], mails: [] };
const lies = (project: string, issueType = 'Onboarding'): FiledForm => ({ ...joins().form, project, issueType });
const look = (before: Given, form: FiledForm) =>
  decideMoved({
    ...{ form, state: before.caseOf(joining), ledger: before.ledger, concerned: nobody },
    ...{ rules, readFrom: at(9), now: at(9) },
  });
const then = (before: Given, events: readonly TenureEvent[]) => before.and({ on: joining, minute: 9, events });
const settled = (before: Given, verdict: Verdict) =>
  then(before, [
    { type: 'ExceptionSettled', exception: exceptionId(`${joining}!issue-moved-1`), verdict, by: 'it', at: at(9) },
  ]);

const moved = then(hired, look(hired, lies('OPS')));

describe('an issue that is moved away', () => {
  it('is a question to a person, and changes nothing', () =>
    expect(look(hired, lies('OPS', 'Bug'))).toEqual([
      {
        type: 'ExceptionRaised',
        exception: `${joining}!issue-moved-1`,
        kind: 'issue-moved',
        detail: { issue: 'PEO-joining', project: 'OPS', issueType: 'Bug' },
      },
    ]));

  it('is asked about once for a place', () => expect(look(moved, lies('OPS'))).toEqual([]));

  it('and on is another question, and answers the first', () => {
    const events = look(moved, lies('LAB'));
    expect(typesOf(events)).toEqual(['ExceptionSettled', 'ExceptionRaised']);
    expect(only(events, 'ExceptionSettled')).toMatchObject([{ verdict: 'retry', by: 'moved on' }]);
    expect(typesOf(look(moved, lies('OPS', 'Bug')))).toEqual(['ExceptionSettled', 'ExceptionRaised']);
  });

  it('and may stay there is not asked about again; to be moved back, and still there, it is', () => {
    expect(look(settled(moved, 'ignore'), lies('OPS'))).toEqual([]);
    expect(only(look(settled(moved, 'retry'), lies('OPS')), 'ExceptionRaised')).toMatchObject([
      { exception: `${joining}!issue-moved-2` },
    ]);
  });

  it('and back answers the question, also when it had vanished', () => {
    const vanished: TenureEvent = { type: 'ExceptionRaised', exception: exceptionId('x!1'), kind: 'issue-vanished' };
    for (const away of [moved, then(hired, [vanished])]) {
      const events = away.when(joins(), 10);
      expect(events).toMatchObject([{ type: 'ExceptionSettled', verdict: 'retry', by: 'the issue is back' }]);
      expect(then(away, events).when(joins(), 11)).toEqual([]);
    }
  });

  it('and on into another kind of case is not back: the question stands', () => {
    const events = moved.when({ ...joins({ person: 'E2001' }), kind: 'change' }, 10);
    expect(typesOf(events)).not.toContain('ExceptionSettled');
    expect(only(events, 'FormRefused')).toMatchObject([{ problems: [{ code: 'kind-changed' }] }]);
  });
});
