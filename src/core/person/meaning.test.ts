/** What somebody asked for, when the catalogue means other groups by it. */
import { describe, expect, it } from 'vitest';
import { at, engagement, evolved, grant, group, joining, ledger, okta, policy } from '../../../test/support/build.ts';
import type { Grant } from '../grant/model.ts';
import { changeSetId, entitlementId, type GroupId, grantId, groupName } from '../shared/ids.ts';
import { narrowings, widenings } from './meaning.ts';
import type { Entitled } from './rules.ts';

const [a, b, c] = [group('a'), group('b'), group('c')];
const viewer = entitlementId('figma', 'viewer');
const holds = { kind: 'entitlement', entitlement: viewer } as const;
const changeSet = changeSetId('set');

const meaning = (groups: readonly GroupId[], edit: Partial<Entitled> = {}): Entitled => ({
  holds,
  groups,
  risk: 'low',
  rows: [],
  missing: [],
  manual: null,
  ...edit,
});
const asked = (groups: readonly GroupId[], edit: Partial<Grant> = {}) =>
  grant('asked', groups, 0, null, { holds, cause: 'request', ...edit });

interface Case {
  readonly grants: readonly Grant[];
  readonly means: Entitled | null;
}
const at5 = ({ grants, means }: Case) => ({
  ledger: ledger({ engagements: [engagement()], grants }),
  meaningOf: () => means,
  by: joining,
  changeSet,
  now: at(5),
});
const narrowed = (of: Case) => narrowings(at5(of), engagement());
const widened = (of: Case, before: readonly GroupId[], groups: readonly GroupId[]) =>
  widenings({
    ...at5(of),
    policy,
    added: [{ entitlement: viewer, before, groups }],
    nextId: () => grantId('new'),
  });

describe('what an entitlement no longer means', () => {
  it('is taken from the grant at once, and stays as a part that was held until now', () => {
    const of = { grants: [asked([a, b])], means: meaning([a]) };
    const events = narrowed(of);
    expect(events).toMatchObject([
      { type: 'GrantNarrowed', grant: 'asked', groups: [b], apart: 'asked~1', end: at(5) },
    ]);
    const [rest, part] = evolved(at5(of).ledger, events).grants;
    expect(rest).toMatchObject({ id: 'asked', groups: [a], end: null });
    expect(part).toMatchObject({ groups: [b], start: { at: at(0) }, end: at(5), endedBy: joining, changeSet });
  });

  it('is taken a second time under another name', () => {
    const earlier = asked([c], { id: grantId('asked~1'), end: at(2) });
    expect(narrowed({ grants: [asked([a, b]), earlier], means: meaning([a]) })).toMatchObject([{ apart: 'asked~2' }]);
  });

  it.each<[string, Case]>([
    [
      'comes with the job: the table has its own way',
      { grants: [asked([a, b], { cause: 'birthright' })], means: meaning([a]) },
    ],
    ['is over', { grants: [asked([a, b], { end: at(5) })], means: meaning([a]) }],
    ['is of another engagement', { grants: [asked([a, b], { engagement: engagement().id })], means: null }],
    [
      'has a name the provider does not know',
      { grants: [asked([a, b])], means: meaning([a], { missing: [groupName(okta, 'b')] }) },
    ],
    ['is opened by hand from now on', { grants: [asked([a, b])], means: meaning([], { manual: 'open it' }) }],
    ['has other groups in the place of all it had', { grants: [asked([a, b])], means: meaning([c]) }],
    ['means the same', { grants: [asked([a, b])], means: meaning([b, a, c]) }],
  ])('is left where it %s', (_, of) => expect(narrowed(of)).toEqual([]));
});

describe('what an entitlement means besides', () => {
  it('is added to who asked for it, under the version that was decided', () => {
    const of = { grants: [asked([a])], means: meaning([a, b]) };
    const events = widened(of, [a], [b]);
    expect(events).toEqual([{ type: 'GrantWidened', grant: 'asked', groups: [b], policy, changeSet }]);
    expect(evolved(at5(of).ledger, events).grants).toMatchObject([{ id: 'asked', groups: [a, b], changeSet: null }]);
  });

  it('takes the place of what it meant before in one step', () => {
    const of = { grants: [asked([a])], means: meaning([b]) };
    expect(evolved(at5(of).ledger, widened(of, [a], [b])).grants).toMatchObject([
      { id: 'asked', groups: [b], end: null },
      { groups: [a], end: at(5) },
    ]);
  });

  it('is given beside what was taken over group by group, by who holds all it meant, and ends with the first of them', () => {
    const adopted = (id: string, of: GroupId, to: number) =>
      grant(id, [of], 0, to, { cause: 'adopted', review: at(to - 1) });
    const of = { grants: [adopted('one', a, 30), adopted('other', b, 20)], means: meaning([a, b, c]) };
    expect(widened(of, [a, b], [c])).toMatchObject([
      { type: 'GrantGiven', grant: { holds, groups: [c], cause: 'adopted', end: at(20), review: at(19), rows: [] } },
    ]);
    expect(widened({ ...of, grants: of.grants.slice(1) }, [a, b], [c])).toEqual([]);
  });

  it.each<[string, Case]>([
    ['comes with the job', { grants: [asked([a], { cause: 'birthright' })], means: meaning([a, b]) }],
    ['is over', { grants: [asked([a], { end: at(4) })], means: meaning([a, b]) }],
    ['has it already', { grants: [asked([a, b])], means: meaning([a, b]) }],
    ['was taken out again by a later catalogue', { grants: [asked([a])], means: meaning([a]) }],
    ['is in the catalogue no more', { grants: [asked([a])], means: null }],
  ])('is not for what %s', (_, of) => expect(widened(of, [a], [b])).toEqual([]));

  it('is nobody’s who was taken over when it meant no group at all', () => {
    const adopted = grant('one', [a], 0, null, { cause: 'adopted' });
    expect(widened({ grants: [adopted], means: meaning([b]) }, [], [b])).toEqual([]);
  });
});
