import { expect, it } from 'vitest';
import { account, at, engagement, grant, group, ledger, record, theCase } from '../../../test/support/build.ts';
import { exceptionId } from '../shared/ids.ts';
import { type CaseState, newCase } from './caseState.ts';
import { itemsOf } from './items.ts';

const eng = group('eng');
const asked = theCase('asked');
const lent = grant('lent', [eng], 10, 60, { givenBy: asked, endedBy: asked, until: at(60) });
/** Let in by another hand under that grant, and still there after it. */
const held = ledger({
  engagements: [engagement()],
  accounts: [account()],
  grants: [lent],
  records: [record(eng, { givenByUs: false, verifiedAt: at(5) })],
});

type Detail = CaseState['exceptions'][number]['detail'];
const accepting = (kind: string, detail: Detail): CaseState => ({
  ...{ ...newCase(asked), kind: 'change', accepted: true },
  exceptions: [
    { id: exceptionId('x'), kind, group: eng, account: account().id, detail, verdict: 'accept', by: 'ines' },
  ],
});
const ofGroup = (state: CaseState, minute: number) =>
  itemsOf(state, held, at(minute)).flatMap(({ what, ref, state: is }) => (ref === eng ? [`${what} ${is}`] : []));

it.each<[string, string, Detail, string, string]>([
  ['that nobody is let in', 'protected-group', { wanted: 'present' }, 'accepted', 'pending'],
  ['that nobody is out', 'protected-group', { wanted: 'absent' }, 'pending', 'accepted'],
  ['that letting in was refused', 'provider-refused', { change: 'add-member' }, 'accepted', 'pending'],
  ['that taking out was refused', 'provider-refused', { change: 'remove-member' }, 'pending', 'accepted'],
  ['that they are back', 'back-after-removal', {}, 'pending', 'accepted'],
  ['what an older version said without a way', 'group-not-writable', {}, 'accepted', 'pending'],
])('accepted, %s counts for that and not for the other', (_, kind, detail, before, after) => {
  const state = accepting(kind, detail);
  expect([ofGroup(state, 20), ofGroup(state, 70)]).toEqual([[`membership ${before}`], [`removal ${after}`]]);
});

it('of an older version, an offboarding asked for the way out alone', () => {
  const leaving = theCase('leaving');
  const ended = { ...held, grants: [grant('old', [eng], 0, 60, { endedBy: leaving })] };
  const state = { ...accepting('group-not-writable', {}), id: leaving, kind: 'offboarding' as const };
  expect(itemsOf(state, ended, at(70))).toContainEqual({ what: 'removal', ref: eng, state: 'accepted' });
});

it.each([
  ['what is let be of the way in says nothing of the closing', 'lowered-by-other-hand', 'pending'],
  ['that the sign-in was opened again is about the closing', 'raised-by-other-hand', 'accepted'],
])('on an offboarding, %s', (_, kind, expected) => {
  const leaving = theCase('leaving');
  const gone = { ...held, engagements: [{ ...engagement(), end: at(60), endedBy: leaving }] };
  const raised = { ...accepting(kind, {}), id: leaving, kind: 'offboarding' as const };
  const state = { ...raised, exceptions: raised.exceptions.map((one) => ({ ...one, group: null })) };
  expect(itemsOf(state, gone, at(70))).toContainEqual({ what: 'closing', ref: account().id, state: expected });
});
