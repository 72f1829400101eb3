/**
 * The receipt of one case: every item with its state and when it was read back. Of a proved case it says what was
 * proved then, from the events up to the proof; what other cases did to the same person since is theirs to say.
 */
import { z } from 'zod';
import {
  appSentence,
  type CaseState,
  exceptionSentence,
  foldCase,
  type Item,
  isSettled,
  itemsOf,
} from '../../core/evidence/index.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { emptyLedger } from '../../core/grant/index.ts';
import { isLow } from '../../core/reconcile/index.ts';
import { type CaseId, connectionId, type GroupId, groupId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept, unreachable } from '../../core/shared/outcome.ts';
import type { Reader } from '../../ports/store.ts';
import { rebuildLedger } from '../evidence/rebuild.ts';
import { findingStreams } from '../settling/findingRows.ts';
import { findCase, groupNames, shownPerson } from './find.ts';
import { operation } from './operation.ts';

export interface ReceiptItem extends Item {
  /** What it is about, as people say it. */
  readonly name: string;
  /** When it was read back, done or decided. */
  readonly at: Instant | null;
}

export const receipt = operation({
  needs: 'store',
  input: z.strictObject({ case: z.string().min(1).max(300) }),
  async run(world, input) {
    const { read } = world.store;
    const found = await findCase(world, input.case);
    if (!found.ok) return found;
    const row = found.value;
    const [events, now, nameOf] = await Promise.all([read.stream(row.id), read.now(), groupNames(world)]);
    const shown = await shownAt(read, row.id, events, now);
    const items = itemsOf(shown.state, shown.ledger, shown.at);
    const proof = shown.proof?.event.type === 'CaseProved' ? shown.proof.event : null;
    const current = row.person === null ? emptyLedger : await read.person(row.person);
    const cursor = await read.evidenceCursor(row.id);
    return accept({
      key: row.issueKey,
      id: row.id,
      kind: row.kind,
      person: row.person === null ? null : shownPerson(row.person, current),
      state: row.state,
      /** `closed`: nothing is left, and a person took what could not be read back. */
      verdict: proof === null ? ('unproved' as const) : proof.accepted > 0 ? ('closed' as const) : ('proved' as const),
      provedAt: proof?.at ?? null,
      accepted: proof?.accepted ?? 0,
      settled: shown.state.accepted && isSettled(items),
      openedAt: row.openedAt,
      items: items.map((item): ReceiptItem => ({ ...item, ...described(item, shown, events, nameOf) })),
      problems: shown.state.problems,
      lines: shown.state.lines,
      waitsUntil: shown.state.postponedUntil,
      evidence: {
        events: events.length,
        head: events.at(-1)?.hash ?? null,
        /** Everything up to here stands on the issue. */
        onIssue: cursor,
        address: world.tracker.addressOf(row.issueKey),
      },
    });
  },
});

interface Shown {
  readonly state: CaseState;
  readonly ledger: PersonLedger;
  readonly at: Instant;
  readonly proof: RecordedEvent | null;
}

async function shownAt(read: Reader, id: CaseId, events: readonly RecordedEvent[], now: Instant): Promise<Shown> {
  const state = foldCase(id, events);
  const proof = state.proved ? (events.findLast(({ event }) => event.type === 'CaseProved') ?? null) : null;
  if (state.person === null) return { state, ledger: emptyLedger, at: now, proof };
  if (proof === null) return { state, ledger: await read.person(state.person), at: now, proof };
  const { person } = state;
  const streams = [...(await read.cases({ person })).map((one) => one.id), ...(await findingStreams(read, person))];
  const all = (await Promise.all(streams.map((stream) => read.stream(stream)))).flat();
  const until = (one: RecordedEvent) => one.position <= proof.position;
  return {
    state: foldCase(id, events.filter(until)),
    ledger: rebuildLedger(all.filter(until)),
    at: proof.at,
    proof,
  };
}

type Described = Pick<ReceiptItem, 'name' | 'at'>;

function described(
  { what, ref }: Item,
  { state, ledger }: Shown,
  events: readonly RecordedEvent[],
  nameOf: (group: GroupId) => string,
): Described {
  const account = ledger.accounts.find(({ id }) => id === ref);
  const records = ledger.records.filter(({ group }) => group === ref);
  switch (what) {
    case 'account':
      return { name: `${account?.login ?? ref} at ${account?.connection ?? '?'}`, at: account?.verifiedAt ?? null };
    case 'pause': {
      const stopped = events.findLast(({ event }) => event.type === 'AccountVerified' && isLow(event.state));
      return { name: `${account?.login ?? ref} at ${account?.connection ?? '?'}`, at: stopped?.at ?? null };
    }
    case 'membership':
      return { name: nameOf(groupIn(records, ref)), at: records[0]?.verifiedAt ?? null };
    case 'removal':
      return { name: nameOf(groupIn(records, ref)), at: records[0]?.removalVerifiedAt ?? null };
    case 'closing': {
      const closing = events.findLast(({ event }) => event.type === 'LeaverVerified' && event.account === ref);
      return {
        name: `${account?.login ?? ref} at ${account?.connection ?? '?'}`,
        at: closing?.event.type === 'LeaverVerified' ? closing.event.at : null,
      };
    }
    case 'application': {
      const said = Object.values(state.apps)
        .flatMap(({ read }) => read ?? [])
        .find(({ app }) => app === ref);
      const readBack = events.findLast(
        ({ event }) => event.type === 'AppsRead' && event.apps.some(({ app }) => app === ref),
      );
      const name = said === undefined ? 'the accounts inside applications' : appSentence(said);
      return { name, at: readBack?.event.type === 'AppsRead' ? readBack.event.at : null };
    }
    case 'decision': {
      const asked = state.request.lines.find(({ id }) => id === ref);
      return { name: `${asked?.entitlement ?? ref} (line ${ref})`, at: null };
    }
    case 'task': {
      const task = state.tasks.find((one) => one.task === ref);
      const done = events.findLast(({ event }) => event.type === 'TaskDone' && event.task === ref);
      const key = task?.key == null ? '' : ` (${task.key})`;
      return { name: `${task?.title ?? ref}${key}`, at: done?.at ?? null };
    }
    case 'notice': {
      const notice = state.notices.find((one) => one.notice === ref);
      return { name: `${notice?.kind ?? ref} mail`, at: notice?.sentAt ?? null };
    }
    case 'exception': {
      const raised = state.exceptions.find(({ id }) => id === ref);
      const settled = events.findLast(({ event }) => event.type === 'ExceptionSettled' && event.exception === ref);
      const by = raised?.by == null ? '' : ` ${raised.verdict} by ${raised.by}`;
      return { name: `${exceptionSentence(raised?.kind ?? ref).says} [${ref}]${by}`, at: settled?.at ?? null };
    }
    default:
      return unreachable(what);
  }
}

/** The ref of a membership is its group's id; the record has it with its brand. */
const groupIn = (records: readonly { readonly group: GroupId }[], ref: string): GroupId =>
  records[0]?.group ?? asGroup(ref);

function asGroup(ref: string): GroupId {
  const colon = ref.indexOf(':');
  return groupId(connectionId(ref.slice(0, colon)), ref.slice(colon + 1));
}
