/** What moves the end of a grant while an offboarding waits for its day: taken back, it leaves what stands by then. */
import { describe, expect, it } from 'vitest';
import { at, grant, group, joining, theCase } from '../../../test/support/build.ts';
import { changes, lea, leaves, minute, rules, taken, texts } from '../../../test/support/forms.ts';
import { type Given, given, HIRED, OPENED, only, work } from '../../../test/support/given.ts';
import { endOfHold, wanted } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import { milliseconds } from '../shared/instant.ts';
import { narrowings } from './meaning.ts';

const hired = given(HIRED, OPENED);
const form = (end: number) => leaves({ end: minute(end) });
const back = (end: number) => taken(form(end), lea);
const groupsAt = ({ ledger }: Given, when: number) => {
  const account = ledger.accounts[0] ?? expect.fail();
  return [...wanted(ledger, account, at(when)).groups.keys()].map((one) => one.replace('okta:', ''));
};

describe('access for an hour that begins while an offboarding waits', () => {
  const LATEST = 2000;
  const hour = { for: milliseconds(3_600_000), began: null };
  const asked = (engagement: Grant['engagement']) =>
    grant('req#1', [group('vault-admins')], 2, LATEST, {
      cause: 'request',
      givenBy: theCase('req'),
      until: at(LATEST),
      hold: hour,
      engagement,
    });
  const begins = (before: Given, when: number) => {
    const one = hourOf(before);
    const event = { type: 'HoldBegan', grant: one.id, at: at(when), end: endOfHold(one, at(when)) ?? at(0) } as const;
    return before.and({ on: theCase('req'), minute: when, events: [event] });
  };
  const hourOf = ({ ledger }: Given) => ledger.grants.find(({ hold }) => hold !== undefined) ?? expect.fail();

  it.each([
    ['of its own', null],
    ['that comes with the work', work.id],
  ])('%s is over with its hour, whatever becomes of the offboarding', (_, engagement) => {
    const given = hired.and({
      on: theCase('req'),
      minute: 2,
      events: [{ type: 'GrantGiven', grant: asked(engagement) }],
    });
    const begun = begins(given.after(form(1500), 3), 10);
    expect(hourOf(begun)).toMatchObject({ end: at(70), until: at(70), endedBy: null });
    expect(hourOf(begun.after(back(1500), 20))).toMatchObject({ end: at(70), until: at(70) });
    expect(hourOf(begun.after(back(1500), 100)).end).toBe(at(70));
    // Its hour had passed before: nothing is given again.
    expect(only(begun.when(back(1500), 1600), 'GrantReinstated').map(({ grant: id }) => id)).not.toContain('req#1');
    expect(groupsAt(begun.after(back(1500), 1600), 1601)).not.toContain('vault-admins');
  });

  it.each([
    ['asked for before', true],
    ['asked for in its notice', false],
  ])('%s and cut short by it has the rest of its hour, and no more', (_, isBefore) => {
    const open = (to: Given, end: number) =>
      to.and({
        on: theCase('req'),
        minute: 2,
        events: [{ type: 'GrantGiven', grant: { ...asked(work.id), end: at(end) } }],
      });
    const waiting = isBefore ? open(hired, LATEST).after(form(40), 3) : open(hired.after(form(40), 1), 40);
    const begun = begins(waiting, 10);
    expect(hourOf(begun)).toMatchObject({ end: at(40), until: at(70) });
    if (isBefore) expect(hourOf(begun).endWithout?.end).toBe(at(70));
    expect(hourOf(begun.after(back(40), 20)).end).toBe(at(70));
    expect(hourOf(begun.after(back(40), 50)).end).toBe(at(70));
    expect(hourOf(begun.after(back(40), 90)).end).toBe(at(40));
  });
});

it('a group that the policy took while an offboarding waits is not given again with it', () => {
  const asked = hired.after(changes({ applications: texts('Vault: admin') }), 2);
  const vault = asked.ledger.grants.find(({ groups }) => groups.includes(group('vault-admins'))) ?? expect.fail();
  const change = { policy: rules.version, changeSet: null };
  const wider = { type: 'GrantWidened', grant: vault.id, groups: [group('sales')], ...change } as const;
  const waiting = asked.and({ on: theCase('changing'), minute: 3, events: [wider] }).after(form(500), 4);
  const means = {
    holds: vault.holds,
    groups: [group('vault-admins')],
    risk: 'low',
    rows: [],
    missing: [],
    manual: null,
  } as const;
  const meaning = { ledger: waiting.ledger, meaningOf: () => means, by: joining, changeSet: null, now: at(10) };
  const narrowed = waiting.and({ on: joining, minute: 10, events: narrowings(meaning, work) });
  expect(groupsAt(narrowed, 11)).not.toContain('sales');
  for (const when of [20, 600]) {
    const off = narrowed.after(back(500), when);
    expect(groupsAt(off, when + 1)).toContain('vault-admins');
    expect(groupsAt(off, when + 1)).not.toContain('sales');
    expect(off.ledger.grants.find(({ id }) => id === `${vault.id}~1`)).toMatchObject({
      end: at(10),
      groups: ['okta:sales'],
    });
  }
});
