/** What somebody may ask for before they ask: each time it may be held, by which rule, or why not. */
import { describe, expect, it } from 'vitest';
import { at, engagement, grant, group } from '../../../test/support/build.ts';
import { DAY, FACTS, force, HOUR, MARA_ASKS } from '../../../test/support/requests.ts';
import { emptyLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import { entitlementById } from '../policy/index.ts';
import { durationWords } from '../shared/durationWords.ts';
import { entitlementId } from '../shared/ids.ts';
import { askerOf } from './look.ts';
import { type Choice, type Offer, offerOf } from './offered.ts';
import { isEmergencyFor, sharedChoices } from './together.ts';

const NOW = 5 * DAY;
const IN_FORCE = force();
const idOf = (of: string) => {
  const [application = '', role = ''] = of.split(':');
  return entitlementId(application, role);
};
const held = (of: string, to: number | null, edit: Partial<Grant> = {}) =>
  grant(`${of} to ${to}`, [group(of)], 0, to, {
    holds: { kind: 'entitlement', entitlement: idOf(of) },
    cause: 'request',
    ...edit,
  });

interface Around {
  readonly has?: readonly Grant[];
  readonly elsewhere?: readonly string[];
  readonly contractor?: true;
  readonly requests?: (text: string) => string;
}

function offer(of: string, { has = [], elsewhere = [], contractor, requests }: Around = {}): Offer {
  const inForce = requests === undefined ? IN_FORCE : force({ requests });
  const entry = entitlementById(inForce.policy.catalogue, idOf(of));
  if (entry === undefined) throw new Error(`the catalogue has no ${of}`);
  return offerOf(entry, {
    ...inForce,
    ledger: { ...emptyLedger, grants: has },
    engagement: engagement(contractor ? { workerType: 'contractor', end: at(NOW + 90 * DAY) } : {}),
    asker: { ...askerOf(MARA_ASKS, FACTS, emptyLedger), isSelf: true },
    beside: [],
    elsewhere: elsewhere.map(idOf),
    askedByThem: [],
    now: at(NOW),
  });
}

const words = ({ duration, isUsual, rule }: Choice) => `${durationWords(duration)}${isUsual ? '*' : ''} by ${rule.id}`;
const choices = (of: string, around?: Around) => {
  const found = offer(of, around);
  return found.offered ? found.choices.map(words) : found.because;
};
const emergencies = (of: string, around?: Around) => {
  const found = offer(of, around);
  return found.offered ? found.emergency.map(words) : found.because;
};

describe('the times offered', () => {
  it.each<[string, string, readonly string[], Around?]>([
    ['are those the rule names', 'vault:admin', ['1 hour by high', '6 hours* by high', '1 day by high']],
    [
      'go up to its longest where it names none',
      'figma:editor',
      ['1 hour by medium', '6 hours by medium', '1 day* by medium', '7 days by medium'],
    ],
    [
      'go up to as long as the work where the rule does',
      'wiki:writer',
      ['1 hour', '6 hours', '1 day', '7 days', '30 days', '90 days', 'as long as the work*'].map(
        (one) => `${one} by low`,
      ),
    ],
    [
      'come each from the rule that would answer it',
      'vault:admin',
      ['1 hour* by quick', '6 hours by high', '1 day by high'],
      {
        requests: (text) =>
          text.replace(
            '  high:',
            `  quick:
    when: { risk: [high], applications: [vault], upTo: 1h }
    stages: [{ ask: [owner] }]
    hold: { durations: [1h], usual: 1h, longest: 1h }
  high:`,
          ),
      },
    ],
    [
      'hold one that is only given when nothing is chosen',
      'vault:admin',
      ['1 hour by high', '2 hours* by high', '6 hours by high', '1 day by high'],
      { requests: (text) => text.replace('usual: 6h, longest: 24h, longestTotal: 48h', 'usual: 2h, longest: 24h') },
    ],
    [
      'are none that only another rule names',
      'figma:editor',
      ['1 hour by medium', '6 hours by medium', '1 day* by medium', '7 days by medium'],
      { requests: (text) => text.replace('durations: [1h, 6h, 24h]', 'durations: [1h, 3h, 6h]') },
    ],
    [
      'leave out what would be held too long with what is held already',
      'figma:editor',
      ['1 hour by medium', '6 hours by medium', '1 day* by medium'],
      { has: [held('figma:editor', NOW + DAY)] },
    ],
  ])('%s', (_, of, expected, around) => expect(choices(of, around)).toEqual(expected));

  it('in an emergency are those of the rule for it', () =>
    expect(emergencies('vault:admin')).toEqual(['1 hour* by emergency']));

  it('in an emergency are none where no rule is for it', () => expect(emergencies('figma:editor')).toEqual([]));

  it('may be in an emergency only', () => {
    const requests = (text: string) => text.replace('applications: [vault]', 'applications: [prod]');
    expect(choices('vault:admin', { requests })).toEqual([]);
    expect(emergencies('vault:admin', { requests })).toEqual(['1 hour* by emergency']);
  });
});

const shared = (of: readonly string[], around?: Around, isEmergency = false) =>
  sharedChoices(
    of.map((one) => offer(one, around)),
    isEmergency,
  ).map(({ duration, isUsual, rules }) => {
    const by = rules.map(({ id }) => id).join(' and ');
    return `${durationWords(duration)}${isUsual ? '*' : ''} by ${by}`;
  });

describe('asked for together, the times', () => {
  it.each<[string, readonly string[], readonly string[], Around?, true?]>([
    ['of one are its own', ['vault:admin'], ['1 hour by high', '6 hours* by high', '1 day by high']],
    [
      'are those each of them has, each by its rule',
      ['figma:editor', 'vault:admin'],
      ['1 hour by medium and high', '6 hours by medium and high', '1 day by medium and high'],
    ],
    ['are none where one of them is not offered', ['figma:editor', 'attic:key'], []],
    ['are none in an emergency where one of them has none', ['figma:editor', 'vault:admin'], [], {}, true],
    ['of nothing are none', [], []],
  ])('%s', (_, of, expected, around, isEmergency) => expect(shared(of, around, isEmergency)).toEqual(expected));

  it('are those of an emergency as soon as one of them is given in no other way', () => {
    const requests = (text: string) => text.replace('applications: [vault]', 'applications: [prod]');
    const offers = ['figma:editor', 'vault:admin'].map((one) => offer(one, { requests }));
    expect(isEmergencyFor(offers, false)).toBe(true);
    expect(isEmergencyFor(offers.slice(0, 1), false)).toBe(false);
  });
});

describe('what is not offered says why', () => {
  it.each<[string, string, Around, string]>([
    ['no rule', 'attic:key', {}, 'no-rule'],
    [
      'it comes with the job',
      'wiki:writer',
      { has: [held('wiki:writer', null, { cause: 'birthright' })] },
      'comes-with-the-job',
    ],
    ['it waits already', 'figma:editor', { elsewhere: ['figma:editor'] }, 'asked-elsewhere'],
    ['a conflict with what is held', 'bank:payer', { has: [held('bank:checker', NOW + DAY)] }, 'conflict'],
    ['a conflict with what waits', 'bank:payer', { elsewhere: ['bank:checker'] }, 'conflict'],
    [
      'held for as long as it may be',
      'figma:editor',
      { has: [held('figma:editor', NOW + 9 * DAY)] },
      'too-long-in-all',
    ],
    ['a group nobody has', 'ghost:user', {}, 'unknown-group'],
  ])('%s', (_, of, around, expected) => expect(choices(of, around)).toBe(expected));

  it('in the words of the rule', () =>
    expect(offer('vault:admin', { contractor: true, requests: withoutEmergency })).toMatchObject({
      because: 'refused-by-rule',
      rule: 'no-contractors',
      says: 'Administration stays with employees',
    }));

  it('and not that the usual time is too long, where something else stands against every time', () =>
    expect(
      choices('bank:payer', {
        has: [held('bank:checker', NOW + DAY)],
        requests: (text) => text.replace('[figma, vault, bank]', '[figma, vault, bank], upTo: 6h'),
      }),
    ).toBe('conflict'));
});

const withoutEmergency = (text: string) =>
  text.replace('[vault:admin] }\n    breakGlass', '[vault:reader] }\n    breakGlass');

describe('what is held until a day', () => {
  it('is offered as an extension of it', () =>
    expect(
      offer('vault:admin', {
        has: [held('vault:admin', NOW + HOUR, { start: { kind: 'exact', at: at(NOW - HOUR) } })],
      }),
    ).toMatchObject({
      offered: true,
      extends: { end: at(NOW + HOUR) },
    }));

  it('and what is not held goes on from nothing', () => expect(offer('vault:admin')).toMatchObject({ extends: null }));
});
