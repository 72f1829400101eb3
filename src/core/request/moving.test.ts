/** What was asked for when its holder's work changes: kept, ended or asked about, as policy says, and each move once. */
import { describe, expect, it } from 'vitest';
import { account, at, group, theCase } from '../../../test/support/build.ts';
import { typesOf } from '../../../test/support/given.ts';
import {
  ADMIN,
  type Asking,
  askedOf,
  asking,
  asks,
  candidate,
  DAY,
  FACTS,
  force,
  HOUR,
  linesOf,
} from '../../../test/support/requests.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { Engagement } from '../person/model.ts';
import { milliseconds } from '../shared/instant.ts';

const wiki = asks({ access: 'Wiki' });
const admin = asks(ADMIN);
const says = (onMove: string, more = '') =>
  force({
    requests: (text) => `${text.replace('  low:\n', `  low:\n${more}`)}onMove: ${onMove}\nmovedBy: [department]\n`,
  });
const put = asking().after(wiki, 5);
/** Given, and read back. */
const given = put.and(
  put.ledger.grants.flatMap(({ id, cause, groups }) =>
    groups
      .filter(() => cause === 'request')
      .map((name) => ({
        type: 'MembershipVerified' as const,
        account: account().id,
        group: name,
        at: at(6),
        under: [id],
        givenByUs: true,
        name,
      })),
  ),
  6,
  theCase('reading'),
);

/** Another case changes their work. */
const moves = (before: Asking, minute: number, edit: Partial<Engagement> | string): Asking => {
  const [work] = before.ledger.engagements;
  if (work === undefined) throw new Error('nobody works here');
  const to = typeof edit === 'string' ? { attributes: { ...work.attributes, department: edit } } : edit;
  return before.and([{ type: 'EngagementChanged', engagement: { ...work, ...to } }], minute, theCase('change'));
};
const ENDS = says('end');
const KEEPS = says('keep');
const OVERLAP = ENDS.rules.settings.times.moverOverlap / 60_000;
const endOf = ({ ledger, state }: Asking) =>
  ledger.grants.find(({ id }) => id === state.request.lines.at(-1)?.grant)?.end ?? null;

describe('other work', () => {
  it.each<[string, Partial<Engagement> | string, boolean]>([
    ['another department', 'Sales', true],
    ['the same department in other letters', ' SCIENCE', false],
    [
      'another title, which policy does not tell work by',
      { attributes: { department: 'Science', title: 'Lead' } },
      false,
    ],
    ['an employment after a contract', { workerType: 'contractor' }, true],
    ['another end', { end: at(90 * DAY) }, false],
  ])('%s', (_, edit, isOther) => {
    const events = moves(given, 10, edit).look(wiki, 11, KEEPS);
    expect(typesOf(events)).toEqual(isOther ? ['LineMoved'] : []);
  });

  it('is told by what the reference table looks at, where policy names nothing', () =>
    expect(moves(given, 10, 'Sales').look(wiki, 11)).toEqual([]));

  it('is said once, and once more when it changes again', () => {
    const kept = moves(given, 10, 'Sales').after(wiki, 11, KEEPS);
    expect(kept.look(wiki, 12, KEEPS)).toEqual([]);
    expect(kept.look(wiki, 12, ENDS)).toEqual([]);
    expect(typesOf(moves(kept, 13, 'Operations').look(wiki, 14, KEEPS))).toEqual(['LineMoved']);
  });
});

describe('what was asked for', () => {
  it('goes on, where policy keeps it', () =>
    expect(linesOf(moves(given, 10, 'Sales').after(wiki, 11, KEEPS))).toEqual(['1 wiki:writer held']));

  it('ends after the overlap, where policy ends it', () => {
    const ending = moves(given, 10, 'Sales').after(wiki, 11, ENDS);
    expect(endOf(ending)).toBe(at(11 + OVERLAP));
    const gone: TenureEvent = {
      type: 'RemovalVerified',
      account: account().id,
      group: group('wiki-writers'),
      name: 'wiki-writers',
      at: at(12 + OVERLAP),
    };
    const over = ending.and([gone], 12 + OVERLAP, theCase('reading'));
    expect(linesOf(over.after(wiki, 13 + OVERLAP, ENDS))).toEqual(['1 wiki:writer moved']);
  });

  it.each<[string, (before: Asking) => Asking, number | null]>([
    ['their work is what it was given for again: it has the end it had', (one) => moves(one, 12, 'Science'), null],
    ['after a second move', (one) => moves(moves(one, 12, 'Finance').after(wiki, 13, ENDS), 14, 'Science'), null],
    ['still other work, and another one: it ends', (one) => moves(one, 12, 'Finance'), 11 + OVERLAP],
    ['and the work has an end by now', (one) => moves(moves(one, 12, { end: at(90 * DAY) }), 13, 'Science'), 90 * DAY],
  ])('a department that is put right again: %s', (_, edit, end) => {
    const after = edit(moves(given, 10, 'Sales').after(wiki, 11, ENDS)).after(wiki, 15, ENDS);
    expect(endOf(after)).toBe(end === null ? null : at(end));
    expect(after.look(wiki, 16, ENDS)).toEqual([]);
  });

  it('goes on with it no longer than another case has let it', () => {
    const [held] = given.ledger.grants.filter(({ cause }) => cause === 'request');
    if (held === undefined) throw new Error('nothing is held');
    const until = { type: 'GrantEnded' as const, grant: held.id, by: theCase('finding'), changeSet: null };
    const cut = given.and([{ ...until, end: at(40 * DAY) }], 8, theCase('finding'));
    const back = (before: Asking) => moves(before, 12, 'Science').after(wiki, 13, ENDS);
    expect(endOf(back(moves(cut, 10, 'Sales').after(wiki, 11, ENDS)))).toBe(at(40 * DAY));
    const ending = moves(given, 10, 'Sales').after(wiki, 11, ENDS);
    expect(endOf(back(ending.and([{ ...until, end: at(DAY) }], 12, theCase('finding'))))).toBe(at(DAY));
  });

  it('follows the move also where the first day is moved with it', () => {
    const soon = (day: number) => ({ accountFrom: at(day * DAY), activeFrom: at(day * DAY), start: at(day * DAY) });
    const { ledger } = asking();
    const ahead = asking({ ...ledger, engagements: ledger.engagements.map((one) => ({ ...one, ...soon(3) })) });
    const put = ahead.after(wiki, 5);
    const [work] = put.ledger.engagements;
    const sales = { attributes: { ...work?.attributes, department: 'Sales' } };
    const moved = moves(put, 10, { ...soon(4), ...sales }).after(wiki, 11, ENDS);
    expect(endOf(moved)).toBe(at(11 + OVERLAP));
    const again = moves(moved, 12, soon(5)).after(wiki, 13, ENDS);
    expect([endOf(again), again.look(wiki, 14, ENDS)]).toEqual([at(11 + OVERLAP), []]);
  });

  it('ends no later than it would have', () => {
    const short = asking().after(admin, 5).said('tomasz', {}, 6).said('omar', {}, 7);
    const before = endOf(short);
    expect(endOf(moves(short, 10, 'Sales').after(admin, 11, ENDS))).toBe(before);
  });

  it('follows its own rule before that of the file', () =>
    expect(endOf(moves(given, 10, 'Sales').after(wiki, 11, says('end', '    onMove: keep\n')))).toBe(null));

  it('in an emergency is over soon enough', () => {
    const emergency = asks({ access: 'Vault: admin', reason: 'Fire', breakGlass: 'Yes' });
    expect(moves(asking().after(emergency, 5), 10, 'Sales').look(emergency, 11, ENDS)).toEqual([]);
  });
});

describe('asked about', () => {
  const around = { ...says('ask'), facts: { ...FACTS, managers: [candidate('nina'), candidate('greta')] } };
  const asked = moves(given, 10, 'Sales').after(wiki, 11, around);

  it('it goes on while the new manager or the owner is asked', () => {
    expect(askedOf(asked)).toEqual(['nina', 'omar']);
    expect([linesOf(asked), endOf(asked)]).toEqual([['1 wiki:writer held'], null]);
    expect(asked.look(wiki, 12, around)).toEqual([]);
  });

  it('it goes on when one of them says so', () => {
    const kept = asked.said('nina', {}, 20, around);
    expect([linesOf(kept), endOf(kept), askedOf(kept)]).toEqual([['1 wiki:writer held'], null, []]);
    expect(kept.look(wiki, 30 * DAY, around)).toEqual([]);
  });

  it('it goes on for as long as they say', () => {
    const duration = milliseconds(2 * DAY * 60_000);
    expect(endOf(asked.said('omar', { duration }, 20, around))).toBe(at(20 + 2 * DAY));
  });

  it('the time they say begins with the first membership that is read back, and not before the first day', () => {
    const soon = { accountFrom: at(3 * DAY), activeFrom: at(3 * DAY), start: at(4 * DAY) };
    const { ledger } = asking();
    const ahead = asking({ ...ledger, engagements: ledger.engagements.map((one) => ({ ...one, ...soon })) });
    const duration = milliseconds(HOUR * 60_000);
    const kept = moves(ahead.after(wiki, 5), 10, 'Sales')
      .after(wiki, 11, around)
      .said('nina', { duration }, 20, around);
    const [held] = kept.ledger.grants.filter(({ id }) => id === kept.state.request.lines[0]?.grant);
    expect(held).toMatchObject({ start: { at: soon.start }, hold: { for: duration, began: null } });
    expect(held?.end).toBe(at(4 * DAY + 5 * HOUR));
    expect(kept.look(wiki, 21, around)).toEqual([]);
  });

  it('the time they say begins so too where nothing of it was read back yet; of what a person opens it runs from then', () => {
    const duration = milliseconds(HOUR * 60_000);
    const unread = moves(put, 10, 'Sales').after(wiki, 11, around).said('nina', { duration }, 20, around);
    const [held] = unread.ledger.grants.filter(({ id }) => id === unread.state.request.lines[0]?.grant);
    expect(held).toMatchObject({ end: at(20 + 5 * HOUR), hold: { for: duration, began: null } });

    const badge = asks({ access: 'Lab' });
    const opened = moves(asking().after(badge, 5), 10, 'Sales').after(badge, 11, around);
    const kept = opened.said('nina', { duration }, 20, around);
    expect(kept.ledger.grants.map(({ id }) => id)).toEqual(opened.ledger.grants.map(({ id }) => id));
    expect(endOf(kept)).toBe(at(20 + HOUR));
  });

  it('it ends when one of them says no', () => {
    const over = asked.said('nina', { verdict: 'refuse', reason: 'No' }, 20, around);
    expect([linesOf(over), endOf(over)]).toEqual([['1 wiki:writer not-kept'], at(20)]);
  });

  it('it ends when nobody answers in time, after somebody was reminded', () => {
    expect(typesOf(asked.look(wiki, 11 + 4 * HOUR, around))).toEqual(['QuestionReminded']);
    const over = asked.after(wiki, 11 + 7 * DAY, around);
    expect([linesOf(over), endOf(over)]).toEqual([['1 wiki:writer not-kept'], at(11 + 7 * DAY)]);
  });

  it('somebody else is asked when nobody who was can answer any more', () => {
    const gone = {
      ...around,
      facts: {
        ...FACTS,
        managers: [candidate('greta')],
        named: new Map([['omar@small.example', candidate('omar', { works: false })]]),
      },
    };
    const again = asked.after(wiki, 20, gone);
    expect(askedOf(again)).toEqual(['greta']);
    expect(linesOf(again)).toEqual(['1 wiki:writer held']);
  });

  it.each([
    ['whom it is for', 'mara@old.example', 'own-request'],
    ['the manager of before', 'tomasz', 'not-an-approver'],
  ])('%s does not answer', (_, by, refusal) => expect(asked.says(by, {}, 20, around)).toEqual({ ok: false, refusal }));

  it('the next move asks again, about that one: what was answered about the one before does not count', () => {
    const again = moves(asked, 20, 'Finance').after(wiki, 21, around);
    const [before, after] = again.state.request.questions;
    expect([before?.isOpen, after?.isOpen, askedOf(again)]).toEqual([false, true, ['nina', 'omar']]);
    expect(after?.shown).not.toBe(before?.shown);
    expect(again.says('omar', { about: after?.id ?? null, shown: before?.shown ?? null }, 22, around)).toEqual({
      ok: false,
      refusal: 'shown-otherwise',
    });
  });

  it('nobody is asked any more when their work is again what it was given for', () => {
    const back = moves(asked, 20, 'Science').after(wiki, 21, around);
    expect([linesOf(back), askedOf(back), back.look(wiki, 30 * DAY, around)]).toEqual([['1 wiki:writer held'], [], []]);
  });

  it('what was kept for the other work is asked about when they go back', () => {
    const kept = asked.said('nina', {}, 20, around);
    expect(askedOf(moves(kept, 30, 'Science').after(wiki, 31, around))).toEqual(['nina', 'omar']);
  });

  it('nobody is asked any more when policy keeps it through the next move', () =>
    expect(askedOf(moves(asked, 20, 'Finance').after(wiki, 21, { ...around, ...KEEPS }))).toEqual([]));

  it('of high risk the owner alone says that it goes on', () => {
    const high = asking().after(admin, 5).said('tomasz', {}, 6).said('omar', {}, 7);
    const risky = moves(high, 10, 'Sales').after(admin, 11, around);
    expect(askedOf(risky)).toEqual(['omar']);
    expect(risky.says('nina', {}, 20, around)).toEqual({ ok: false, refusal: 'not-an-approver' });
  });

  it('a person is asked to close what a person has opened, when nobody wants it kept', () => {
    const badge = asks({ access: 'Lab' });
    const over = moves(asking().after(badge, 5), 10, 'Sales')
      .after(badge, 11, around)
      .says('nina', { verdict: 'refuse', reason: 'No' }, 20, around);
    if (!over.ok) throw new Error(over.refusal);
    expect(typesOf(over.value)).toEqual(['DecisionMade', 'GrantEnded', 'LineEnded', 'TaskDropped', 'TaskRequested']);
  });

  it('an end of the work ends it, and the question with it', () => {
    const [work] = asked.ledger.engagements;
    const [held] = asked.ledger.grants.filter(({ cause }) => cause === 'request');
    if (work === undefined || held === undefined) throw new Error('nothing is held');
    const left = moves(asked, 20, { end: at(20) }).and(
      [{ type: 'GrantEnded', grant: held.id, end: at(20), by: theCase('leaver'), changeSet: null }],
      20,
      theCase('leaver'),
    );
    const after = left.after(wiki, 21, around);
    expect([linesOf(after), askedOf(after)]).toEqual([['1 wiki:writer left'], []]);
  });
});

it('a line of before it was noted for which work it is held follows no move', () => {
  const state = given.state.request.lines.map((line) => ({ ...line, work: null }));
  const old = asking(given.ledger, { ...given.state, request: { ...given.state.request, lines: state } });
  expect(moves(old, 10, 'Sales').look(wiki, 11, ENDS)).toEqual([]);
});
