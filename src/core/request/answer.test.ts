/** Policy's answer to one line: which rule, for how long; and an example of every refusal. */
import { describe, expect, it } from 'vitest';
import { at, engagement, grant, group, okta } from '../../../test/support/build.ts';
import { asking, DAY, FACTS, force, HOUR, MARA_ASKS } from '../../../test/support/requests.ts';
import type { LineRefusal } from '../evidence/model.ts';
import type { Grant } from '../grant/model.ts';
import { entitlementId, groupName, personId } from '../shared/ids.ts';
import { milliseconds } from '../shared/instant.ts';
import { answerTo } from './answer.ts';
import { askerOf, type KnownRequester } from './look.ts';
import type { Asked } from './readAsked.ts';

const NOW = 5 * DAY;
const minutes = (count: number) => milliseconds(count * 60_000);
const held = (of: string, from: number, to: number | null, edit: Partial<Grant> = {}) => {
  const [application = '', role = ''] = of.split(':');
  const entitlement = entitlementId(application, role);
  return grant(`${of} from ${from}`, [group(application)], from, to, {
    holds: { kind: 'entitlement', entitlement },
    cause: 'request',
    ...edit,
  });
};

interface Case extends Partial<Pick<Asked, 'duration' | 'reason' | 'ticket' | 'breakGlass'>> {
  readonly line: string;
  readonly has?: readonly Grant[];
  readonly beside?: readonly string[];
  readonly elsewhere?: readonly string[];
  /** Rules of `policy.yaml`, as edited. */
  readonly rules?: (text: string) => string;
  readonly by?: Partial<KnownRequester>;
  readonly contractorUntil?: number;
}

const ids = (names: readonly string[]) =>
  names.map((one) => entitlementId(one.split(':')[0] ?? '', one.split(':')[1] ?? ''));
/** Mara, of whom every case is. */
const LEDGER = asking().ledger;

const answer = ({ line, has = [], beside = [], elsewhere = [], rules, by = {}, contractorUntil, ...asked }: Case) =>
  answerTo(line, {
    policy: force(rules === undefined ? {} : { requests: rules }).policy,
    ledger: { ...LEDGER, grants: has },
    asker: askerOf({ ...MARA_ASKS, ...by }, FACTS, LEDGER),
    elsewhere: ids(elsewhere),
    askedByThem: [],
    engagement: engagement(contractorUntil === undefined ? {} : { workerType: 'contractor', end: at(contractorUntil) }),
    asked: { duration: 'usual', reason: 'Why not', ticket: null, breakGlass: false, ...asked },
    beside: ids(beside),
    now: at(NOW),
  });

const refusalOf = (asked: Case) => {
  const found = answer(asked);
  return found.ok ? `rule ${found.rule.id}` : found.because;
};

const EXAMPLES = {
  'not-in-catalogue': { line: 'Dropbox' },
  'no-such-role': { line: 'Vault: emperor' },
  'several-roles': { line: 'Bank' },
  'no-rule': { line: 'Attic: key' },
  'refused-by-rule': { line: 'Vault: admin', contractorUntil: 90 * DAY },
  'needs-reason': { line: 'Vault: admin', reason: null },
  'needs-ticket': { line: 'Production: console' },
  'no-duration': { line: 'Figma: editor', duration: minutes(0) },
  'duration-not-offered': { line: 'Vault: admin', duration: minutes(2 * HOUR) },
  'too-long': { line: 'Figma: editor', duration: minutes(8 * DAY) },
  'too-long-in-all': {
    line: 'Figma: editor',
    duration: minutes(7 * DAY),
    has: [held('figma:editor', NOW - DAY, NOW + 3 * DAY)],
  },
  'comes-with-the-job': { line: 'Figma', has: [held('figma:viewer', 0, null, { cause: 'birthright' })] },
  'held-without-end': { line: 'Wiki', has: [held('wiki:writer', 0, null)] },
  'asked-already': { line: 'Figma: editor', beside: ['figma:editor'] },
  'asked-elsewhere': { line: 'Figma: editor', elsewhere: ['figma:editor'] },
  'emergency-held': { line: 'Vault: admin', breakGlass: true, has: [held('vault:admin', 0, NOW + HOUR)] },
  'may-not-ask': {
    line: 'Figma: editor',
    rules: (text) => text.replace('applications: [figma,', 'askedBy: [manager], applications: [figma,'),
  },
  'not-begun': {
    line: 'Vault: admin',
    has: [held('vault:admin', NOW, NOW + 5 * HOUR, { hold: { for: minutes(HOUR), began: null } })],
  },
  conflict: { line: 'Bank: payer', has: [held('bank:checker', 0, 10 * DAY)] },
} as const satisfies Record<Exclude<LineRefusal, 'unknown-group' | 'decided-already' | 'asker-not-known'>, Case>;

describe('a line is refused by name', () => {
  it.each(Object.entries<Case>(EXAMPLES))('%s', (because, asked) => expect(refusalOf(asked)).toBe(because));
});

/** Before all others a rule for one kind of thing: what no provider opens. */
const byHandFirst = (text: string) =>
  text.replace(
    'rules:\n',
    'rules:\n  by-hand:\n    when: { provisioning: manual }\n    stages: [{ ask: [owner] }]\n    hold: { usual: 24h, longest: 7d }\n',
  );

describe('a line is answered by', () => {
  it.each<[string, Case, string]>([
    ['the first rule that fits', { line: 'Figma' }, 'rule low'],
    ['a rule for emergencies, in one', { line: 'Vault: admin', breakGlass: true }, 'rule emergency'],
    ['no other rule, in an emergency', { line: 'Figma', breakGlass: true }, 'no-rule'],
    [
      'the rule for a person who is there by contract',
      { line: 'Figma: editor', contractorUntil: 90 * DAY },
      'rule medium',
    ],
    ['its id as well as its name', { line: 'vault: ADMIN' }, 'rule high'],
    ['a rule that wants a ticket, with one', { line: 'Production', ticket: 'OPS-1' }, 'rule ticketed'],
    ['the rule for what people open, of that kind', { line: 'Lab: badge', rules: byHandFirst }, 'rule by-hand'],
    ['no rule for what people open, of what a provider opens', { line: 'Figma', rules: byHandFirst }, 'rule low'],
  ])('%s', (_, asked, expected) => expect(refusalOf(asked)).toBe(expected));
});

describe('for how long', () => {
  it.each<[string, Case, number | null]>([
    ['what the rule gives when nothing is chosen', { line: 'Vault: admin' }, 6 * HOUR],
    ['as chosen', { line: 'Vault: admin', duration: minutes(24 * HOUR) }, 24 * HOUR],
    ['as long as the work, where a rule says so', { line: 'Figma' }, null],
  ])('%s', (_, asked, expected) =>
    expect(answer(asked)).toMatchObject({ ok: true, duration: expected === null ? null : minutes(expected) }),
  );

  it.each<[string, Case, string]>([
    ['as long as the work, which is longer than any limit', { line: 'Figma: editor', duration: null }, 'too-long'],
    [
      'for longer than an emergency lasts',
      { line: 'Vault: admin', duration: minutes(6 * HOUR), breakGlass: true },
      'too-long',
    ],
  ])('not %s', (_, asked, expected) => expect(refusalOf(asked)).toBe(expected));
});

describe('what is held already', () => {
  const second = held('figma:editor', NOW - DAY, NOW + DAY);

  it('is gone on from', () =>
    expect(answer({ line: 'Figma: editor', has: [second], duration: minutes(DAY) })).toMatchObject({
      ok: true,
      extends: { id: second.id },
    }));

  it.each<[string, readonly Grant[], number, string]>([
    // 2 days behind it and 1 before it: 7 more would be 10 in all.
    ['counts up to the limit', [held('figma:editor', NOW - 2 * DAY, NOW + DAY)], 7, 'rule medium'],
    ['and no minute longer', [held('figma:editor', NOW - 2 * DAY - 1, NOW + DAY)], 7, 'too-long-in-all'],
    ['with every extension there was', [held('figma:editor', NOW - 4 * DAY, NOW), second], 6, 'too-long-in-all'],
    ['but not what ended a while before', [held('figma:editor', 0, NOW - DAY - 1), second], 7, 'rule medium'],
    ['nor what never began', [held('figma:editor', NOW + DAY, NOW - DAY)], 7, 'rule medium'],
    ['nor what is over', [held('figma:editor', 0, NOW)], 7, 'rule medium'],
  ])('%s', (_, has, days, expected) =>
    expect(refusalOf({ line: 'Figma: editor', has, duration: minutes(days * DAY) })).toBe(expected),
  );

  it('to be held from the first day is held', () =>
    expect(refusalOf({ line: 'Figma', has: [held('figma:viewer', NOW + DAY, null, { cause: 'birthright' })] })).toBe(
      'comes-with-the-job',
    ));

  it('until the contract ends is held without end', () =>
    expect(refusalOf({ line: 'Wiki', contractorUntil: 30 * DAY, has: [held('wiki:writer', 0, 30 * DAY)] })).toBe(
      'held-without-end',
    ));
});

const twoOfThree = (text: string) =>
  text.replace('[bank:payer, bank:checker]', '[bank:payer, bank:checker, vault:reader]\n    atMost: 2');

describe('what nobody may hold together', () => {
  it.each<[string, Case, string]>([
    ['with what is asked for beside it', { line: 'Bank: payer', beside: ['bank:checker'] }, 'conflict'],
    ['with what will be held', { line: 'Bank: payer', has: [held('bank:checker', NOW + DAY, null)] }, 'conflict'],
    [
      'with what comes with the job',
      { line: 'Bank: payer', has: [held('bank:checker', 0, null, { cause: 'birthright' })] },
      'conflict',
    ],
    ['not with what is over', { line: 'Bank: payer', has: [held('bank:checker', 0, NOW)] }, 'rule medium'],
    [
      'not with itself',
      { line: 'Bank: payer', has: [held('bank:payer', 0, NOW + DAY)], duration: minutes(DAY) },
      'rule medium',
    ],
    [
      'of a set, as many as it allows',
      { line: 'Bank: payer', beside: ['bank:checker'], rules: twoOfThree },
      'rule medium',
    ],
    [
      'of a set, one more than it allows, however they are held',
      { line: 'Bank: payer', beside: ['bank:checker'], has: [held('vault:reader', 0, null)], rules: twoOfThree },
      'conflict',
    ],
  ])('%s', (_, asked, expected) => expect(refusalOf(asked)).toBe(expected));

  it('says why', () =>
    expect(answer({ line: 'Bank: payer', beside: ['bank:checker'] })).toMatchObject({
      says: 'whoever pays does not check the payment',
    }));
});

describe('who may ask', () => {
  const onlyBy = (who: string) => (text: string) =>
    text.replace('applications: [figma,', `askedBy: [${who}], applications: [figma,`);
  const tomasz = { person: personId('tomasz'), names: ['tomasz@small.example'] };
  const sven = { person: personId('sven'), names: ['sven@small.example'] };

  it.each<[string, string, Partial<KnownRequester>, string]>([
    ['for themselves', 'self', {}, 'rule medium'],
    ['for somebody else, where only they may', 'self', tomasz, 'may-not-ask'],
    ['the manager', 'manager', tomasz, 'rule medium'],
    ['nobody but the manager', 'manager', sven, 'may-not-ask'],
    ['who asks for themselves is no manager', 'manager', {}, 'may-not-ask'],
    ['who is named', '{ person: Sven@small.example }', sven, 'rule medium'],
    [
      'who is in a group',
      '{ group: science }',
      { ...sven, groups: new Set([groupName(okta, 'science')]) },
      'rule medium',
    ],
    [
      'who is in another group',
      '{ group: science }',
      { ...sven, groups: new Set([groupName(okta, 'all')]) },
      'may-not-ask',
    ],
    ['anybody, where one of them is anybody', 'self, anyone', sven, 'rule medium'],
  ])('%s', (_, who, by, expected) =>
    expect(refusalOf({ line: 'Figma: editor', rules: onlyBy(who), by })).toBe(expected),
  );

  it('the next rule is asked where one is for others', () => {
    const rules = (text: string) =>
      text.replace(
        '  medium:',
        '  by-manager:\n    when: { askedBy: [manager], applications: [figma] }\n    automatic: true\n  medium:',
      );
    expect(refusalOf({ line: 'Figma: editor', rules, by: tomasz })).toBe('rule by-manager');
    expect(refusalOf({ line: 'Figma: editor', rules })).toBe('rule medium');
  });
});

describe('what only some may see', () => {
  const hides =
    (what: string, seenBy = '[{ person: sven@small.example }, { attribute: department, values: [science] }]') =>
    (text: string) =>
      `${text}confidential:\n  secret: { ${what}, seenBy: ${seenBy} }\n`;

  it.each<[string, string, Partial<KnownRequester>, string]>([
    ['an application is in no catalogue', 'applications: [figma]', {}, 'not-in-catalogue'],
    ['a role of one is no role of it', 'entitlements: [figma:editor]', {}, 'no-such-role'],
    ['who is named sees it', 'applications: [figma]', { names: ['sven@small.example'] }, 'rule medium'],
    ['who works there sees it', 'applications: [figma]', { attributes: { department: 'Science' } }, 'rule medium'],
    ['its owner sees it', 'applications: [figma]', { names: ['omar@small.example'] }, 'rule medium'],
    ['another is as it was', 'applications: [vault]', {}, 'rule medium'],
  ])('%s', (_, what, by, expected) =>
    expect(refusalOf({ line: 'Figma: editor', rules: hides(what), by })).toBe(expected),
  );

  it('is not named by what it may not be held with', () => {
    const has = [held('bank:checker', 0, 10 * DAY)];
    const told = (rules: (text: string) => string) => {
      const found = answer({ line: 'Bank: payer', has, rules });
      return found.ok ? null : [found.because, found.says];
    };
    expect(told((text) => text)).toEqual(['conflict', 'whoever pays does not check the payment']);
    expect(told(hides('entitlements: [bank:checker]'))).toEqual(['conflict', null]);
  });
});

describe('what may not be held together', () => {
  it.each<[string, Case]>([
    ['with what is asked for beside it', { line: 'Bank: payer', beside: ['bank:checker'] }],
    ['with what is asked for on another issue', { line: 'Bank: payer', elsewhere: ['bank:checker'] }],
    [
      'with what comes with the job',
      { line: 'Bank: payer', has: [held('bank:checker', 0, null, { cause: 'birthright' })] },
    ],
    ['with what is to begin', { line: 'Bank: payer', has: [held('bank:checker', NOW + DAY, NOW + 2 * DAY)] }],
    [
      'with what was taken over group by group',
      {
        line: 'Bank: payer',
        has: [
          held('bank:checker', 0, null, {
            cause: 'adopted',
            holds: { kind: 'group', group: groupName(okta, 'bank-checkers') },
          }),
        ],
      },
    ],
  ])('%s', (_, asked) => expect(refusalOf(asked)).toBe('conflict'));

  it('is no matter of what is over', () =>
    expect(refusalOf({ line: 'Bank: payer', has: [held('bank:checker', 0, 1)] })).toBe('rule medium'));
});
