/**
 * A case may be proved, or open again, by what another case's reconcile has shown. It is asked by a job of its own, which is
 * committed with that reading.
 */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import { wanted } from '../../core/grant/index.ts';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import type { OthersAsked } from '../../ports/engine.ts';
import type { CaseRow } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import { reroute } from '../requests/reroute.ts';
import type { RulesInForce } from '../rules.ts';
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
  const { store, engine, rules } = world;
  const [person, force] = await Promise.all([store.read.personOfAccount(others), rules.current()]);
  if (person === null || force === null) return;
  const [ledger, now] = await Promise.all([store.read.person(person), store.read.now()]);
  const account = ledger.accounts.find(({ id }) => id === others);
  if (account === undefined) return;
  const { state } = wanted(ledger, account, now);
  // They may be asked about what others want: whoever is asked in their place hears of it now.
  if (isLow(state)) await reroute(world, person);
  for (const row of await store.read.cases({ person })) {
    // Whose work has changed or ended: what is asked for them may go on otherwise, or not at all.
    const mayEnd = row.state === 'open' || state === 'deactivated';
    if (row.kind === 'access-request' && mayEnd && row.issueId !== '')
      await engine.send({ lane: 'look', issue: row.issueId });
    if (mayBeAsked(row, than)) await askWhetherProved(world, row.id, { force, person, mayEnd });
  }
}

const isLow = (state: ReturnType<typeof wanted>['state']) => state === 'deactivated' || state === 'suspended';

const mayBeAsked = ({ id, state }: CaseRow, than: CaseId | null) => id !== than && state !== 'refused';
const isOpenRequest = ({ kind, state }: CaseRow) => kind === 'access-request' && state === 'open';

interface Asked {
  readonly force: RulesInForce;
  readonly person: PersonId;
  readonly mayEnd: boolean;
}

async function askWhetherProved(world: World, id: CaseId, { force: { policy }, person, mayEnd }: Asked): Promise<void> {
  await world.store.transaction(
    async (tx) => {
      const ledger = await tx.lockPerson(person);
      const state = foldCase(id, await tx.lockCase(id));
      // Another case may have ended what was asked for on this one.
      const events = endsSaid(state, ledger, [], policy, tx.now);
      const { settings } = policy;
      await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: false, mayProve: true });
      const asks = isAsking(state) && state.kind !== 'access-request' && state.request.lines.some(isLive);
      if (asks && mayEnd && state.issue !== null) await tx.send({ lane: 'look', issue: state.issue.id });
    },
    { person, case: id },
  );
}

const isLive = ({ ended }: CaseState['request']['lines'][number]) => ended === null;
