/** What one comment says. */
import { describe, expect, it } from 'vitest';
import { account, at, grant, group, joining, leaving, theCase } from '../../../test/support/build.ts';
import { changes, joins, leaves, minute, texts } from '../../../test/support/forms.ts';
import { given, HIRED } from '../../../test/support/given.ts';
import { told } from '../../../test/support/told.ts';
import { policyVersion, providerAccountId } from '../shared/ids.ts';
import type { TenureEvent } from './model.ts';

const hired = given(HIRED);
const own = account();
const joined = (name: string, place: number): TenureEvent => ({
  type: 'MembershipVerified',
  account: own.id,
  group: group(name),
  name,
  under: [grant(`${joining}#${place}`, [], 0).id],
  givenByUs: true,
  at: at(0),
});
const open: TenureEvent = {
  type: 'AccountVerified',
  account: own.id,
  providerId: providerAccountId('u1'),
  state: 'active',
  loweredByUs: null,
  at: at(0),
};
const proved: TenureEvent = { type: 'CaseProved', items: 4, accepted: 0, at: at(0) };

describe('a joiner’s comment', () => {
  it('says who, what begins, why, and what was read back', () =>
    expect(told(given(), [...HIRED.events, open, joined('all', 1), joined('figma-viewers', 2), proved])).toEqual([
      expect.stringMatching(
        /^\[info\] Mara Lindt: employee from 2026-01-05, open-ended\. Decided under policy \w{12}\.$/,
      ),
      '# Access that begins',
      `Access | Groups | Because | From | Until
all | all | reference table, row all | 2026-01-05 | while it applies
figma:viewer | figma-viewers | reference table, row science | 2026-01-05 | while it applies
science | science | reference table, row science | 2026-01-05 | while it applies`,
      '# Done and read back',
      `What | Where | Why | Read back (Europe/Zurich)
Account open | okta |  | 2026-01-05
Joined | all | all (reference table, row all) | 2026-01-05
Joined | figma-viewers | figma:viewer (reference table, row science) | 2026-01-05`,
      expect.stringMatching(
        /^\[success\] Proved: all 4 items were read back\. 2026-01-05\. Evidence up to event 12, chain head 1{16}\.$/,
      ),
    ]));

  it('lists what waits for people, and what is no part of the proof', () => {
    const form = joins({ hardware: 'Laptop', applications: texts('Figma: editor', 'Nothing known') });
    expect(told(given(), given().when(form)).slice(-2)).toEqual([
      '# For people',
      `- Figma: editor: asked for, waits for a decision. It is not part of this case’s proof.
- Nothing known: not in the catalogue. Ask its owner to add it.
- Laptop: a sub-task for a person holds this case open.`,
    ]);
  });

  it('says until when, and what was asked for on the form', () => {
    const comment = told(given(), given().when(joins({ end: minute(3000), applications: 'Figma' }))).join('\n');
    expect(comment).toContain('employee from 2026-01-05, until 2026-01-07.');
    expect(comment).toContain('figma:viewer | figma-viewers | asked for on the form | 2026-01-05 | 2026-01-07');
  });
});

describe('a mover’s comment', () => {
  const moved = hired.when(changes({ department: 'Sales' }), 5);

  it('says what begins and what ends, and when', () =>
    expect(told(hired, moved, theCase('changing')).slice(1)).toEqual([
      '# Access that begins',
      'Access | Groups | Because | From | Until\nsales | sales | reference table, row sales | 2026-01-05 | while it applies',
      '# Access that ends',
      `Access | Groups | Ends
figma:viewer | figma-viewers | 2026-01-06
science | science | 2026-01-06`,
    ]));

  it('dated ahead says so, and nothing else', () =>
    expect(told(hired, hired.when(changes({ department: 'Sales', start: minute(3000) }), 5))).toEqual([
      '[info] Accepted, to take effect on 2026-01-07. Nothing changes before.',
    ]));
});

describe('a leaver’s comment', () => {
  const leaver: readonly TenureEvent[] = [
    { type: 'MembershipsRecorded', account: own.id, groups: [], at: at(5) },
    { ...open, state: 'deactivated', loweredByUs: 'deactivated' },
    { type: 'RemovalVerified', account: own.id, group: group('all'), name: 'all', at: at(5) },
    { type: 'DirectAppRemoved', account: own.id, app: 'app1', name: 'Figma', at: at(5) },
    { type: 'SessionsEnded', account: own.id, at: at(5) },
  ];
  const receipt = (remaining: readonly string[]): TenureEvent => ({
    type: 'LeaverVerified',
    account: own.id,
    state: 'deactivated',
    remaining: remaining.map((name) => ({ group: group(name), name, owner: 'rule' as const })),
    at: at(5),
  });

  it('says what was taken, without a reason for each: the case is the reason', () =>
    expect(told(hired, leaver, leaving)).toEqual([
      '# Done and read back',
      `What | Where | Read back (Europe/Zurich)
0 memberships recorded before anything was taken | okta | 2026-01-05
Account closed | okta | 2026-01-05
Left | all | 2026-01-05
Direct assignment removed | Figma | 2026-01-05
Sessions and tokens ended | okta | 2026-01-05`,
    ]));

  it('says of the closing read what is left, and whose it is', () => {
    expect(told(hired, [receipt([])], leaving)[1]).toContain('Closing read of everything | okta | nothing is left');
    expect(told(hired, [receipt(['x', 'y'])], leaving)[1]).toContain('left to their owners: x (rule), y (rule)');
  });

  it.each<[number, string]>([
    [3, 'some hours'],
    [1440, '1 day'],
    [2900, '2 days'],
  ])('filed %i minutes late says how long access stood open: %s', (late, gap) => {
    const events = hired.when(leaves({ end: minute(10) }), 10 + late);
    expect(told(hired, events, leaving).join('\n')).toContain(`access stood open ${gap} longer than asked for.`);
  });
});

it('an edit that moves nobody says just that it was accepted, and under which policy', () =>
  expect(
    told(hired, [
      { type: 'FormAccepted', digest: 'd', policy: policyVersion('ab'.repeat(32)), personal: { notify: [] } },
    ]),
  ).toEqual(['[info] Mara Lindt. Decided under policy abababababab.']));
