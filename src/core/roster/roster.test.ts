import { describe, expect, it } from 'vitest';
import { account, at, engagement, ledger, okta, person } from '../../../test/support/build.ts';
import { factsOf, listed, listOf } from '../../../test/support/listed.ts';
import { naturalKey, providerAccountId } from '../shared/ids.ts';
import { compareRoster } from './compare.ts';
import type { UsedRoster } from './model.ts';
import { keyDigest, unfit } from './prove.ts';
import { type Declared, readRoster } from './read.ts';

const { settings } = factsOf({ accounts: [] }).rules;
const NOTHING: Declared = { total: null, asOf: null };
const read = (text: string, declared = NOTHING) => readRoster(text, declared, settings);
const list = (text: string, declared = NOTHING) => {
  const found = read(text, declared);
  if (!found.ok) throw new Error(found.refusal.join('; '));
  return found.value;
};
const HEAD = 'Employee number,department,salary';

describe('a list', () => {
  it('is read by the names of the form or of the policy, and what nobody asked for is not', () => {
    const found = list(`#as-of,2026-01-05\n${HEAD}\n E1 ,Science,1000\nE2,,\n#total,2\n`);
    expect(found.people).toEqual([
      { key: 'e1', number: 'E1', attributes: { department: 'Science' } },
      { key: 'e2', number: 'E2', attributes: {} },
    ]);
    expect([found.total, found.made, found.ignored]).toEqual([2, { kind: 'date', date: '2026-01-05' }, ['salary']]);
  });

  it('may be written with semicolons and a byte order mark, and be declared from outside', () => {
    const found = list('\ufeffEmployee number;department\r\nE1;Sales\r\n', { total: 1, asOf: '2026-01-05T08:00:00Z' });
    expect([found.people.length, found.total, found.made?.kind]).toEqual([1, 1, 'instant']);
  });

  it.each([
    ['', 'there is no line in it'],
    ['department\nSales', 'line 1: there is no column for Employee number'],
    [`${HEAD}\n,Sales,`, 'line 2: Employee number is empty'],
    [`${HEAD}\nE1,,\ne1 ,,`, 'line 3: the number of line 2 again'],
    [`${HEAD}\n#total,2\n#total,3`, '#total is said to be 2 and 3'],
    [`${HEAD}\n#total,many`, '#total is not a number'],
    [`${HEAD}\n#as-of,yesterday`, '#as-of is neither a date (2026-03-02) nor a time with its offset'],
    [`${HEAD},Department\nE1,,,`, 'line 1: two columns are called department'],
    [`${HEAD}\n"E1`, 'line 2: a quote is opened and never closed'],
  ])('%j is refused: %s', (text, problem) => {
    const found = read(text);
    expect(found.ok ? [] : found.refusal).toContain(problem);
  });
});

describe('the proof of a list', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, n) => `E${n}`);
  const rosterOf = (count: number, asOf = '2026-01-05', total = count) =>
    list(`Employee number\n${keys(count).join('\n')}\n#total,${total}\n#as-of,${asOf}`);
  const used = (count: number, madeAt = at(-60)): UsedRoster => ({
    digest: 'd',
    total: count,
    madeAt,
    usedAt: madeAt,
    by: 'hr',
    salt: 'salt',
    keys: keys(count).map((one) => keyDigest(naturalKey(one), 'salt')),
  });
  const base = { last: null, working: [], missingConfirmed: null, zone: settings.timeZone, now: at(0) };
  const why = (edit: Partial<Parameters<typeof unfit>[0]>) => unfit({ ...base, roster: rosterOf(100), ...edit })?.why;

  it('is its number and its day', () => {
    expect(why({})).toBeUndefined();
    expect(unfit({ ...base, roster: list('Employee number\nE1') })).toEqual({
      why: 'unproven',
      lacks: ['total', 'as-of'],
    });
    expect(why({ roster: list('Employee number\nE1\n#as-of,2026-01-05') })).toBe('unproven');
    expect(why({ roster: list('Employee number\n#total,0\n#as-of,2026-01-05') })).toBe('not-whole');
    expect(why({ roster: rosterOf(50, '2026-01-05', 100) })).toBe('not-whole');
    expect(why({ roster: rosterOf(101, '2026-01-05', 100) })).toBe('not-whole');
  });

  it.each([
    ['2026-01-05', undefined, 'today'],
    ['2026-01-04', 'stale', 'yesterday'],
    ['2026-01-06', 'stale', 'tomorrow'],
    ['2026-01-04T09:00:00Z', undefined, 'a day ago, to the minute'],
    ['2026-01-04T08:59:00Z', 'stale', 'a minute more'],
    ['2026-01-05T09:01:00Z', 'stale', 'in a minute'],
  ])('made %s is %s: %s', (asOf, expected, _why) => expect(why({ roster: rosterOf(100, asOf) })).toBe(expected));

  it('is against the last list: older, or lacking more than one in ten', () => {
    expect(why({ last: used(100, at(-30)), roster: rosterOf(100, '2026-01-05T08:00:00Z') })).toBe('older');
    expect(why({ last: used(100), roster: rosterOf(90) })).toBeUndefined();
    expect(why({ last: used(100), roster: rosterOf(89) })).toBe('too-many-missing');
    expect(unfit({ ...base, last: used(100), roster: rosterOf(50) })).toEqual({
      why: 'too-many-missing',
      missing: 50,
      of: 100,
      than: 'last',
    });
    expect(why({ last: used(10), roster: rosterOf(7) })).toBeUndefined();
    expect(why({ last: used(10), roster: rosterOf(6) })).toBe('too-many-missing');
  });

  it('of the first list is against the ledger', () => {
    const working = keys(100).map(naturalKey);
    expect(why({ working, roster: rosterOf(89) })).toBe('too-many-missing');
    expect(why({ working, roster: rosterOf(120) })).toBeUndefined();
  });

  it('takes exactly the number somebody has confirmed', () => {
    const missing = (missingConfirmed: number) => why({ last: used(100), roster: rosterOf(50), missingConfirmed });
    expect([missing(50), missing(49), missing(51)]).toEqual([undefined, 'too-many-missing', 'too-many-missing']);
  });
});

describe('what differs from a list', () => {
  const own = (edit: Parameters<typeof engagement>[0] = {}) =>
    ledger({ person, engagements: [engagement(edit)], accounts: [account()] });
  const compared = (rows: string, ledgers = [own()], accounts = listOf({ accounts: [listed(1)], ledgers }).items) =>
    compareRoster({
      roster: list(`Employee number,department\n${rows}`),
      ledgers,
      connection: okta,
      accounts,
      now: at(5),
    });
  const kinds = (...args: Parameters<typeof compared>) => compared(...args).map(({ kind }) => kind);

  it('is nothing where both say the same, however it is written', () => {
    expect(compared('E2001,SCIENCE ')).toEqual([]);
    expect(compared('E2001,')).toEqual([]);
  });

  it('is who works here and is not on it; whoever begins later is not expected', () => {
    expect(kinds('')).toEqual(['not-on-roster']);
    expect(kinds('', [own({ start: at(9) })])).toEqual([]);
    expect(kinds('', [own({ end: at(5) })])).toEqual([]);
  });

  it('is who is on it and has left', () => {
    expect(kinds('E2001,', [own({ end: at(5) })])).toEqual(['on-roster-after-leaving']);
    expect(kinds('E2001,', [own({ end: at(6) })])).toEqual([]);
    const coming = [engagement({ end: at(4) }), engagement({ start: at(9) })];
    expect(kinds('E2001,', [ledger({ person, engagements: coming, accounts: [account()] })])).toEqual([]);
  });

  it('is a fact that is another one, with both', () => {
    expect(compared('E2001,Sales')).toEqual([
      {
        kind: 'differs-from-roster',
        person: person.id,
        fields: 'department',
        values: 'department: Sales on the list, Science here',
      },
    ]);
  });

  it('of two contracts is measured by the one that fits better', () => {
    const both = ledger({
      person,
      engagements: [engagement(), engagement({ attributes: { department: 'Sales' } })],
      accounts: [account()],
    });
    expect(kinds('E2001,Sales', [both])).toEqual([]);
  });

  it('is a number nobody has, and whether an account has it', () => {
    const accounts = listOf({ accounts: [listed(7, { providerId: providerAccountId('u7') })] }).items;
    expect(compared('E7,\nE8,', [], accounts)).toEqual([
      { kind: 'unknown-on-roster', key: 'e7', number: 'E7', hasAccount: true },
      { kind: 'unknown-on-roster', key: 'e8', number: 'E8', hasAccount: false },
    ]);
  });

  it('is an open account of somebody nobody knows', () => {
    const accounts = listOf({ accounts: [listed(7), listed(8, { state: 'deactivated' })] }).items;
    expect(compared('', [], accounts)).toEqual([
      { kind: 'account-not-on-roster', connection: okta, providerId: providerAccountId('u7') },
    ]);
  });

  it('is no account that is registered as no person’s own, that policy protects, or that an administrator holds', () => {
    const ofNobody = [
      listed(7, { login: 'robot@small.example' }),
      listed(8, { login: 'root@small.example' }),
      listed(9, { admin: true }),
    ];
    expect(compared('', [], listOf({ accounts: ofNobody }).items)).toEqual([]);
  });
});
