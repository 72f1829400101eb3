/** An approver's word (invariants 9 and 10): counted once, from who is asked, about what was shown; an example of every refusal. */
import { describe, expect, it } from 'vitest';
import { at, okta } from '../../../test/support/build.ts';
import { texts } from '../../../test/support/forms.ts';
import {
  ADMIN,
  type Around,
  type Asking,
  askedOf,
  asking,
  asks,
  candidate,
  DAY,
  edits,
  FACTS,
  force,
  HOUR,
  linesOf,
  MARA_ASKS,
} from '../../../test/support/requests.ts';
import { groupName } from '../shared/ids.ts';
import { milliseconds } from '../shared/instant.ts';
import type { DecisionRefusal, Said } from './decision.ts';

const form = asks(ADMIN);
/** Mara asks for the vault: Tomasz, then Omar. */
const first = asking().after(form, 5);
const shown = first.state.request.questions[0]?.shown ?? null;
/** For the console two of security and Sven have to agree. */
const console_ = asking().after(asks({ access: 'Production', ticket: 'OPS-1' }), 5);
const two = asking().after(asks({ access: texts('Figma: editor', 'Vault: reader') }), 5);
const hours = (count: number) => milliseconds(count * 3_600_000);
const security = (...names: readonly string[]) => ({
  facts: { ...FACTS, members: new Map([[groupName(okta, 'security'), names.map((name) => candidate(name))]]) },
});

interface Refused {
  readonly before?: Asking;
  readonly by: string;
  readonly word?: Partial<Said>;
  readonly minute?: number;
  readonly around?: Around;
}

const EXAMPLES = {
  'no-open-question': { by: 'tomasz', word: { about: '7' } },
  'several-questions': { before: two, by: 'tomasz' },
  'decided-already': { before: first.said('tomasz'), by: 'tomasz', word: { about: '1-1' } },
  'own-request': { by: 'mara.lindt' },
  'not-an-approver': { by: 'omar' },
  'no-longer-approver': { by: 'tomasz', around: { facts: { ...FACTS, managers: [candidate('greta')] } } },
  'shown-otherwise': { by: 'tomasz', word: { shown: 'another' } },
  'only-shorter': { by: 'tomasz', word: { duration: hours(7) } },
} as const satisfies Record<DecisionRefusal, Refused>;

const refusalOf = ({ before = first, by, word, minute, around }: Refused) => {
  const outcome = before.says(by, word, minute, around);
  return outcome.ok ? 'counted' : outcome.refusal;
};

describe('a word that does not count is refused by name', () => {
  it.each(Object.entries<Refused>(EXAMPLES))('%s', (refusal, said) => expect(refusalOf(said)).toBe(refusal));
});

describe('nobody decides about themselves', () => {
  const mara = first.ledger.person?.profile.workMail ?? '';
  it.each<[string, readonly string[]]>([
    ['by a former address of whoever asks', ['mara@old.example']],
    ['by a second address, asked as the approver', ['tomasz@small.example', 'MARA@old.example']],
    ['for whom it is', [mara]],
    ['in capitals', [mara.toUpperCase()]],
  ])('%s', (_, by) => expect(refusalOf({ by: '', word: { by } })).toBe('own-request'));

  it('in capitals, where their own name stands so', () => {
    const requester = { ...MARA_ASKS, names: ['Tomasz@Small.example'] };
    expect(refusalOf({ by: 'tomasz', around: { requester } })).toBe('own-request');
  });

  it('also where the name that is theirs now is another', () =>
    expect(refusalOf({ by: 'tomasz', word: { alsoKnownBy: ['Mara@old.example'] } })).toBe('own-request'));
});

describe('a word that comes', () => {
  const agreed = console_.said('sam');
  it.each<[string, Refused, DecisionRefusal | 'counted']>([
    ['in time', { by: 'tomasz' }, 'counted'],
    [
      'from whoever only once had the approver’s address',
      { by: 'ben', word: { alsoKnownBy: ['tomasz@small.example'] } },
      'not-an-approver',
    ],
    ['about exactly what was shown', { by: 'tomasz', word: { shown } }, 'counted'],
    ['by its line', { before: two, by: 'tomasz', word: { about: '2' } }, 'counted'],
    ['after the time was up', { by: 'tomasz', minute: 5 + 7 * DAY }, 'no-open-question'],
    [
      'when nothing is open any more',
      { before: first.said('tomasz', { verdict: 'refuse' }), by: 'tomasz' },
      'no-open-question',
    ],
    [
      'about what was edited since it was shown',
      { before: first.after(edits(form, 6, { duration: '24h' }), 6), by: 'tomasz', word: { shown } },
      'shown-otherwise',
    ],
    ['twice from the same', { before: agreed, by: 'sam' }, 'decided-already'],
    [
      'from a second address of the same',
      { before: agreed, by: '', word: { by: ['s@old.example', 'sam@small.example'] } },
      'decided-already',
    ],
    [
      'from the same, as another of those who are asked',
      { before: agreed, by: 'sue', word: { alsoKnownBy: ['Sam@small.example'] } },
      'decided-already',
    ],
    ['from the second of two', { before: agreed, by: 'sven' }, 'counted'],
    [
      'about a line of which nothing is open any more',
      { before: two.said('tomasz', { about: '1' }), by: 'tomasz', word: { about: '1' } },
      'decided-already',
    ],
    [
      'from who has been taken out of the group',
      { before: console_, by: 'sam', around: security('sue') },
      'no-longer-approver',
    ],
    [
      'while nobody can read the group',
      { before: console_, by: 'sam', around: { facts: { ...FACTS, members: new Map() } } },
      'no-longer-approver',
    ],
    [
      'under a rule that refuses it by now',
      {
        by: 'tomasz',
        around: force({
          requests: (text) => text.replace('stages: [{ ask: [manager] }, { ask: [owner] }]', 'refuse: No'),
        }),
      },
      'no-open-question',
    ],
    ['for no time at all', { by: 'tomasz', word: { duration: milliseconds(0) } }, 'only-shorter'],
    ['for less than none', { by: 'tomasz', word: { duration: milliseconds(-1) } }, 'only-shorter'],
    ['for as long as was asked', { by: 'tomasz', word: { duration: hours(6) } }, 'counted'],
  ])('%s', (_, said, expected) => expect(refusalOf(said)).toBe(expected));

  it('once the work is over finds nothing to decide', () => {
    const { ledger } = first;
    const over = { ...ledger, engagements: ledger.engagements.map((one) => ({ ...one, end: at(6) })) };
    expect(refusalOf({ before: asking(over, first.state), by: 'tomasz' })).toBe('no-open-question');
  });
});

describe('what a word brings', () => {
  it('the evidence names who, where, when and what was shown', () => {
    const said = first.says('tomasz', { channel: 'slack', reason: 'Go on', shown }, 10);
    expect(said.ok && said.value[0]).toEqual({
      type: 'DecisionMade',
      question: '1-1',
      verdict: 'approve',
      channel: 'slack',
      shown,
      at: at(10),
      personal: { by: 'tomasz@small.example', reason: 'Go on' },
    });
  });

  it('a delegate answers for whoever named them, once for both, and the evidence says so', () => {
    const managers = [candidate('tomasz', { delegates: [candidate('dora')] }), candidate('greta')];
    const around = { facts: { ...FACTS, managers } };
    const open = asking().after(form, 5, around);
    expect(askedOf(open)).toEqual(['tomasz', 'dora']);
    const said = open.says('dora', {}, 10, around);
    expect(said.ok && said.value[0]).toMatchObject({
      personal: { by: 'dora@small.example', of: 'tomasz@small.example' },
    });
    expect(open.said('dora', {}, 10, around).says('tomasz', { about: '1-1' }, 11, around)).toEqual({
      ok: false,
      refusal: 'decided-already',
    });
    expect(open.says('dora', {}, 10)).toEqual({ ok: false, refusal: 'no-longer-approver' });
    const theirs = { facts: { ...FACTS, managers, theirDelegates: ['dora@small.example'] } };
    expect(open.says('dora', {}, 10, theirs)).toEqual({ ok: false, refusal: 'own-request' });
  });

  it('a delegate and whoever named them are one of two who must agree', () => {
    const members = new Map([[groupName(okta, 'security'), [candidate('sam', { delegates: [candidate('dora')] })]]]);
    const around = { facts: { ...FACTS, members } };
    const open = asking().after(asks({ access: 'Production', ticket: 'OPS-1' }), 5, around);
    expect(askedOf(open)).toEqual(['sam', 'sven', 'dora']);
    const half = open.said('dora', {}, 6, around);
    expect(half.says('sam', {}, 7, around)).toEqual({ ok: false, refusal: 'decided-already' });
    expect(linesOf(half.said('sven', {}, 7, around))).toEqual(['1 prod:console held']);
  });

  it('a refusal is for no time: what was chosen beside it is not in the evidence', () => {
    const said = first.says('tomasz', { verdict: 'refuse', duration: hours(1) });
    expect(said.ok && said.value[0]).not.toHaveProperty('duration');
  });

  it('one who refuses ends it', () => {
    const after = console_.said('sam').said('sven', { verdict: 'refuse', reason: 'Not now' }, 11);
    expect(linesOf(after)).toEqual(['1 prod:console refused']);
    expect(askedOf(after)).toEqual([]);
  });

  it('the next stage is asked, and the last one gives it', () => {
    const half = first.said('tomasz');
    expect(askedOf(half)).toEqual(['omar']);
    const whole = half.said('omar', {}, 20);
    expect(linesOf(whole)).toEqual(['1 vault:admin held']);
    expect(whole.ledger.grants.at(-1)).toMatchObject({
      cause: 'request',
      end: at(20 + 4 * HOUR + 6 * HOUR),
      hold: { for: hours(6), began: null },
    });
  });

  it('for shorter is for shorter, and the next stage is shown that', () => {
    const shorter = first.said('tomasz', { duration: hours(1) });
    expect(shorter.state.request.questions.map((one) => one.shown === shown)).toEqual([true, false]);
    expect(shorter.says('omar', { shown }, 11)).toEqual({ ok: false, refusal: 'shown-otherwise' });
    expect(shorter.said('omar', {}, 11).ledger.grants.at(-1)?.hold?.for).toBe(hours(1));
  });

  it('of two lines, each is decided by itself', () =>
    expect(linesOf(two.said('tomasz', { about: '1' }))).toEqual(['1 figma:editor held', '2 vault:reader asked']));
});

describe('what was given meanwhile', () => {
  const bank = asking().after(asks({ access: 'Bank: payer' }), 5);
  const week = asking().after(asks({ access: 'Figma: editor', duration: '7d' }), 5);
  const elsewhere = (before: Asking, access: string, duration: string) =>
    asking(before.ledger).after(asks({ access, duration }), 6).said('tomasz', {}, 7).ledger;

  it('and may not be held beside it, stops it', () => {
    const ledger = elsewhere(bank, 'Bank: checker', '7d');
    expect(linesOf(asking(ledger, bank.state).said('tomasz'))).toEqual(['1 bank:payer conflict']);
  });

  it('and is too long together with it, stops it', () => {
    const ledger = elsewhere(week, 'Figma: editor', '7d');
    expect(linesOf(asking(ledger, week.state).said('tomasz'))).toEqual(['1 figma:editor too-long-in-all']);
  });

  it('is gone on from its end, once its time has begun', () => {
    const day = asking().after(asks({ access: 'Figma: editor', duration: '1d' }), 5);
    const given = asking(elsewhere(day, 'Figma: editor', '7d'));
    const grant = given.ledger.grants.at(-1)?.id;
    if (grant === undefined) throw new Error('nothing was given');
    const { ledger } = given.and([{ type: 'HoldBegan', grant, at: at(8), end: at(8 + 7 * DAY) }], 8);
    expect(asking(ledger, day.state).said('tomasz').ledger.grants.at(-1)?.end).toBe(at(8 + 8 * DAY));
  });
});
