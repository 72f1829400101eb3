/**
 * An emergency does not wait for the tracker: raised outside it, it is decided before its issue is filed, on a case known
 * by our own name. The issue is filed as that of any other request, at once or when the tracker answers again; from then on
 * the case stands on it, and everything is told there with the time at which it happened.
 */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import type { IssueRef, TenureEvent } from '../../core/evidence/model.ts';
import { decideRequest } from '../../core/request/index.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import { type CaseId, caseId } from '../../core/shared/ids.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { CaseRow } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { commitRequest } from './commit.ts';
import { approverFacts, askedAbout } from './facts.ts';
import { askedElsewhere } from './openAsks.ts';
import { raisedLook } from './raisedLook.ts';

/** The same for one request however often it is sent; no tracker of tenure.yaml is called like this. */
const nameOf = (key: RaisedRow['key']): CaseId => caseId('tenure', sha256(key).slice(0, 24));

/** The case an issue stands for: its own, or the one that was begun before there was an issue. */
export async function caseOn(
  { store }: World,
  { connection, id }: Pick<IssueRef, 'connection' | 'id'>,
): Promise<CaseRow | null> {
  const own = await store.read.case(caseId(connection, id));
  if (own !== null) return own;
  const raised = await store.read.raisedAs(id);
  return raised === null ? null : store.read.case(nameOf(raised.key));
}

/** The case this request was decided on ahead of its issue; `null` = there is none, it is decided on its issue. */
export const caseAhead = ({ store }: World, { key }: RaisedRow): Promise<CaseRow | null> =>
  store.read.case(nameOf(key));

/** What was raised outside the tracker and became this request; `null` = it was asked on an issue. */
export async function raisedBehind(
  { store: { read } }: World,
  { id, issue, person }: CaseState,
): Promise<RaisedRow | null> {
  if (issue !== null) return read.raisedAs(issue.id);
  const kept = person === null ? [] : await read.unfiledAbout(person);
  return kept.find(({ key }) => nameOf(key) === id) ?? null;
}

/** Once, whoever comes first: an issue that is there already is looked at like any other. */
export async function decideAhead(world: World, force: RulesInForce, row: RaisedRow): Promise<CaseId | null> {
  const { policy, rules } = force;
  const settings = rules.caseSettings('access-request');
  if (!row.breakGlass || row.issue !== null || settings === undefined) return null;
  const { store } = world;
  const id = nameOf(row.key);
  const asking = { ...askedAbout(policy, null, [row.asker]), entitlements: row.lines };
  // Who is in a group is asked when somebody is to answer; what is given at once waits for no provider.
  const known = { people: null, groups: 'none' } as const;
  const facts = await approverFacts(world, force, await store.read.person(row.beneficiary), asking, known);
  const look = await raisedLook(world, force, settings, row, facts);
  return store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(row.beneficiary);
    const state = foldCase(id, await tx.lockCase(id));
    if (state.openedAt !== null) return id;
    if ((await tx.lockRaised(row.key))?.issue != null) return null;
    const elsewhere = await askedElsewhere(tx, row.beneficiary, id, row.asker);
    const raised = { by: row.asker, channel: row.channel };
    const decided = decideRequest({ ...look, raised, ...elsewhere, state, ledger, now: tx.now });
    const events = decided.map(
      (event): TenureEvent => (event.type === 'CaseOpened' ? { ...event, issue: null } : event),
    );
    await commitRequest(world, tx, policy, { ledger, state, events });
    return id;
  });
}
