/** Policy's answer to one line: which rule, for how long; and an example of every refusal. */
import { describe, expect, it } from 'vitest';
import { at, engagement, grant, group } from '../../../test/support/build.ts';
import { DAY, force, HOUR } from '../../../test/support/requests.ts';
import type { LineRefusal } from '../evidence/model.ts';
import { emptyLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import { entitlementId } from '../shared/ids.ts';
import { milliseconds } from '../shared/instant.ts';
import { answerTo } from './answer.ts';
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
  readonly contractorUntil?: number;
}

const idOf = (text: string) => entitlementId(text.split(':')[0] ?? '', text.split(':')[1] ?? '');
const answer = ({ line, has = [], beside = [], elsewhere = [], contractorUntil, ...asked }: Case) =>
  answerTo(line, {
    policy: force().policy,
    ledger: { ...emptyLedger, grants: has },
    engagement: engagement(contractorUntil === undefined ? {} : { workerType: 'contractor', end: at(contractorUntil) }),
    asked: { duration: 'usual', reason: 'Why not', ticket: null, breakGlass: false, ...asked },
    beside: beside.map(idOf),
    elsewhere: elsewhere.map(idOf),
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
  conflict: { line: 'Bank: payer', has: [held('bank:checker', 0, 10 * DAY)] },
} as const satisfies Record<Exclude<LineRefusal, 'unknown-group' | 'decided-already'>, Case>;

describe('a line is refused by name', () => {
  it.each(Object.entries<Case>(EXAMPLES))('%s', (because, asked) => expect(refusalOf(asked)).toBe(because));
});

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
  ])('%s', (_, asked, expected) => expect(refusalOf(asked)).toBe(expected));

  it('says why', () =>
    expect(answer({ line: 'Bank: payer', beside: ['bank:checker'] })).toMatchObject({
      says: 'whoever pays does not check the payment',
    }));
});
