import { describe, expect, it } from 'vitest';
import { at, group, issue, joining, leaving, mara } from '../../../test/support/build.ts';
import {
  ben,
  changes,
  edited,
  type Filing,
  filed,
  filedIn,
  hana,
  joins,
  lea,
  leaves,
  MARA,
  maraHerself,
  minute,
  rules,
  taken,
} from '../../../test/support/forms.ts';
import { asRecordedFirst, expectRefusal, given, HIRED, only, type Told, typesOf } from '../../../test/support/given.ts';
import { formSentence } from '../evidence/index.ts';
import type { AskRefusal, FormRefusal, TenureEvent } from '../evidence/model.ts';
import { exceptionId, personId } from '../shared/ids.ts';
import type { CaseRules } from './rules.ts';

type Events = readonly TenureEvent[];
const hired = given(HIRED);
const unread = ({ kind, form }: Filing, why: 'not-on-issue' | 'not-mapped'): Filing => ({
  kind,
  form: { ...form, unreadable: [{ field: 'title', why }] },
});

/** Hana may change, and no longer hire. */
const hiringIsForLeads: CaseRules = {
  ...rules,
  caseSettings: (kind) => {
    const found = rules.caseSettings(kind);
    return found && kind === 'onboarding' ? { ...found, mayFile: [{ kind: 'group', group: 'hr-leads' }] } : found;
  },
};

const erasedIn = (minute: number): Told => ({
  on: leaving,
  minute,
  events: [
    { type: 'PersonErased', person: mara, hash: 'ab', counts: {}, plannedBy: 'ines', by: 'rafael', at: at(minute) },
  ],
});

const REFUSED = {
  'missing-field': () => given().when(joins({ givenName: null })),
  'unknown-value': () => given().when(joins({ workerType: 'Robot' })),
  'wrong-shape': () => given().when(joins({ familyName: '2026-01-05' })),
  'too-long': () => given().when(joins({ familyName: 'x'.repeat(101) })),
  'not-on-issue': () => given().when(unread(joins(), 'not-on-issue')),
  'not-mapped': () => given().when(unread(joins(), 'not-mapped')),
  'hidden-address': () => given().when(joins({ manager: { kind: 'user', id: 'tn', mail: null, name: 'T. N.' } })),
  'not-a-mail-address': () => given().when(joins({ privateMail: 'at home' })),
  'not-a-date': () => given().when(joins({ start: 'soon' })),
  'end-before-start': () => given().when(joins({ end: minute(0) })),
  'already-over': () => given().when(joins({ end: minute(5) }), 5),
  'may-not-file': () => given().when(joins({}, ben)),
  'unauthorised-edit': () => given().when(edited(joins(), 1, { title: 'Lead' }, ben), 1),
  'own-edit': () => hired.when(edited(joins(), 1, { title: 'Lead' }, maraHerself), 1),
  'may-not-terminate': () => hired.when(changes({ end: minute(3) }, hana), 5),
  'may-not-extend': () => hired.after(leaves({ end: minute(50) }), 5).when(changes({ end: minute(90) }, hana), 6),
  'end-set-elsewhere': () =>
    hired.after(leaves({ end: minute(50) }), 5).when(edited(joins(), 6, { end: minute(90) }, lea), 6),
  'no-security-level': () => hired.when(leaves({ confidential: 'Yes' }), 1),
  'may-not-postpone': () => hired.when(edited(joins(), 5, { start: minute(90) }, hana), 6),
  'may-not-reopen': () =>
    given()
      .after(joins({ end: minute(50) }), 0)
      .when(changes({ end: minute(90) }, hana), 60, { rules: hiringIsForLeads }),
  'end-emptied': () => {
    const form = leaves({ end: minute(50) });
    return hired.after(form, 5).when(edited(form, 6, { end: null }, lea), 6);
  },
  withdrawn: () =>
    given()
      .after(taken(joins(), hana), 1)
      .when(edited(joins(), 2, { title: 'Lead' }), 2),
  'in-effect': () => {
    const form = changes({ title: 'Lead' });
    return hired.after(form, 5).when(taken(form, hana), 6);
  },
  'too-late-to-undo': () => hired.after(leaves(), 5).when(taken(leaves(), lea), 6 + 30 * 1440),
  'not-recorded': () =>
    hired
      .and(asRecordedFirst({ on: leaving, minute: 5, events: hired.when(leaves(), 5) }))
      .when(taken(leaves(), lea), 6),
  'hold-stands': () => {
    const form = leaves({ legalHold: 'Yes' });
    return given()
      .after(joins({ end: minute(50) }), 0)
      .after(form, 5)
      .when(taken(form, lea), 60);
  },
  'hired-again': () =>
    hired
      .after(leaves(), 5)
      .after(filed('onboarding', 'again', { ...MARA, start: minute(7) }, hana), 6)
      .when(taken(leaves(), lea), 8),
  'non-person-account': () => given().when(joins({ workMail: 'robot@small.example' })),
  'kind-not-configured': () => given().when(joins(), 0, { rules: { ...rules, caseSettings: () => undefined } }),
  'kind-changed': () => hired.when({ ...joins({ person: 'E2001' }), kind: 'change' }, 1),
  'unknown-person': () => hired.when(leaves({ person: 'E9999' })),
  'ambiguous-person': () => hired.when(leaves(), 1, { person: 'ambiguous' }),
  'person-changed': () => hired.when(joins({ employeeNumber: 'E2002' }), 1, { person: personId('jonas') }),
  'person-erased': () => hired.after(leaves(), 5).and(erasedIn(6)).when(taken(leaves(), lea), 7),
  'unknown-manager': () => given().when(joins(), 0, { managerKnown: false }),
  'own-manager': () => hired.when(changes({ manager: 'mara.lindt@small.example' }), 1),
  'already-engaged': () => hired.when(filed('onboarding', 'again', MARA, hana), 1),
  'already-left': () => hired.after(leaves(), 5).when(changes({ title: 'Lead' }), 6),
  'left-since': () =>
    hired
      .after(filedIn(4, leaves({ end: minute(4) })), 5)
      .when(filed('onboarding', 'again', { ...MARA, start: minute(7) }, hana), 6),
  'begins-after-a-gap': () =>
    given()
      .after(joins({ workerType: 'Contractor', end: minute(100) }), 0)
      .when(changes({ workerType: 'Employee', start: minute(100 + 1441) }), 5),
  'no-row-applies': () => given().when(joins({ department: 'Poetry' })),
  'comes-with-the-job': () => hired.when(changes({ applicationsEnding: 'Figma: viewer' }), 1),
  'not-held': () => hired.when(changes({ applicationsEnding: 'Vault: admin' }), 1),
  'no-login-from-name': () => given().when(joins({ givenName: '小龙', employeeNumber: '員' })),
} satisfies Record<Exclude<FormRefusal, AskRefusal>, () => Events>;

describe('every refusal', () => {
  const refusals = Object.entries(REFUSED) as [FormRefusal, () => Events][];

  it.each(refusals)('%s is said by name, and nothing else comes of the form', (code, events) =>
    expectRefusal(events(), code),
  );

  it.each(refusals)('%s has a sentence of its own, with something to do', (code) => {
    const { says, remedy } = formSentence(code, null);
    expect(says).not.toContain(code);
    expect(remedy).not.toBe('Correct it.');
  });

  it('is said with all the others at once', () => {
    const form = joins({ givenName: null, start: 'soon', privateMail: 'at home' }, ben);
    const codes = ['may-not-file', 'missing-field', 'not-a-mail-address', 'not-a-date'] as const;
    expectRefusal(given().when(form, 0, { managerKnown: false }), ...codes, 'unknown-manager');
  });

  it('of a form that names nobody, or another person than its case is about, is by name', () => {
    for (const form of [changes({ title: 'Lead' }), leaves()]) {
      expectRefusal(given().when(form), 'unknown-person');
      const other = edited(form, 2, { person: 'E2002' });
      expectRefusal(hired.after(form, 1).when(other, 2), 'unknown-person');
      expectRefusal(hired.after(form, 1).when(other, 2, { person: personId('jonas') }), 'person-changed');
    }
  });
});

describe('a form about somebody who was erased', () => {
  it('gives nothing back and changes nothing, however it is moved or edited', () => {
    const erased = hired.after(leaves(), 5).and(erasedIn(6));
    for (const form of [
      taken(leaves(), lea),
      edited(leaves(), 7, { end: minute(900) }, lea),
      edited(joins(), 7, { title: 'Lead' }),
    ]) {
      expectRefusal(erased.when(form, 8), 'person-erased');
    }
  });
});

describe('a form without a field of ours', () => {
  const without = ({ kind, form }: Filing, field: string, why: 'not-on-issue' | 'not-mapped'): Filing => ({
    kind,
    form: { ...form, unreadable: [{ field, why }] },
  });

  it('ends the work of a leaver all the same, unless it is the end or who is meant', () => {
    for (const why of ['not-on-issue', 'not-mapped'] as const) {
      expect(typesOf(hired.when(without(leaves(), 'department', why), 1))).toContain('EngagementChanged');
      expectRefusal(hired.when(without(leaves(), 'end', why), 1), why);
    }
  });

  it('ends it too when the manager on it is nobody, or hides their address', () => {
    const hidden = { kind: 'user', id: 'tn', mail: null, name: 'T. N.' } as const;
    const events = hired.when(leaves({ manager: hidden, workerType: 'Robot' }), 1, { managerKnown: false });
    expect(typesOf(events)).toContain('EngagementChanged');
  });

  it('changes what it has, and keeps the rest', () => {
    const events = hired.when(without(changes({ title: 'Lead' }), 'location', 'not-on-issue'), 1);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { attributes: { title: 'Lead' } } }]);
    expectRefusal(hired.when(without(changes({ title: 'Lead' }), 'location', 'not-mapped'), 1), 'not-mapped');
  });
});

describe('a renewal filed while the work goes on', () => {
  const again = (id: string, start: number, end: number | null) =>
    filed('onboarding', id, { ...MARA, start: minute(start), ...(end === null ? {} : { end: minute(end) }) }, hana);
  const back = hired.after(leaves(), 5).after(again('back', 10, 50), 10);

  it('is a second engagement from where the first one ends, and takes nothing of what stands', () => {
    const events = back.when(again('renewed', 50, null), 20);
    expect(only(events, 'EngagementOpened')).toMatchObject([{ engagement: { start: at(50), end: null } }]);
    expect(only(events, 'GrantEnded')).toEqual([]);
    expect(only(events, 'GrantGiven').every(({ grant: { end } }) => end === null)).toBe(true);
  });

  it('is refused where the two would overlap, from either side', () => {
    expectRefusal(back.when(again('renewed', 49, null), 20), 'already-engaged');
    const ahead = back.after(again('renewed', 90, null), 20);
    expectRefusal(ahead.when(again('between', 60, 91), 21), 'already-engaged');
    expect(typesOf(ahead.when(again('between', 60, 90), 21))).toContain('EngagementOpened');
  });
});

describe('a refused form', () => {
  it('is refused once: the same again is silence', () => {
    const form = joins({ department: 'Poetry' });
    expect(given().after(form, 0).when(form, 5)).toEqual([]);
  });

  it('is refused again for another reason, though nothing on it was edited', () => {
    const form = joins({ department: 'Poetry' });
    expectRefusal(given().after(form, 0).when(form, 5, { managerKnown: false }), 'unknown-manager');
  });

  it('is accepted as soon as its reason is gone, also without an edit', () => {
    const form = joins();
    const events = given().after(form, 0, { managerKnown: false }).when(form, 5);
    expect(typesOf(events)).toContain('PersonRegistered');
    expect(typesOf(events)).not.toContain('CaseOpened');
  });

  it('of a case in force leaves it as it is, and a person looks', () => {
    const foreign = edited(joins(), 5, { department: 'Sales' }, ben);
    expect(only(hired.when(foreign, 5), 'ExceptionRaised')).toEqual([
      {
        type: 'ExceptionRaised',
        exception: exceptionId(`${joining}!edit-1`),
        kind: 'unauthorised-edit',
        detail: { fields: 'department' },
      },
    ]);
    // The same fields again are the same exception; others are another.
    const again = hired.after(foreign, 5);
    expect(typesOf(again.when(edited(foreign, 6, { department: 'Science' }, ben), 6))).toEqual(['FormRefused']);
    const more = edited(foreign, 6, { title: 'Lead' }, ben);
    expect(only(again.when(more, 6), 'ExceptionRaised')).toMatchObject([{ detail: { fields: 'department, title' } }]);
  });

  it('that never was in force is nobody’s exception', () =>
    expect(typesOf(given().when(edited(joins(), 1, { title: 'Lead' }, ben), 1))).toEqual([
      'CaseOpened',
      'FormRefused',
    ]));

  it('corrected settles that exception, and counts', () => {
    const foreign = edited(joins(), 5, { department: 'Sales' }, ben);
    const events = hired.after(foreign, 5).when(edited(foreign, 6, { department: 'Sales' }, hana), 6);
    expect(only(events, 'ExceptionSettled')).toMatchObject([{ verdict: 'retry', by: 'form corrected', at: at(6) }]);
    expect(only(events, 'GrantGiven')).toMatchObject([{ grant: { groups: [group('sales')] } }]);
  });
});

describe('an accepted form', () => {
  it('read again says nothing: a hint is only a hint', () => expect(hired.when(joins(), 5)).toEqual([]));

  it('says when its newest value was set, on the tracker’s clock', () => {
    const form = edited(joins(), 3, { title: 'Lead' });
    expect(only(given().when(form, 9), 'FormAccepted')).toMatchObject([{ asOf: at(3) }]);
    const emptied = edited(form, 4, { title: null });
    expect(only(given().after(form, 3).when(emptied, 9), 'FormAccepted')).toMatchObject([{ asOf: at(4) }]);
  });

  it('opens its case once, with who filed it', () => {
    expect(only(given().when(joins()), 'CaseOpened')).toEqual([
      { type: 'CaseOpened', kind: 'onboarding', issue: issue('joining'), filedBy: 'hana' },
    ]);
    expect(only(hired.when(edited(joins(), 5, { title: 'Lead' }), 5), 'CaseOpened')).toEqual([]);
  });
});

it('an offboarding is decided by who may offboard, not by who may onboard', () => {
  expectRefusal(hired.when(leaves({}, hana), 5), 'may-not-file');
  expect(only(hired.when(leaves({}, lea), 5), 'EngagementChanged')).toMatchObject([
    { engagement: { endedBy: leaving } },
  ]);
});
