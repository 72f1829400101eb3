/** Access that was given, until its end: a word before it, the end itself, or all of it taken back. */
import { describe, expect, it } from 'vitest';
import { account, at, group, theCase } from '../../../test/support/build.ts';
import { typesOf } from '../../../test/support/given.ts';
import { ADMIN, type Asking, asking, asks, DAY, force, HOUR, linesOf } from '../../../test/support/requests.ts';
import { newCase } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { grantId } from '../shared/ids.ts';
import { requestNotices } from './notices.ts';

const SETTINGS = force().policy.settings;
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
const removed = (before: Asking, minute: number, ...groups: readonly string[]): Asking =>
  before.and(
    groups.map(
      (name): TenureEvent => ({
        type: 'RemovalVerified',
        account: account().id,
        group: group(name),
        at: at(minute),
        name,
      }),
    ),
    minute,
    theCase('other'),
  );
const began = (before: Asking, minute: number): Asking => {
  const grant = grantOf(before)?.id;
  if (grant === undefined) throw new Error('nothing was given');
  return before.and([{ type: 'HoldBegan', grant, at: at(minute), end: at(minute + 6 * HOUR) }], minute);
};

describe('what ends soon', () => {
  const week = asking()
    .after(asks({ access: 'Figma: editor', duration: '7d' }), 5)
    .said('tomasz', {}, 6);
  const running = (() => {
    const whole = verified(week, 10, 'figma-editors');
    const grant = grantOf(whole)?.id;
    if (grant === undefined) throw new Error('nothing was given');
    return whole.and([{ type: 'HoldBegan', grant, at: at(10), end: at(10 + 7 * DAY) }], 10);
  })();
  const editor = asks({ access: 'Figma: editor', duration: '7d' });
  const SOON = 10 + 6 * DAY;

  it('is said once, that long before its end', () => {
    expect(running.look(editor, SOON - 1)).toEqual([]);
    expect(running.next(5 * HOUR)).toBe(at(SOON));
    expect(typesOf(running.look(editor, SOON))).toEqual(['EndReminded']);
    const said = running.after(editor, SOON);
    expect(said.look(editor, SOON + 1)).toEqual([]);
    expect(said.next(SOON)).toBe(at(10 + 7 * DAY));
  });

  it('and not where an extension goes on from it, but before the end of that', () => {
    const days = asks({ access: 'Figma: editor', duration: '2d' });
    const more = asking(running.ledger).after(days, 20).said('tomasz', {}, 21);
    const whole = verified(more, 22, 'figma-editors');
    const before = grantOf(running);
    if (before?.end == null) throw new Error('nothing was given');
    const [end, givenBy] = [at(10 + 9 * DAY), theCase('other')];
    const goesOn = {
      ...before,
      id: grantId('jira:other#1'),
      givenBy,
      start: { kind: 'exact', at: before.end },
      end,
    } as const;
    const extended = running.and([{ type: 'GrantGiven', grant: goesOn }], 20, givenBy);
    expect(extended.look(editor, SOON)).toEqual([]);
    expect(typesOf(whole.look(days, SOON + 2 * DAY))).toEqual(['EndReminded']);
  });

  it('and not of what was asked for no longer than that', () => {
    const day = began(verified(given, 10, 'vault-admins', 'vault-logins'), 10);
    expect(day.look(form, 10 + 5 * HOUR)).toEqual([]);
    expect(day.next(5 * HOUR)).toBe(at(10 + 6 * HOUR));
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
    const over = 10 + 6 * HOUR;
    expect(whole.look(form, over)).toEqual([]);
    const gone = removed(whole, over, 'vault-admins', 'vault-logins');
    expect(linesOf(gone.after(form, over))).toEqual(['1 vault:admin expired']);
  });

  it('once it was whole and proved, a membership that is gone takes nothing else with it', () => {
    const whole = began(verified(given, 10, 'vault-admins', 'vault-logins'), 10);
    const records = whole.ledger.records.filter((one) => one.group !== group('vault-logins'));
    const proved = asking({ ...whole.ledger, records }, { ...whole.state, proved: true });
    expect(proved.look(form, IN_PLACE)).toEqual([]);
    const never = asking({ ...whole.ledger, records }, { ...whole.state, proved: false });
    expect(typesOf(never.look(form, IN_PLACE))).toEqual(['GrantEnded', 'LineEnded', 'ExceptionRaised']);
  });

  it('ahead of the first day, it has its time to be in place from that day on', () => {
    const { ledger } = asking();
    const soon = { accountFrom: at(3 * DAY), activeFrom: at(3 * DAY), start: at(4 * DAY) };
    const engagements = ledger.engagements.map((one) => ({ ...one, ...soon }));
    const ahead = asking({ ...ledger, engagements })
      .after(form, ASKED)
      .said('tomasz', {}, 6)
      .said('omar', {}, 7);
    expect(linesOf(ahead)).toEqual(['1 vault:admin held']);
    expect(ahead.look(form, IN_PLACE)).toEqual([]);
    expect(ahead.look(form, 4 * DAY + 4 * HOUR - 1)).toEqual([]);
    expect(typesOf(ahead.look(form, 4 * DAY + 4 * HOUR))).toEqual(['GrantEnded', 'LineEnded', 'ExceptionRaised']);
  });

  it('and over, nobody says that it has ended before all of it was read back as gone', () => {
    const over = 10 + 6 * HOUR;
    const half = removed(began(verified(given, 10, 'vault-admins', 'vault-logins'), 10), over, 'vault-admins');
    expect(half.look(form, over + 1)).toEqual([]);
    const gone = removed(half, over + 2, 'vault-logins');
    expect(typesOf(gone.look(form, over + 2))).toEqual(['LineEnded']);
  });

  it.each([
    ['that ends the work', at(30), 'left'],
    ['while the work goes on', null, 'ended-elsewhere'],
  ])(
    'and ended by another case %s, it says so, and tells nobody that it is gone before that was read',
    (_, end, says) => {
      const whole = began(verified(given, 10, 'vault-admins', 'vault-logins'), 10);
      const grant = grantOf(whole)?.id;
      if (grant === undefined) throw new Error('nothing was given');
      const other = theCase('another');
      const left = whole.and([{ type: 'GrantEnded', grant, end: at(30), by: other, changeSet: null }], 30, other);
      const engagements = left.ledger.engagements.map((one) => ({ ...one, end }));
      const over = asking({ ...left.ledger, engagements }, left.state).after(form, 30);
      expect(linesOf(over)).toEqual([`1 vault:admin ${says}`]);
      const told = ({ state, ledger }: Asking) =>
        requestNotices(state, ledger, SETTINGS, at(31)).flatMap((one) =>
          one.type === 'NoticeRequested' && one.kind === 'access-ended' ? [one.notice] : [],
        );
      expect(told(over)).toEqual([]);
      expect(told(removed(over, 31, 'vault-admins', 'vault-logins'))).toEqual(says === 'left' ? [] : ['ended:1']);
    },
  );

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

  it('and not from an end that is none yet: with an emergency beside it that has not begun, it has its own time', () => {
    const both = asking().after(form, ASKED).said('tomasz', {}, 6);
    const urgent = asking(both.ledger, newCase(theCase('urgent'))).after(
      asks({ access: 'Vault: admin', breakGlass: 'Yes', duration: '1h', reason: 'Down' }),
      6,
    );
    const more = asking(urgent.ledger, both.state).said('omar', {}, 7);
    expect(grantOf(more)).toMatchObject({ end: at(7 + 10 * HOUR), hold: { for: 6 * HOUR * 60_000, began: null } });
  });
});
