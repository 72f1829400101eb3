/** A colleague who asks for somebody learns nothing by it of what is held or asked for already; their manager does. */
import { describe, expect, it } from 'vitest';
import { at, engagement, grant, group } from '../../../test/support/build.ts';
import { asking, DAY, FACTS, force, HOUR, MARA_ASKS } from '../../../test/support/requests.ts';
import type { Grant } from '../grant/model.ts';
import { entitlementId, personId } from '../shared/ids.ts';
import { milliseconds } from '../shared/instant.ts';
import { type AnswerInput, answerTo } from './answer.ts';
import { askerOf } from './look.ts';

const NOW = 5 * DAY;
const { ledger } = asking();
const held = (application: string, role: string, edit: Partial<Grant>) =>
  grant('one', [group(application)], 0, null, {
    holds: { kind: 'entitlement', entitlement: entitlementId(application, role) },
    cause: 'request',
    ...edit,
  });

type Around = Partial<Pick<AnswerInput, 'elsewhere' | 'askedByThem' | 'beside' | 'onForm'>> & {
  readonly has?: Grant;
  readonly asked?: Partial<AnswerInput['asked']>;
};
const answer = (by: string, line: string, { has, asked = {}, ...around }: Around = {}) =>
  answerTo(line, {
    policy: force().policy,
    ledger: { ...ledger, grants: has === undefined ? [] : [has] },
    asker: askerOf({ ...MARA_ASKS, person: personId(by), names: [`${by}@small.example`] }, FACTS, ledger),
    elsewhere: [],
    askedByThem: [],
    beside: [],
    engagement: engagement(),
    asked: { duration: 'usual', reason: 'Why not', ticket: null, breakGlass: false, ...asked },
    now: at(NOW),
    ...around,
  });
const refusalOf = (...asked: Parameters<typeof answer>) => {
  const told = answer(...asked);
  return told.ok ? null : told.because;
};

const WEEK = milliseconds(7 * DAY * 60_000);
const EXAMPLES: readonly (readonly [string, string, Around])[] = [
  ['comes-with-the-job', 'Figma', { has: held('figma', 'viewer', { cause: 'birthright' }) }],
  ['held-without-end', 'Wiki', { has: held('wiki', 'writer', {}) }],
  ['asked-elsewhere', 'Figma: editor', { elsewhere: [entitlementId('figma', 'editor')] }],
  [
    'emergency-held',
    'Vault: admin',
    { has: held('vault', 'admin', { end: at(6 * DAY) }), asked: { breakGlass: true } },
  ],
  [
    'not-begun',
    'Vault: admin',
    {
      has: held('vault', 'admin', { end: at(6 * DAY), hold: { for: milliseconds(HOUR * 60_000), began: null } }),
    },
  ],
  [
    'too-long-in-all',
    'Figma: editor',
    { has: held('figma', 'editor', { end: at(8 * DAY) }), asked: { duration: WEEK } },
  ],
  ['conflict', 'Bank: payer', { has: held('bank', 'checker', { end: at(10 * DAY) }) }],
];

describe('who asks for somebody', () => {
  it.each(EXAMPLES)(
    'is told %s as their manager, or on the form of their work, and else nothing',
    (because, line, around) => {
      expect(refusalOf('tomasz', line, around)).toBe(because);
      expect(refusalOf('ben', line, { ...around, onForm: true })).toBe(because);
      const { asked = {} } = around;
      const told = answer('ben', line, around);
      expect(told).toMatchObject({ ok: true, extends: null });
      expect(told).toEqual(answer('ben', line, { asked }));
    },
  );

  it('is told what they ask for twice themselves, on one form or on two', () => {
    const editor = [entitlementId('figma', 'editor')];
    expect(refusalOf('ben', 'Figma: editor', { beside: editor })).toBe('asked-already');
    expect(refusalOf('ben', 'Figma: editor', { elsewhere: editor, askedByThem: editor })).toBe('asked-elsewhere');
    expect(refusalOf('ben', 'Wiki', { elsewhere: editor, askedByThem: editor })).toBeNull();
  });
});
