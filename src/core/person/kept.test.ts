import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { ben, edited, type Filing, lea, leaves, minute, rules, type Values } from '../../../test/support/forms.ts';
import { type Given, given, HIRED, only, typesOf } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { wanted } from '../grant/index.ts';
import { caseId } from '../shared/ids.ts';
import { milliseconds } from '../shared/instant.ts';
import { HAND_OVER, handOverAsked } from './kept.ts';

const hired = given(HIRED);
const { issue } = leaves().form;
const LEAVING = caseId(issue.connection, issue.id);
const TASK: TenureEvent = { type: 'TaskRequested', task: HAND_OVER, about: 'hand-over', title: 'Hand-over' };
const FILED: TenureEvent = { type: 'TaskFiled', task: HAND_OVER, issue: '7', key: 'PEO-7' };
const withTask = ({ kind, form }: Filing, done: boolean): Filing => {
  const closed = { author: lea, at: at(9) };
  return { kind, form: { ...form, updated: at(9), tasks: [{ task: HAND_OVER, key: 'PEO-7', done, closed }] } };
};

const keptAt = ({ ledger }: Given, when: number) => {
  const account = ledger.accounts[0] ?? expect.fail();
  const { state, kept } = wanted(ledger, account, at(when));
  return state === 'deactivated' ? (kept ?? 'closed') : state;
};

describe('a hand-over', () => {
  it.each<readonly [string, Values, readonly (readonly [number, string])[]]>([
    [
      'until an instant',
      { handOver: minute(90) },
      [
        [4, 'active'],
        [5, 'hand-over'],
        [89, 'hand-over'],
        [90, 'closed'],
      ],
    ],
    ['until a moment before the end is none', { handOver: minute(4) }, [[5, 'closed']]],
    [
      'of no stated length takes as long as policy says',
      { handOver: 'Yes' },
      [
        [14 * 1440, 'hand-over'],
        [14 * 1440 + 5, 'closed'],
      ],
    ],
    ['that is declined is none', { handOver: 'No' }, [[5, 'closed']]],
  ])('%s', (_, values, expected) => {
    const after = hired.after(leaves({ end: minute(5), ...values }), 1);
    expect(expected.map(([when]) => [when, keptAt(after, when)])).toEqual(expected);
  });

  it('of no stated length takes the time that the company has set', () => {
    const offboarding = { ...rules.settings.offboarding, handOver: milliseconds(3 * 86_400_000) };
    const three = { ...rules, settings: { ...rules.settings, offboarding } };
    const after = hired.after(leaves({ end: minute(5), handOver: 'Yes' }), 1, { rules: three });
    expect([3 * 1440, 3 * 1440 + 5].map((when) => keptAt(after, when))).toEqual(['hand-over', 'closed']);
  });

  it('is asked of a person once the work has ended, and once', () => {
    const after = hired.after(leaves({ end: minute(5), handOver: minute(90) }), 1);
    const asked = (when: number) => handOverAsked(after.caseOf(LEAVING), after.ledger, at(when));
    expect(asked(4)).toEqual([]);
    expect(asked(5)).toMatchObject([{ type: 'TaskRequested', task: HAND_OVER, about: 'hand-over' }]);
    expect(asked(90)).toEqual([]);
    const told = after.and({ on: LEAVING, minute: 6, events: asked(6) });
    expect(handOverAsked(told.caseOf(LEAVING), told.ledger, at(7))).toEqual([]);
  });

  it('is over with its sub-task, and the form that still names the day does not begin it again', () => {
    const form = leaves({ handOver: minute(90) });
    const asked = hired.after(form, 5).and({ on: LEAVING, minute: 6, events: [TASK, FILED] });
    const done = withTask(form, true);
    const after = asked.after(done, 10);
    expect(keptAt(asked, 10)).toBe('hand-over');
    expect(keptAt(after, 10)).toBe('closed');
    expect(only(after.when(edited(done, 11, { notify: 'x@small.example' }, lea), 11), 'EngagementChanged')).toEqual([]);
    const another = edited(done, 11, { handOver: minute(200) }, lea);
    expect(keptAt(after.after(another, 11), 12)).toBe('closed');
  });
});

describe('a legal hold', () => {
  it('stands until it is taken off the form, whatever the hand-over says', () => {
    const form = leaves({ legalHold: 'Yes', handOver: minute(20) });
    const after = hired.after(form, 5);
    expect([keptAt(after, 5), keptAt(after, 9_999)]).toEqual(['legal-hold', 'legal-hold']);
    const lifted = after.after(edited(form, 30, { legalHold: 'No' }, lea), 30);
    expect(keptAt(lifted, 30)).toBe('closed');
  });

  it('that cannot be read is taken for one, and a person is asked; the end waits for neither', () => {
    const events = hired.when(leaves({ legalHold: 'perhaps' }), 5);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: at(5), legalHold: true } }]);
    expect(only(events, 'ExceptionRaised')).toMatchObject([
      { kind: 'unclear-on-form', detail: { field: 'legalHold' } },
    ]);
  });

  it('is neither set nor lifted by somebody without the right', () => {
    const form = leaves({ end: minute(50), legalHold: 'Yes' });
    const foreign = edited(form, 6, { legalHold: 'No' }, ben);
    const events = hired.after(form, 5).when(foreign, 6);
    expect(only(events, 'EngagementChanged')).toEqual([]);
    expect(only(events, 'ExceptionRaised')).toMatchObject([{ kind: 'unauthorised-edit' }]);
  });

  it.each<[string, Values, string]>([
    ['legalHold', { legalHold: 'Yes' }, 'legal-hold'],
    ['handOver', { handOver: minute(900) }, 'hand-over'],
  ])('stands when its field leaves the screen, and a person is asked: %s', (field, values, kept) => {
    const form = leaves(values);
    const { [field]: _, ...fields } = form.form.fields;
    const unreadable = [{ field, why: 'not-on-issue' }] as const;
    const off: Filing = { ...form, form: { ...form.form, fields, unreadable, updated: at(50) } };
    const asked = hired.after(form, 5).after(off, 50);
    expect(keptAt(asked, 51)).toBe(kept);
    expect(asked.caseOf(LEAVING).exceptions).toMatchObject([
      { kind: 'unclear-on-form', verdict: null, detail: { field, why: 'not-on-issue' } },
    ]);
    const shown = asked.after(form, 60);
    expect(keptAt(shown, 61)).toBe(kept);
    expect(shown.caseOf(LEAVING).exceptions).toMatchObject([{ verdict: 'retry' }]);
    expect(keptAt(asked.after(edited(form, 70, { [field]: null }, lea), 70), 71)).toBe('closed');
  });

  it('lifted after the end leaves a form that says nothing else new as it was', () => {
    const form = leaves();
    const after = hired.after(form, 5);
    expect(typesOf(after.when(edited(form, 6, { notify: 'x@small.example' }, lea), 6))).toEqual(['FormRefused']);
  });
});

describe('a confidential end', () => {
  const restricted = ({ kind, form }: Filing): Filing => ({ kind, form: { ...form, securityLevel: 'People' } });
  const secret = restricted(leaves({ confidential: 'Yes', end: minute(50) }));

  it('is nothing but a date on its own case until it comes', () => {
    expect(typesOf(hired.when(secret, 5))).toEqual(['CaseOpened', 'FormPostponed']);
    const events = hired.after(secret, 5).when(secret, 50);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: at(50) } }]);
  });

  it('that loses its level is said at once, and comes all the same', () => {
    const bare: Filing = { ...secret, form: { ...secret.form, securityLevel: null, updated: at(6) } };
    const after = hired.after(secret, 5);
    expect(only(after.when(bare, 6), 'FormRefused')).toMatchObject([{ problems: [{ code: 'no-security-level' }] }]);
    for (const late of [50, 70]) {
      const events = after.after(bare, 6).when(bare, late);
      expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: at(late) } }]);
    }
  });

  const comes = (form: Filing, by = 50) => {
    const before = hired.after(secret, 5);
    const seen = before.when(form, 10);
    const then = before.after(form, 10).when(form, by);
    return { seen, then, ends: only(then, 'EngagementChanged').map(({ engagement }) => engagement.end) };
  };
  const without = (field: string, why: 'not-on-issue' | 'wrong-shape' = 'not-on-issue'): Filing => {
    const { [field]: _, ...fields } = secret.form.fields;
    return { ...secret, form: { ...secret.form, fields, unreadable: [{ field, why }], updated: at(9) } };
  };

  it.each([
    ['another last day', { end: minute(900) }],
    ['no last day', { end: null }],
    ['somebody else', { person: 'E9999' }],
    ['nobody', { person: null }],
    ['that it is none', { confidential: 'No' }],
    ['nothing about that', { confidential: null }],
  ])('is neither held up nor shown by somebody without the right who writes %s: a person is asked', (_, values) => {
    const { seen, then, ends } = comes(edited(secret, 9, values, ben));
    expect(typesOf(seen)).toEqual(['FormPostponed', 'ExceptionRaised']);
    expect(only(seen, 'ExceptionRaised')).toMatchObject([
      { kind: 'unauthorised-edit', detail: { fields: Object.keys(values)[0] } },
    ]);
    expect(ends).toEqual([at(50)]);
    expect(only(then, 'ExceptionRaised')).toEqual([]);
  });

  it.each(['end', 'person', 'confidential'])('stays as it is when “%s” is not shown to us any more', (field) => {
    const { seen, ends } = comes(without(field));
    expect(only(seen, 'CaseConcerns')).toEqual([]);
    expect(ends).toEqual([at(50)]);
  });

  it('is moved, and shown, by whoever may file it', () => {
    expect(comes(edited(secret, 9, { end: minute(90) }, lea)).ends).toEqual([]);
    expect(comes(edited(secret, 9, { end: minute(90) }, lea), 90).ends).toEqual([at(90)]);
    expect(typesOf(comes(edited(secret, 9, { confidential: 'No' }, lea)).seen)).toContain('CaseConcerns');
    const cleared = comes(edited(secret, 9, { end: null }, lea));
    expect(only(cleared.seen, 'FormRefused')).toMatchObject([{ problems: [{ code: 'end-emptied' }] }]);
    expect(cleared.ends).toEqual([]);
  });

  it('comes although whoever filed it may not file any more', () => {
    const { form } = secret;
    const { seen, ends } = comes({ ...secret, form: { ...form, creator: { ...lea, groups: [] }, updated: at(9) } });
    expect(seen).toEqual([]);
    expect(ends).toEqual([at(50)]);
  });

  it('is not made of an open one by somebody without the right', () => {
    expect(typesOf(hired.when(edited(leaves(), 1, { confidential: 'Yes' }, ben), 2))).toContain('EngagementChanged');
    const behind = restricted(leaves({ confidential: 'Yes', end: minute(50) }));
    expect(typesOf(hired.when(edited(behind, 1, { confidential: 'No' }, ben), 2))).not.toContain('CaseConcerns');
  });

  it('filed without a level does not come, however long it lies', () => {
    const bare = leaves({ confidential: 'Yes', end: minute(50) });
    expect(only(hired.after(bare, 5).when(bare, 60), 'EngagementChanged')).toEqual([]);
  });

  it('of now runs at once', () =>
    expect(typesOf(hired.when(restricted(leaves({ confidential: 'Yes' })), 5))).toContain('EngagementChanged'));
});
