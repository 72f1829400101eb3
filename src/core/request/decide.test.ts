/** A request as it is filed, edited and taken back: what is asked about, what stands, and what is refused by name. */
import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { texts, type Values } from '../../../test/support/forms.ts';
import { expectRefusal, typesOf } from '../../../test/support/given.ts';
import {
  ADMIN,
  type Around,
  type Asking,
  askedOf,
  asking,
  asks,
  benAsks,
  DAY,
  edits,
  FACTS,
  force,
  HOUR,
  linesOf,
  MARA_ASKS,
  notAskedIn,
  takesBack,
} from '../../../test/support/requests.ts';

const form = asks(ADMIN);
const first = asking().after(form, 5);
/** Both stages have agreed. */
const held = first.said('tomasz', {}, 6).said('omar', {}, 7);

describe('the first look', () => {
  it('opens the case, says whom it is about, and asks the first stage', () => {
    expect(typesOf(asking().look(form, 5))).toEqual([
      'CaseOpened',
      'FormAccepted',
      'CaseConcerns',
      'LineAsked',
      'QuestionAsked',
    ]);
    expect(askedOf(first)).toEqual(['tomasz']);
  });

  it('gives at once what nobody need be asked about', () => {
    const wiki = asking().after(asks({ access: 'Wiki' }), 5);
    expect(linesOf(wiki)).toEqual(['1 wiki:writer held']);
    expect(wiki.ledger.grants.at(-1)).toMatchObject({ cause: 'request', end: null, givenBy: wiki.state.id });
  });

  it('gives an emergency at once, for an hour, and has somebody look at it', () => {
    const emergency = asks({ access: 'Vault: admin', reason: 'Fire', breakGlass: 'Yes' });
    expect(asking().look(emergency, 5)).toContainEqual(
      expect.objectContaining({ type: 'TaskRequested', about: 'emergency' }),
    );
    expect(asking().after(emergency, 5).ledger.grants.at(-1)).toMatchObject({
      cause: 'break-glass',
      end: at(5 + 4 * HOUR + HOUR),
      hold: { began: null },
    });
  });

  it('answers each line by itself', () => {
    const mixed = asks({ ...ADMIN, access: texts('Vault: admin', 'Dropbox', 'Wiki', 'Ghost: user', 'vault: admin') });
    expect(notAskedIn(asking().look(mixed, 5))).toEqual(['not-in-catalogue', 'unknown-group', 'asked-already']);
    expect(linesOf(asking().after(mixed, 5))).toEqual(['1 vault:admin asked', '3 wiki:writer held']);
  });

  it('asks about nothing that may not be held with another line of the form', () => {
    const both = asks({ access: texts('Bank: payer', 'Bank: checker') });
    expect(notAskedIn(asking().look(both, 5))).toEqual(['conflict']);
    expect(linesOf(asking().after(both, 5))).toEqual(['1 bank:payer asked']);
  });
});

describe('a form is refused by name', () => {
  it.each<[string, Values, Around, Parameters<typeof expectRefusal>[1]]>([
    ['asked by nobody we know', ADMIN, { requester: null }, 'not-known-here'],
    ['asked by somebody who has left', ADMIN, { requester: { ...MARA_ASKS, works: false } }, 'not-known-here'],
    ['for nobody we know', ADMIN, { person: null }, 'unknown-person'],
    ['for one of two people', ADMIN, { person: 'ambiguous' }, 'ambiguous-person'],
    ['for nothing', { reason: 'Just so' }, {}, 'nothing-asked'],
    ['for ten years', { ...ADMIN, duration: '10 years' }, {}, 'unknown-value'],
    ['with a reason of 30,000 characters', { ...ADMIN, reason: '@all <b>'.repeat(3_750) }, {}, 'too-long'],
  ])('%s', (_, values, around, code) => expectRefusal(asking().look(asks(values), 5, around), code));

  it('for somebody whose work is over', () => {
    const { ledger } = asking();
    const over = ledger.engagements.map((one) => ({ ...one, end: at(3) }));
    expectRefusal(asking({ ...ledger, engagements: over }).look(form, 5), 'not-working-here');
  });

  it('once, and is taken up when it has come right', () => {
    const unknown = { requester: null };
    const refused = asking().after(form, 5, unknown);
    expect(refused.look(form, 6, unknown)).toEqual([]);
    expect(linesOf(refused.after(form, 7))).toEqual(['1 vault:admin asked']);
  });
});

describe('the same look twice says nothing the second time', () => {
  it.each<[string, Asking, typeof form]>([
    ['asked', first, form],
    ['agreed by the first stage', first.said('tomasz'), form],
    ['held', held, form],
    ['refused', first.said('tomasz', { verdict: 'refuse' }), form],
    ['taken back', first.after(takesBack(form), 6), takesBack(form)],
    ['given back', held.after(takesBack(form), 8), takesBack(form)],
    [
      'edited by somebody else',
      first.after(edits(form, 6, { duration: '24h' }, benAsks), 6),
      edits(form, 6, { duration: '24h' }, benAsks),
    ],
    ['decided and edited', held.after(edits(form, 8, { duration: '24h' }), 8), edits(form, 8, { duration: '24h' })],
  ])('%s', (_, after, shown) => expect(after.look(shown, 9)).toEqual([]));
});

describe('edited by whoever asked', () => {
  it('before anybody decided, it is asked anew about what stands there now', () => {
    const after = first.after(edits(form, 6, { duration: '24h' }), 6);
    expect(linesOf(after)).toEqual(['1 vault:admin withdrawn', '2 vault:admin asked']);
    expect(after.state.request.questions.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });

  it('between two stages, what the first said no longer counts', () => {
    const after = first.said('tomasz').after(edits(form, 12, { reason: 'Another reason' }), 12);
    expect(askedOf(after)).toEqual(['tomasz']);
  });

  it('in a field that is none of the request, nothing changes', () =>
    expect(first.look(edits(form, 6, { title: 'Lead' }), 6)).toEqual([]));

  it('to nothing policy allows, it is taken back and said', () => {
    const events = first.look(edits(form, 6, { duration: '7d' }), 6);
    expect(notAskedIn(events)).toEqual(['too-long']);
    expect(linesOf(first.and(events, 6))).toEqual(['1 vault:admin withdrawn']);
  });

  it('with another line, what was asked stands and the other is asked about', () => {
    const after = first.after(edits(form, 6, { access: texts('Vault: admin', 'Wiki') }), 6);
    expect(linesOf(after)).toEqual(['1 vault:admin asked', '2 wiki:writer held']);
  });

  it('without the line, it is given back', () => {
    const after = held.after(edits(form, 8, { access: 'Wiki' }), 8);
    expect(linesOf(after)).toEqual(['1 vault:admin given-back', '2 wiki:writer held']);
    expect(after.ledger.grants.find(({ id }) => id === held.ledger.grants.at(-1)?.id)?.end).toBe(at(8));
  });
});

describe('edited after the decision', () => {
  const refused = first.said('tomasz', { verdict: 'refuse', reason: 'No' });
  const late = first.after(form, 5 + 7 * DAY);

  it.each<[string, Values]>([
    ['for longer', { duration: '24h' }],
    ['for longer than anybody may', { duration: '7d' }],
    ['for another reason', { reason: 'Another' }],
    ['for an emergency', { breakGlass: 'Yes' }],
  ])('%s, what was given stands, and that is said', (_, values) => {
    const events = held.look(edits(form, 8, values), 8);
    expect(notAskedIn(events)).toEqual(['decided-already']);
    expect(typesOf(events)).toEqual(['FormAccepted', 'LineNotAsked']);
  });

  it('with the same line written twice, it is not given twice', () => {
    const events = held.look(edits(form, 8, { access: texts('Vault: admin', 'vault: admin') }), 8);
    expect(notAskedIn(events)).toEqual(['asked-already']);
    expect(typesOf(events)).not.toContain('LineAsked');
  });

  it.each<[string, Asking, string]>([
    ['refused', refused, '1 vault:admin refused'],
    ['not answered', late, '1 vault:admin timed-out'],
  ])('what was %s is not asked again by another edit', (_, before, line) => {
    const after = before.after(edits(form, 8 * DAY, { access: texts('Vault: admin', 'Wiki') }), 8 * DAY);
    expect(linesOf(after)).toEqual([line, '2 wiki:writer held']);
    expect(notAskedIn(before.look(edits(form, 8 * DAY, { reason: 'Please' }), 8 * DAY))).toEqual(['decided-already']);
  });

  it('what was taken off the form may be put there again', () => {
    const without = edits(form, 8, { access: 'Wiki' });
    const again = first.after(without, 8).after(edits(without, 9, { access: texts('Wiki', 'Vault: admin') }), 9);
    expect(linesOf(again)).toEqual(['1 vault:admin withdrawn', '2 wiki:writer held', '3 vault:admin asked']);
  });
});

describe('edited by somebody else', () => {
  it.each(['access', 'duration', 'reason', 'ticket', 'breakGlass', 'forWhom'])(
    'in its %s, it is said, and nothing changes',
    (field) => {
      const events = first.look(edits(form, 6, { [field]: 'Wiki' }, benAsks), 6);
      expect(events).toMatchObject([{ type: 'FormRefused' }]);
      expect(JSON.stringify(events)).toContain('unauthorised-edit');
      expect(linesOf(first.and(events, 6))).toEqual(['1 vault:admin asked']);
    },
  );

  it('who empties a field, too', () =>
    expect(JSON.stringify(first.look(edits(form, 6, { reason: null }, benAsks), 6))).toContain('unauthorised-edit'));

  it('it can still be taken back', () => {
    const spoilt = edits(form, 6, { reason: 'Mine' }, benAsks);
    expect(linesOf(held.after(spoilt, 8).after(takesBack(spoilt), 9))).toEqual(['1 vault:admin given-back']);
  });
});

describe('taken back', () => {
  it('before it is decided, nobody is asked any more', () => {
    const after = first.after(takesBack(form), 6);
    expect(linesOf(after)).toEqual(['1 vault:admin withdrawn']);
    expect(askedOf(after)).toEqual([]);
  });

  it('by somebody else, it is not', () => expect(first.look(takesBack(form, benAsks), 6)).toEqual([]));

  it('after it was over, it has ended by its time and is not given back', () => {
    const over = 5 * DAY;
    const after = held.after(takesBack(form), over);
    // Said as soon as it is read back as gone.
    expect(linesOf(after)).toEqual(['1 vault:admin held']);
    expect(after.ledger.grants.at(-1)?.end).toBe(held.ledger.grants.at(-1)?.end);
  });

  it('and asked again, it is a new question', () =>
    expect(linesOf(first.after(takesBack(form), 6).after(form, 7))).toEqual([
      '1 vault:admin withdrawn',
      '2 vault:admin asked',
    ]));
});

describe('meanwhile', () => {
  it('another person on the form is another request', () =>
    expect(JSON.stringify(first.look(edits(form, 6, { forWhom: 'ben@small.example' }), 6, { person: null }))).toContain(
      'unknown-person',
    ));

  it('an address of who asked that is hidden since changes nothing', () =>
    expect(first.look(form, 6, { requester: null })).toEqual([]));

  it('work that is over ends what is asked', () => {
    const { ledger } = first;
    const over = { ...ledger, engagements: ledger.engagements.map((one) => ({ ...one, end: at(6) })) };
    expect(linesOf(asking(over, first.state).after(form, 7))).toEqual(['1 vault:admin left']);
  });

  const without = force({
    catalogue: (text) => text.replace('admin: {', 'boss: {'),
    requests: (text) => text.replaceAll('vault:admin', 'vault:boss'),
  });
  it('an option taken from the catalogue ends what was asked, and says so', () => {
    expect(linesOf(first.after(form, 6, without))).toEqual(['1 vault:admin not-offered']);
    expect(first.says('tomasz', {}, 6, without)).toEqual({ ok: false, refusal: 'no-open-question' });
  });

  it('and takes nothing that was given, whatever else is edited', () => {
    expect(held.look(form, 8, without)).toEqual([]);
    const after = held.after(edits(form, 8, { access: texts('Vault: admin', 'Wiki') }), 8, without);
    expect(linesOf(after)).toEqual(['1 vault:admin held', '3 wiki:writer held']);
  });

  it('a rule that is gone ends what was asked under it', () => {
    const ruleless = force({ requests: (text) => text.replace('  high:', '  higher:') });
    expect(linesOf(first.after(form, 6, ruleless))).toEqual(['1 vault:admin not-offered']);
  });

  it('a manager who has left is asked no more; who follows is', () =>
    expect(askedOf(first.after(form, 6, { facts: { ...FACTS, managers: [] } }))).toEqual(['omar']));
});
