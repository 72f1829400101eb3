/**
 * A case may be proved, or open again, by what another case's reconcile has shown. It is asked by a job of its own, which is
 * committed with that reading.
 */
import { type CaseState, foldCase, isSettled, itemsOf } from '../../core/evidence/index.ts';
import { wanted } from '../../core/grant/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import { isToBeLookedAt, type Standing } from '../../core/request/index.ts';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import type { OthersAsked } from '../../ports/engine.ts';
import type { CaseRow } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import { reroute } from '../requests/reroute.ts';
import type { World } from '../world.ts';
import { endsSaid, isAsking } from './endsSaid.ts';
import type { Run } from './run.ts';

export type Others = Omit<OthersAsked, 'lane'> | null;

/**
 * `than`: asked with the reading itself. `null` = there is nobody else to ask. A case that comes about from here on brings an
 * edit, and a run of its own.
 */
export async function othersToAsk(
  { store }: World,
  { lease: { account }, wanted: { state } }: Run,
  than: CaseId | null,
): Promise<Others> {
  const cases = isLow(state) ? null : await store.read.cases({ person: account.person });
  const isAsked = cases === null || cases.some((one) => mayBeAsked(one, than) || isOpenRequest(one));
  return isAsked ? { others: account.id, than } : null;
}

/** Repeated, it finds that all is said. */
export async function askOtherCases(world: World, { others, than }: OthersAsked): Promise<void> {
  const { store, engine, rules, folded } = world;
  const [person, force] = await Promise.all([store.read.personOfAccount(others), rules.current()]);
  if (person === null || force === null) return;
  const [ledger, now] = await Promise.all([store.read.person(person), store.read.now()]);
  const account = ledger.accounts.find(({ id }) => id === others);
  if (account === undefined) return;
  const { state } = wanted(ledger, account, now);
  // They may be asked about what others want: whoever is asked in their place hears of it now.
  if (isLow(state)) await reroute(world, person);
  const standing = { ledger, policy: force.policy, now };
  const mayEnd = (row: CaseRow) => row.state === 'open' || state === 'deactivated';
  const isRequest = ({ kind }: CaseRow) => kind === 'access-request';
  const rows = (await store.read.cases({ person })).filter(
    (row) => mayBeAsked(row, than) || (isRequest(row) && mayEnd(row)),
  );
  // As committed, and without a lock: somebody with a hundred requests has a hundred cases, and most have nothing to say.
  for (const { row, state: asked } of await folded.of(person, rows)) {
    // Whose work has changed or ended: what is asked for them may go on otherwise, or not at all.
    const isAsked = isRequest(row) || (isAsking(asked) && asked.request.lines.some(isLive));
    if (isAsked && mayEnd(row) && row.issueId !== '' && (isLow(state) || isToBeLookedAt(asked, standing)))
      await engine.send({ lane: 'look', issue: row.issueId });
    if (mayBeAsked(row, than) && hasToSay(asked, standing)) await say(world, row.id, { policy: force.policy, person });
  }
}

const isLow = (state: ReturnType<typeof wanted>['state']) => state === 'deactivated' || state === 'suspended';

const mayBeAsked = ({ id, state }: CaseRow, than: CaseId | null) => id !== than && state !== 'refused';
const isOpenRequest = ({ kind, state }: CaseRow) => kind === 'access-request' && state === 'open';

/** Whoever commits something after this was read has a reading of their own to come, which asks again. */
function hasToSay(state: CaseState, { ledger, policy, now }: Standing): boolean {
  if (endsSaid(state, ledger, [], policy, now).length > 0) return true;
  return state.accepted && isSettled(itemsOf(state, ledger, now)) !== state.proved;
}

/** That it is proved, or open again; or what another case has ended of what was asked for on it. */
async function say(
  world: World,
  id: CaseId,
  { policy, person }: { readonly policy: Policy; readonly person: PersonId },
): Promise<void> {
  const { timing } = world;
  await world.store.transaction(
    async (tx) => {
      const ledger = await tx.lockPerson(person);
      const state = foldCase(id, await tx.lockCase(id));
      const events = endsSaid(state, ledger, [], policy, tx.now);
      await commitCase(tx, { ledger, state, events, settings: policy.settings, timing, edits: false, mayProve: true });
    },
    { person, case: id },
  );
}

const isLive = ({ ended }: CaseState['request']['lines'][number]) => ended === null;
