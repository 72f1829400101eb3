/** What waits for somebody who settles it, on their own page: how many, since when, each with its cause and what to do. */
import { exceptionSentence } from '../../core/evidence/index.ts';
import { sayAgeBetween } from '../../core/exception/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { DeskButton, DeskRow, DeskSection } from '../../ports/desk.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { exceptionsFor, histories, ownerOf, type Theirs } from '../exceptions/index.ts';
import { heldNow, isToldTogether, LEAVERS_HELD } from '../leavers/heldLeavers.ts';
import { groupNames } from '../operations/find.ts';
import { verdictsOf } from '../settling/verdicts.ts';
import type { World } from '../world.ts';
import { PRESS } from './page.ts';
import type { Show } from './times.ts';

/** Two blocks each: with all that stands beside them on the page, within the hundred of a view. */
const MOST = 20;

/** Empty = nothing waits for them, or it is not theirs to settle. */
export async function exceptionsSection(world: World, mail: string, show: Show): Promise<readonly DeskSection[]> {
  const force = await world.rules.current();
  const theirs = force === null ? null : await exceptionsFor(world, force, mail);
  const open = (theirs?.open ?? []).filter((row) => !isToldTogether(row));
  const [oldest] = open;
  if (theirs === null || oldest === undefined) return [];
  const { read } = world.store;
  const [now, nameOf, historyOf] = [await read.now(), await groupNames(world), histories(read)];
  const rows = open.slice(0, MOST).map(async (row): Promise<DeskRow> => {
    const { owner, unread } = await ownerOf(world, () => historyOf(row));
    const { says, remedy } = exceptionSentence(row.kind);
    const many = row.kind === LEAVERS_HELD ? ` ${(await heldNow(world, row)).rows.length} wait.` : '';
    const about = row.group === null ? many : ` About ${nameOf(row.group)}.`;
    const whose = owner === null ? '' : ` Handed over to ${owner}.`;
    const not = unread === null ? '' : ` What has been said of it could not be read here (${unread}).`;
    return {
      title: says,
      says: [`Since ${show(row.openedAt)}, ${sayAgeBetween(row.openedAt, now)}.${about}${whose}${not}`, remedy],
      link: await issueOf(world, row.case),
      // They open a form that shows all of it.
      buttons: unread === null ? buttonsOf(row, theirs) : [],
    };
  });
  return [
    {
      title: titleOf(open.length, oldest.openedAt, now),
      none: null,
      rows: await Promise.all(rows),
      more: Math.max(0, open.length - MOST),
    },
  ];
}

const titleOf = (open: number, oldest: Instant, now: Instant) =>
  `Exceptions: ${open} open, ${open === 1 ? '' : 'the oldest '}for ${sayAgeBetween(oldest, now)}`;

/** By the roles and by name alone: what else keeps somebody from one of them is asked when they press. */
function buttonsOf(row: ExceptionRow, { mayAccept, ...theirs }: Theirs): readonly DeskButton[] {
  const mayConfirm = theirs.mayConfirm || theirs.byName.has(row.id);
  const verdicts = verdictsOf(row);
  const token = JSON.stringify([row.id]);
  const others = verdicts.filter((one) => (one === 'accept' ? mayAccept : one !== 'retry' && mayConfirm));
  return [
    ...(mayConfirm && verdicts.includes('retry') ? [{ action: PRESS.retry, says: 'Try again', token } as const] : []),
    ...(others.length > 0 ? [{ action: PRESS.settle, says: 'Settle', token, style: 'good' } as const] : []),
    { action: PRESS.handOver, says: 'Hand over', token },
  ];
}

async function issueOf({ store, tracker }: World, on: CaseId | null): Promise<DeskRow['link']> {
  const found = on === null ? null : await store.read.case(on);
  return found === null || found.issueId === ''
    ? null
    : { says: found.issueKey, address: tracker.addressOf(found.issueKey) };
}
