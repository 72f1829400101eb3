/**
 * Planning an adoption: list what is there, keep the list, file the issue it is shown on. Planned again while nobody
 * has confirmed it, the new list takes the old one's place on the same issue.
 */
import type { AdoptionList, AdoptionScope } from '../../core/adoption/index.ts';
import { foldCase } from '../../core/evidence/index.ts';
import type { IssueRef, TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger } from '../../core/grant/index.ts';
import type { CaseSettings } from '../../core/policy/model.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { adoptionId, caseId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { Fault } from '../../ports/fault.ts';
import type { AdoptionRow } from '../../ports/store.ts';
import type { OwnIssue } from '../../ports/tracker.ts';
import { commitCase } from '../commit.ts';
import { beginsAttempt, somebodyIsAtIt, underWay } from '../ownIssues.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { type Listed, listAdoption } from './listing.ts';
import { scopeName } from './words.ts';

export type PlanRefusal = 'no-adoption-case' | 'under-way';

export interface PlannedAdoption extends Listed {
  readonly row: AdoptionRow;
  readonly issue: IssueRef;
}

export async function planAdoption(
  world: World,
  scope: AdoptionScope,
  by: string,
): Promise<Outcome<PlannedAdoption, PlanRefusal>> {
  const force = await world.rules.current();
  const settings = force?.rules.caseSettings('adoption');
  if (force === null || settings === undefined) return refuse('no-adoption-case');
  const listed = await listAdoption(world, scope);
  const row = await keepList(world, listed, by);
  if (row === null) return refuse('under-way');
  const issue = row.issue ?? (await fileIssue(world, row, settings));
  return accept({ ...listed, issue, row: await show(world, force, row, issue, listed.list) });
}

/** The list is stored before anybody outside hears of it; `null` = one of this scope is being applied right now. */
async function keepList(world: World, { list, at }: Listed, by: string): Promise<AdoptionRow | null> {
  const same = (row: AdoptionRow) => canonical(row.scope) === canonical(list.scope);
  const rows = (await world.store.read.adoptions()).filter((row) => row.state !== 'done' && same(row));
  const [present] = rows;
  if (present?.state === 'applying') return null;
  // Nothing has changed: whose list it is has not either.
  if (present?.state === 'listed' && present.hash === list.hash) return present;
  return world.store.transaction(async (tx) => {
    const locked = present === undefined ? null : await tx.lockAdoption(present.id);
    if (locked?.state === 'applying' || locked?.state === 'done') return null;
    const row: AdoptionRow = {
      id: present?.id ?? adoptionId(world.freshId()),
      scope: list.scope,
      state: 'filing',
      case: locked?.case ?? null,
      issue: locked?.issue ?? null,
      filingSince: locked?.filingSince ?? null,
      ...(locked?.triedAt === undefined ? {} : { triedAt: locked.triedAt }),
      by,
      policy: list.policy,
      hash: list.hash,
      counts: list.counts,
      at,
      confirmedBy: null,
      createdAt: present?.createdAt ?? tx.now,
    };
    await tx.saveAdoption(row);
    const items = list.items.map(
      (item) => ({ account: item.account, person: null, state: 'listed', events: null, item }) as const,
    );
    await tx.saveAdoptionItems(row.id, items);
    return row;
  });
}

/** Findable: that it was asked for is committed first, and our id is in the issue. */
async function fileIssue(world: World, { id }: AdoptionRow, settings: CaseSettings): Promise<IssueRef> {
  const { store, tracker } = world;
  let tried: Instant | undefined;
  const inTime = beginsAttempt(world, () =>
    store.transaction(async (tx) => {
      const row = await tx.lockAdoption(id);
      if (row === null || row.issue !== null || row.triedAt !== tried) return false;
      await tx.saveAdoption({ ...row, triedAt: tx.now });
      tried = tx.now;
      return true;
    }),
  );
  const begun = await store.transaction(async (tx) => {
    const row = await tx.lockAdoption(id);
    if (row === null) throw new Error(`adoption ${id} is not in the store`);
    if (row.issue !== null) return { row };
    const busy = underWay(row.triedAt, tx.now);
    if (busy !== null) {
      await tx.saveAdoption({ ...row, triedAt: busy.since });
      return { free: busy.free };
    }
    await tx.saveAdoption({ ...row, filingSince: row.filingSince ?? tx.now, triedAt: tx.now });
    tried = tx.now;
    return { row };
  });
  if ('free' in begun) throw somebodyIsAtIt(begun.free);
  const { row } = begun;
  if (row.issue !== null) return row.issue;
  try {
    const made = await tracker.fileIssue(id, ownIssue(row, settings), row.filingSince, inTime);
    return { connection: tracker.connection, ...made };
  } catch (trouble) {
    // It may be there, and the search not show it yet: the next one waits as if somebody were at it still.
    if (!(trouble instanceof Fault && trouble.outcomeUnknown)) {
      await store.transaction(async (tx) => {
        const kept = await tx.lockAdoption(id);
        if (kept === null) return;
        const { triedAt, ...free } = kept;
        // Late, somebody else may be at it by now. Where it was the first attempt, no issue has to be looked for either.
        if (triedAt === tried) await tx.saveAdoption({ ...free, filingSince: row.filingSince });
      });
    }
    throw trouble;
  }
}

const ownIssue = ({ scope }: AdoptionRow, { project, issueType }: CaseSettings): OwnIssue => ({
  project,
  issueType,
  title: `Adopt existing access: ${scopeName(scope)}`,
  body: [
    {
      block: 'paragraph',
      text: [
        { text: 'Tenure takes over accounts and access that are there already: ' },
        { text: scopeName(scope), style: 'strong' },
        {
          text: '. Nothing is changed at the identity provider. The list, with its hash, is in the comments and attached as a table.',
        },
      ],
    },
  ],
});

async function show(
  world: World,
  { policy }: RulesInForce,
  row: AdoptionRow,
  issue: IssueRef,
  { scope, hash, counts, policy: version }: AdoptionList,
): Promise<AdoptionRow> {
  const on = caseId(issue.connection, issue.id);
  return world.store.transaction(async (tx) => {
    const state = foldCase(on, await tx.lockCase(on));
    const locked = await tx.lockAdoption(row.id);
    // Somebody else's list came in between, or the same was shown by an attempt that was cut off later.
    if (locked === null || locked.hash !== hash || locked.state !== 'filing') return locked ?? row;
    const events: TenureEvent[] = [
      ...(state.kind === null ? [{ type: 'CaseOpened', kind: 'adoption', issue, filedBy: row.by } as const] : []),
      { type: 'AdoptionListed', scope, policy: version, hash, counts, by: row.by, at: row.at },
    ];
    const { settings } = policy;
    const timing = world.timing;
    await commitCase(tx, { ledger: emptyLedger, state, events, settings, timing, edits: false, mayProve: false });
    const shown: AdoptionRow = { ...locked, state: 'listed', case: on, issue };
    await tx.saveAdoption(shown);
    return shown;
  });
}
