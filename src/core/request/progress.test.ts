/** What time alone brings to a request, and what follows when whoever was asked is gone: each of it once. */
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

const form = asks(ADMIN);
const ASKED = 5;
const first = asking().after(form, ASKED);
const given = first.said('tomasz', {}, 6).said('omar', {}, 7);
const DECIDED = 7;
const IN_PLACE = DECIDED + 4 * HOUR;
const grantOf = ({ ledger }: Asking) => ledger.grants.at(-1);

const verified = (before: Asking, minute: number, ...groups: readonly string[]): Asking => {
  const under = grantOf(before)?.id;
  if (under === undefined) throw new Error('nothing was given');
  return before.and(
    groups.map(
      (name): TenureEvent => ({
        type: 'MembershipVerified',
        account: account().id,
        group: group(name),
        at: at(minute),
        under: [under],
        givenByUs: true,
        name,
      }),
    ),
    minute,
    theCase('other'),
  );
};
const began = (before: Asking, minute: number): Asking => {
  const grant = grantOf(before)?.id;
  if (grant === undefined) throw new Error('nothing was given');
  return before.and([{ type: 'HoldBegan', grant, at: at(minute), end: at(minute + 6 * HOUR) }], minute);
};

describe('nobody answers', () => {
  it('is said once after each time, then it is not given', () => {
    const looks = [4 * HOUR - 1, 4 * HOUR, 5 * HOUR, 24 * HOUR, 25 * HOUR, 7 * DAY, 8 * DAY];
    let now = first;
    const said = looks.map((later) => {
      const events = now.look(form, ASKED + later);
      now = now.and(events, ASKED + later);
      return typesOf(events);
    });
    expect(said).toEqual([
      [],
      ['QuestionReminded'],
      [],
      ['QuestionEscalated'],
      [],
      ['QuestionVoided', 'LineEnded'],
      [],
    ]);
    expect(linesOf(now)).toEqual(['1 vault:admin timed-out']);
  });

  it('who is above may answer then, and who was asked still may', () => {
    const passedOn = first.after(form, ASKED + DAY);
    expect(askedOf(passedOn)).toEqual(['tomasz', 'greta']);
    for (const by of ['tomasz', 'greta']) expect(passedOn.says(by, {}, ASKED + DAY + 1).ok).toBe(true);
  });

  it('each of these is an instant to look at', () => {
    expect(first.next(ASKED)).toBe(at(ASKED + 4 * HOUR));
    expect(first.next(ASKED + 4 * HOUR)).toBe(at(ASKED + DAY));
    expect(first.next(ASKED + DAY)).toBe(at(ASKED + 7 * DAY));
    expect(first.next(ASKED + 7 * DAY)).toBe(null);
  });
});

describe('who was asked is gone', () => {
  const withManagers = (...names: readonly string[]) => ({
    facts: { ...FACTS, managers: names.map((one) => candidate(one)) },
  });

  it('who has come in their place is asked', () => {
    const after = first.after(form, 6, withManagers('nora', 'greta'));
    expect(after.state.request.questions.map(({ isOpen }) => isOpen)).toEqual([false, true]);
    expect(askedOf(after)).toEqual(['nora']);
  });

  it('with nobody left to ask, a person hears of it, once', () => {
    const nobody = {
      facts: {
        ...FACTS,
        managers: [],
        named: new Map([
          ['omar@small.example', candidate('omar', { works: false })],
          ['dina@small.example', candidate('dina', { works: false })],
        ]),
      },
    };
    const after = first.after(form, 6, nobody);
    expect(after.state.exceptions).toMatchObject([{ kind: 'no-approver', detail: { line: '1' } }]);
    expect(after.look(form, 7, nobody)).toEqual([]);
    expect(askedOf(after.after(form, 8))).toEqual(['tomasz']);
  });

  it('a group nobody can read at the moment is not taken for empty', () => {
    const console_ = asking().after(asks({ access: 'Production', ticket: 'OPS-1' }), ASKED);
    const unread = { facts: { ...FACTS, members: new Map() } };
    expect(console_.look(asks({ access: 'Production', ticket: 'OPS-1' }), 6, unread)).toEqual([]);
  });

  it('a stage that asks others by now is asked anew, whatever was agreed in its place', () => {
    const asksSven = 'ask: [{ person: sven@small.example }] }, { ask: [owner]';
    const otherwise = force({ requests: (text) => text.replace('ask: [manager] }, { ask: [owner]', asksSven) });
    expect(askedOf(first.after(form, 6, otherwise))).toEqual(['sven']);
    const both = first.said('tomasz', {}, 6).said('omar', {}, 7, otherwise);
    expect(linesOf(both)).not.toEqual(linesOf(given));
    expect(askedOf(both)).toEqual(['sven']);
  });

  it('what they agreed to before still counts', () => {
    const console_ = asking()
      .after(asks({ access: 'Production', ticket: 'OPS-1' }), ASKED)
      .said('sven', {}, 6);
    const gone = { facts: { ...FACTS, named: new Map([['sven@small.example', candidate('sven', { works: false })]]) } };
    expect(console_.look(asks({ access: 'Production', ticket: 'OPS-1' }), 7, gone)).toEqual([]);
    expect(linesOf(console_.said('sam', {}, 8, gone))).toEqual(['1 prod:console held']);
  });
});

describe('given', () => {
  it('and not whole in time, all of it is taken back, and a person hears of it', () => {
    const half = began(verified(given, 10, 'vault-admins'), 10);
    expect(half.look(form, IN_PLACE - 1)).toEqual([]);
    const events = half.look(form, IN_PLACE);
    expect(typesOf(events)).toEqual(['GrantEnded', 'LineEnded', 'ExceptionRaised']);
    const after = half.and(events, IN_PLACE);
    expect(grantOf(after)?.end).toBe(at(IN_PLACE));
    expect(linesOf(after)).toEqual(['1 vault:admin not-in-place']);
    expect(after.look(form, IN_PLACE + 1)).toEqual([]);
  });

  it('and whole in time, it stands until its end', () => {
    const whole = began(verified(given, 10, 'vault-admins', 'vault-logins'), 10);
    expect(whole.look(form, IN_PLACE)).toEqual([]);
    expect(whole.next(IN_PLACE)).toBe(at(10 + 6 * HOUR));
    expect(linesOf(whole.after(form, 10 + 6 * HOUR))).toEqual(['1 vault:admin expired']);
  });

  it('and ended by another case, it ended with that', () => {
    const whole = began(verified(given, 10, 'vault-admins', 'vault-logins'), 10);
    const grant = grantOf(whole)?.id;
    if (grant === undefined) throw new Error('nothing was given');
    const leaving = theCase('leaving');
    const left = whole.and([{ type: 'GrantEnded', grant, end: at(30), by: leaving, changeSet: null }], 30, leaving);
    expect(linesOf(left.after(form, 30))).toEqual(['1 vault:admin left']);
  });

  it('a contractor holds it no longer than the contract', () => {
    const { ledger } = asking();
    const contract = ledger.engagements.map((one) => ({ ...one, workerType: 'contractor' as const, end: at(2 * DAY) }));
    const editor = asks({ access: 'Figma: editor', duration: '7d' });
    const after = asking({ ...ledger, engagements: contract })
      .after(editor, ASKED)
      .said('tomasz', {}, 6);
    expect(grantOf(after)?.end).toBe(at(2 * DAY));
  });

  it('an extension goes on from the end that stands', () => {
    const whole = began(verified(given, 10, 'vault-admins', 'vault-logins'), 10);
    const more = asking(whole.ledger).after(form, 20).said('tomasz', {}, 21).said('omar', {}, 22);
    expect(grantOf(more)).toMatchObject({ start: { at: at(22) }, end: at(10 + 12 * HOUR) });
    expect(grantOf(more)?.hold).toBe(undefined);
  });
});
