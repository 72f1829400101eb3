/**
 * The case of a policy change. Counting, holding and confirming are decided on the change set; its issue is told of it
 * by a job of its own, so that a tracker that is down keeps no policy from its work, and a lost job loses no word:
 * what the issue has been told is compared with how the change set stands.
 */
import { foldCase } from '../../core/evidence/index.ts';
import type { IssueRef, RecordedEvent, TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger } from '../../core/grant/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { type ChangeSetId, caseId, policyVersion } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { PolicyChange } from '../../ports/policyChanges.ts';
import type { ToldSet } from '../../ports/toldSets.ts';
import type { OwnIssue } from '../../ports/tracker.ts';
import { commitCase } from '../commit.ts';
import { beginsAttempt, somebodyIsAtIt, underWay } from '../ownIssues.ts';
import type { World } from '../world.ts';
import { countedFor } from './changeSets.ts';
import { givingShown, hasGivingNews, type ToldWith, tellGiving } from './givingCase.ts';
import type { RulesInForce } from './rules.ts';

type Shown = Extract<TenureEvent, { readonly type: 'PolicyChangeShown' | 'GivingShown' }>;

export async function tellPolicyChange(world: World, id: ChangeSetId): Promise<undefined> {
  const force = await world.rules.current();
  const root = await rootOf(world, id);
  if (force === null || root === null) return;
  if (root.gives !== undefined) await tellGiving(world, force, await setsOf(world, root.id));
  if (root.change === undefined) return;
  const issue = root.change.issue ?? (await fileIssue(world, force, root));
  if (issue !== null) await show(world, force, root, issue);
}

/** Sets whose issue has not been told how they stand now. Reads no policy: this is asked every minute. */
export async function untoldChanges(world: World): Promise<readonly ChangeSetId[]> {
  const force = await world.rules.current();
  if (force === null) return [];
  const filesChanges = force.rules.caseSettings('policy-change') !== undefined;
  const untold: ChangeSetId[] = [];
  for (const id of await world.store.read.changeSetsToTell()) {
    const sets = await setsOf(world, id);
    const { change, gives } = sets[0]?.row ?? {};
    const on = change?.issue ?? null;
    const given = gives?.kind === 'missing' ? gives.case : null;
    const told = given ?? (on === null ? null : caseId(on.connection, on.id));
    const stream = told === null ? [] : await world.store.read.stream(told);
    const shown =
      gives !== undefined
        ? told !== null && hasGivingNews(sets, stream)
        : filesChanges && sets.flatMap((kept) => shownOf(kept, change)).some((event) => isNews(event, stream));
    if (shown) untold.push(id);
  }
  return untold;
}

/** Whoever is counted anew belongs to the change they were counted for first; whom a policy missed, to none before. */
async function rootOf(world: World, id: ChangeSetId): Promise<ToldSet | null> {
  const row = (await world.store.read.changeSetFamily(id)).find((one) => one.id === id) ?? null;
  const before = row === null ? null : countedFor(row);
  return before === null ? row : rootOf(world, before);
}

/**
 * Findable: that it was asked for is committed first, and our id is in the issue. `null` = no such kind of case.
 */
async function fileIssue(world: World, { rules }: RulesInForce, { id }: ToldSet): Promise<IssueRef | null> {
  const settings = rules.caseSettings('policy-change');
  if (settings === undefined) return null;
  const { store, tracker } = world;
  let tried: Instant | undefined;
  const inTime = beginsAttempt(world, () =>
    store.transaction(async (tx) => {
      const row = await tx.lockChangeSet(id);
      if (row?.change === undefined || row.change.issue !== null || row.change.triedAt !== tried) return false;
      await tx.saveChangeSet({ ...row, change: { ...row.change, triedAt: tx.now } });
      tried = tx.now;
      return true;
    }),
  );
  const change = await store.transaction(async (tx) => {
    const row = await tx.lockChangeSet(id);
    if (row?.change === undefined) return null;
    const { filingSince, issue, triedAt } = row.change;
    if (issue !== null) return { ...row.change, row };
    const busy = underWay(triedAt, tx.now);
    if (busy !== null) {
      await tx.saveChangeSet({ ...row, change: { ...row.change, triedAt: busy.since } });
      return { free: busy.free };
    }
    await tx.saveChangeSet({ ...row, change: { ...row.change, filingSince: filingSince ?? tx.now, triedAt: tx.now } });
    tried = tx.now;
    return { ...row.change, row };
  });
  if (change === null) return null;
  if ('free' in change) throw somebodyIsAtIt(change.free);
  if (change.issue !== null) return change.issue;
  const { project, issueType } = settings;
  const made = await tracker.fileIssue(id, { project, issueType, ...wordsOf(change.row) }, change.filingSince, inTime);
  return { connection: tracker.connection, ...made };
}

const wordsOf = ({ origin }: ToldSet): Pick<OwnIssue, 'title' | 'body'> => ({
  title: `Policy change ${origin.ref.slice(0, 12)} by ${origin.actor}`,
  body: [
    {
      block: 'paragraph',
      text: [
        {
          text: 'A new version of the policy files. What it changes, who agreed and what became of it is in the comments.',
        },
      ],
    },
  ],
});

async function show(world: World, { policy }: RulesInForce, root: ToldSet, issue: IssueRef): Promise<void> {
  const on = caseId(issue.connection, issue.id);
  const sets = await setsOf(world, root.id);
  await world.store.transaction(async (tx) => {
    const stream = await tx.lockCase(on);
    const state = foldCase(on, stream);
    const locked = await tx.lockChangeSet(root.id);
    if (locked?.change === undefined) return;
    const shown = sets.flatMap((kept) => shownOf(kept, locked.change));
    const news = shown.filter((event) => isNews(event, stream));
    const isOver = sets.every(({ row }) => row.state === 'done' || row.state === 'rejected');
    // Of all its sets, also those the issue was told of before.
    const applied = shown.reduce((sum, event) => sum + event.applied, 0);
    const events: TenureEvent[] = [
      ...(state.kind === null
        ? [{ type: 'CaseOpened', kind: 'policy-change', issue, filedBy: root.origin.actor } as const]
        : []),
      ...news,
      ...(isOver && news.length > 0 ? [{ type: 'CaseProved', items: applied, accepted: 0, at: tx.now } as const] : []),
    ];
    const told = isOver && locked.toldAll !== true ? ({ toldAll: true } as const) : {};
    if (locked.change.issue === null || 'toldAll' in told) {
      await tx.saveChangeSet({ ...locked, ...told, change: { ...locked.change, issue } });
    }
    if (events.length === 0) return;
    const shell = { settings: policy.settings, timing: world.timing, edits: false, mayProve: false };
    await commitCase(tx, { ledger: emptyLedger, state, events, ...shell });
  });
}

/** The one it began with comes first. */
async function setsOf({ store }: World, root: ChangeSetId): Promise<readonly ToldWith[]> {
  const rows = await store.read.changeSetFamily(root);
  return Promise.all(rows.map(async (row) => ({ row, items: await store.read.changeSetItems(row.id) })));
}

function shownOf({ row, items }: ToldWith, change: PolicyChange | undefined): Shown[] {
  if (row.gives !== undefined) return givingShown({ row, items });
  const { id, origin, commit, commitBy, recounts, hash, because, state } = row;
  if (change === undefined || state === 'counted') return [];
  const sum = (of: 'gains' | 'opens' | 'loses' | 'closes') => items.reduce((all, item) => all + item[of].length, 0);
  return [
    {
      type: 'PolicyChangeShown',
      version: policyVersion(origin.ref),
      previous: change.previous,
      author: origin.actor,
      ...(commit === undefined ? {} : { commit }),
      ...(commitBy === undefined ? {} : { commitBy }),
      changes: recounts === undefined ? change.changes : [],
      changeSet: id,
      ...(recounts === undefined ? {} : { recounts }),
      hash,
      people: items.length,
      gains: sum('gains') + sum('opens'),
      losses: sum('loses') + sum('closes'),
      because,
      state,
      by: row.rejectedBy ?? row.confirmedBy ?? change.approver,
      applied: state === 'done' ? items.filter((item) => item.state === 'applied').length : 0,
    },
  ];
}

/** How the set stands now is not what was shown of it last. */
function isNews(event: Shown, stream: readonly RecordedEvent[]): boolean {
  const last = stream.findLast(({ event: one }) => one.type === event.type && one.changeSet === event.changeSet);
  return last === undefined || canonical(last.event) !== canonical(event);
}
