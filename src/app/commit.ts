/**
 * The one place where a case changes: events, ledger rows, shown facts, exceptions and the alarms that follow are
 * written in the caller's transaction, or none of them.
 */
import {
  type CaseState,
  evolveCaseAll,
  hasReturned,
  isMailing,
  isOfRequest,
  isSettled,
  isWaitedFor,
  itemsOf,
  namedApart,
  openQuestions,
} from '../core/evidence/index.ts';
import type { NoticeKind, TenureEvent } from '../core/evidence/model.ts';
import { evolveAll, nextChange, type PersonLedger, wanted } from '../core/grant/index.ts';
import { roleAccounts } from '../core/person/index.ts';
import type { Account } from '../core/person/model.ts';
import { BY_HAND_WITHIN, type CaseKind, isOwnKind, type Settings } from '../core/policy/model.ts';
import { requestNotices } from '../core/request/index.ts';
import { type AccountId, isOfFinding } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { Tx } from '../ports/store.ts';
import { keepParties } from './requests/parties.ts';
import { keepActors } from './roles/actorRecord.ts';
import { keepExceptions } from './settling/keepExceptions.ts';
import { later, type Timing } from './world.ts';

export interface Commit {
  readonly ledger: PersonLedger;
  readonly state: CaseState;
  readonly events: readonly TenureEvent[];
  readonly settings: Settings;
  readonly timing: Timing;
  /** The events edit what is wanted: accounts are to be reconciled. */
  readonly edits: boolean;
  /** After a complete reading: whether the case is proved may be decided now. */
  readonly mayProve: boolean;
  /** Another case's record tells of these events: this stream has nothing to write for them. */
  readonly toldElsewhere?: boolean;
}

export interface Committed {
  readonly ledger: PersonLedger;
  readonly state: CaseState;
}

export async function commitCase(tx: Tx, commit: Commit): Promise<Committed> {
  const { now } = tx;
  const state = commit.state;
  const edited = evolveAll(commit.ledger, commit.events, state.id);
  const gives = commit.events.some(({ type }) => type === 'GrantGiven');
  const asked = namedApart(state, commit.events);
  const own = [...asked, ...(gives ? roleAccounts(edited, commit.settings) : [])];
  const ledger = evolveAll(edited, own.slice(asked.length), state.id);
  const between = evolveCaseAll(state, own, now);
  const ending = commit.mayProve ? await proofEvents(tx, between, ledger, commit) : [];
  const notices = [
    ...exceptionNotice(between, own, commit.settings),
    ...requestNotices(between, ledger, commit.settings, now),
  ];
  const events = [...own, ...notices, ...ending];
  if (events.length === 0) return { ledger: commit.ledger, state };
  const after = evolveCaseAll(between, events.slice(own.length), now);

  void tx.append(state.id, events);
  await tx.saveLedger(commit.ledger, ledger);
  await saveCaseRow(tx, after);
  await keepParties(tx, state, after);
  await keepExceptions(tx, after, ledger, events);
  await keepActors(tx, events);
  if (commit.edits) for (const account of ledger.accounts) await raise(tx, ledger, account, now);
  if (hasDesk(commit.settings)) {
    // Who is asked may stand at the desk, differently from now on; and what is told there names the issue.
    if (events.some((event) => isOfRequest(event) || event.type === 'CaseFiled'))
      await tx.send({ lane: 'notify', desk: state.id });
    if (events.some(isOnPages)) await tx.send({ lane: 'notify', pages: state.id });
  }
  for (const event of events) {
    if (event.type === 'NoticeRequested') await tx.send({ lane: 'notify', case: state.id, notice: event.notice });
    if (event.type === 'AppCheckBegun' && hasOpenApps(after, event)) {
      await tx.send({ lane: 'look', apps: event.account, case: state.id, check: event.check });
    }
    const asks = event.type === 'TaskRequested' || event.type === 'CaseFiled';
    if (asks && after.issue !== null) {
      const due = later(now, commit.settings.times.byHandWithin ?? BY_HAND_WITHIN);
      await tx.send({ lane: 'look', issue: after.issue.id }, { startAfter: due });
    }
    const until = event.type === 'FormPostponed' ? event.until : event.type === 'LeaveSet' ? event.leave.until : null;
    if (until !== null && until > now && after.issue !== null) {
      await tx.send({ lane: 'look', issue: after.issue.id }, { startAfter: until });
    }
  }
  if (commit.toldElsewhere === true || isOfFinding(state.id))
    await tx.moveEvidenceCursor(state.id, state.lastSeq + events.length);
  else await alarmEvidence(tx, commit, after, events);
  return { ledger, state: { ...after, lastSeq: state.lastSeq + events.length } };
}

/** What people see of it on their own page. */
const isOnPages = (event: TenureEvent) => isOfRequest(event) || event.type === 'HoldBegan';

const hasDesk = ({ connections }: Settings) => connections.some(({ kind }) => kind === 'slack');

/** A leaver's closing read may have answered for all of them already. */
function hasOpenApps({ apps }: CaseState, { account, check }: { readonly account: AccountId; readonly check: string }) {
  const found = apps[account];
  return found?.check === check && (found.read === null || found.read.some(isWaitedFor));
}

/** A proof waits no longer than this many graces for its mails. */
export const MAIL_GRACES = 3;

/** Nobody waits to read these by themselves: they bring no job that writes them. */
export const QUIET: ReadonlySet<TenureEvent['type']> = new Set([
  'NoticePartlySent',
  'NoticeSent',
  'ExceptionEscalated',
  'TaskFiled',
  'LoweringIntended',
  'LoweringWithdrawn',
  'ShadowLifted',
]);

/**
 * An acceptance alone waits a moment for its results, and results for the look at the applications behind them, so that
 * people read one comment instead of two; a proof for the
 * mails that tell of it, so that they are in the same pieces.
 */
async function alarmEvidence(tx: Tx, commit: Commit, state: CaseState, events: readonly TenureEvent[]): Promise<void> {
  const quiet = events.every(({ type }) => QUIET.has(type));
  const mails = isMailing(state);
  const isLastMail = state.proved && !mails && events.some(({ type }) => type === 'NoticeSent');
  if (quiet && !isLastMail) return;
  const isLooking = events.some((event) => event.type === 'AppCheckBegun' && hasOpenApps(state, event));
  const awaitsResults =
    isLooking || (commit.edits && state.accepted && !events.some(({ type }) => type === 'FormRefused'));
  const stream = { lane: 'evidence', stream: state.id } as const;
  const awaitsMails = mails && events.some(({ type }) => type === 'CaseProved');
  const grace = commit.timing.evidenceGraceMilliseconds * (awaitsMails ? MAIL_GRACES : 1);
  if (awaitsResults || awaitsMails) await tx.send(stream, { startAfter: later(tx.now, grace) });
  else await tx.send(stream);
}

/** Something new is wanted of this account: somebody looks. */
export async function raise(tx: Tx, ledger: PersonLedger, account: Account, now: Instant): Promise<void> {
  void tx.raiseWanted(account.id, nextChange(ledger, account, now));
  await tx.send({ lane: laneFor(ledger, account, now), account: account.id }, turnOf(account, now));
}

/**
 * Roles follow the groups that open them: whoever has reconciled the provider's account wakes this one
 * (app/reconcile/followers.ts). Should nobody, its own job comes a moment later.
 */
export const turnOf = ({ origin }: Account, now: Instant) =>
  origin === 'found' ? { startAfter: later(now, AFTER_THE_PROVIDER) } : {};

const AFTER_THE_PROVIDER = 2_000;

/** Who is to lose their sign-in is urgent. */
export function laneFor(ledger: PersonLedger, account: Account, now: Instant): 'urgent' | 'reconcile' {
  const { state } = wanted(ledger, account, now);
  return state === 'deactivated' || state === 'suspended' ? 'urgent' : 'reconcile';
}

/** Proved when every item is read back and every account has been reconciled with the newest edit. */
async function proofEvents(
  tx: Tx,
  state: CaseState,
  ledger: PersonLedger,
  { settings }: Commit,
): Promise<TenureEvent[]> {
  if (!state.accepted || state.kind === null) return [];
  const items = itemsOf(state, ledger, tx.now);
  if (!isSettled(items)) return state.proved ? [{ type: 'CaseReopened', at: tx.now }] : [];
  if (state.proved) return [];
  for (const account of ledger.accounts) {
    const row = await tx.lockReconcile(account.id);
    if (row.appliedRev < row.wantedRev) return [];
  }
  const accepted = items.filter((item) => item.state === 'accepted').length;
  const proved: TenureEvent = { type: 'CaseProved', items: items.length, accepted, at: tx.now };
  // Whoever left while away is not back: nothing of the return was read, and nobody is told of one.
  if (state.kind === 'leave' && !hasReturned(items)) return [proved];
  return [proved, ...doneNotice(state, state.kind, ledger, settings, tx.now)];
}

/**
 * What needs a person is told at once, to whom policy names; not to the manager, who cannot settle it. That such a mail was
 * refused stands on the list alone: told by a mail like it, it would be refused and told for ever. What is told with others
 * (leavers/heldLeavers.ts) is told there.
 */
function exceptionNotice(state: CaseState, own: readonly TenureEvent[], { mail }: Settings): TenureEvent[] {
  const toldOf = new Set<unknown>(state.notices.flatMap(({ kind, notice }) => (kind === 'exception' ? [notice] : [])));
  const raised = own.some(
    (event) => event.type === 'ExceptionRaised' && !toldOf.has(event.detail?.notice) && event.detail?.together !== true,
  );
  if (!raised || mail.exception.length === 0) return [];
  const notice = `exception-${state.exceptions.length}`;
  return [{ type: 'NoticeRequested', notice, kind: 'exception', personal: { to: mail.exception } }];
}

/** Once per acceptance; an engagement that ended by its own date is told as an end. */
function doneNotice(
  state: CaseState,
  kind: CaseKind,
  ledger: PersonLedger,
  settings: Settings,
  now: Instant,
): TenureEvent[] {
  const over = ledger.engagements.some((one) => one.openedBy === state.id && one.end !== null && one.end <= now);
  const notice = state.withdrawn === 'end' ? 'changed' : over ? 'offboarded' : NOTICE_OF[kind];
  // Of what was taken back before anybody had been told of it, nobody is told.
  const isUntold = state.withdrawn !== null && state.notices.every((one) => one.kind === 'exception');
  if (notice === null || isUntold) return [];
  const id = `${notice}-${state.acceptances}`;
  const to = recipients(notice, state, ledger, settings);
  if (to.length === 0 || state.notices.some((one) => one.notice === id)) return [];
  return [{ type: 'NoticeRequested', notice: id, kind: notice, personal: { to } }];
}

const NOTICE_OF = {
  onboarding: 'provisioned',
  change: 'changed',
  leave: 'returned',
  offboarding: 'offboarded',
  'access-request': null,
  adoption: null,
  'policy-change': null,
} as const;

/** Which of the lists under `mail` hears of it. */
const LIST_OF = {
  activation: null,
  'day-one': null,
  provisioned: 'provisioned',
  changed: 'changed',
  'login-changed': 'changed',
  'on-leave': 'leave',
  returned: 'leave',
  offboarded: 'offboarded',
  exception: 'exception',
  'exceptions-wait': null,
  'access-asked': null,
  'access-asked-again': null,
  'access-given': null,
  'access-refused': null,
  'access-ending': null,
  'access-ended': null,
  emergency: null,
} as const satisfies Readonly<Record<NoticeKind, keyof Settings['mail'] | null>>;

/** The manager, who the form names, and who policy names. */
export function recipients(
  kind: NoticeKind,
  state: CaseState,
  ledger: PersonLedger,
  { mail }: Settings,
): readonly string[] {
  const list = LIST_OF[kind];
  const listed = list === null ? [] : mail[list];
  // Whoever was told that somebody had left hears that they have not.
  const named = kind === 'changed' && state.withdrawn === 'end' ? [...listed, ...mail.offboarded] : listed;
  const manager = ledger.person?.profile.managerMail;
  return [...new Set([...(manager === undefined ? [] : [manager]), ...state.notify, ...named])];
}

export async function saveCaseRow(tx: Tx, state: CaseState): Promise<void> {
  if (state.kind === null || state.openedAt === null) return;
  const waits = state.exceptions.some(({ verdict }) => verdict === null);
  await tx.saveCase({
    id: state.id,
    issueId: state.issue?.id ?? '',
    // Until it has an issue, people find it by our own name.
    issueKey: state.issue?.key ?? state.id,
    kind: state.kind,
    person: state.person,
    // Done for everything but what is ticked on it and still to be decided: it stands in the lists of what is open.
    state:
      state.proved && openQuestions(state.request).length === 0
        ? state.acceptedItems === 0
          ? 'proved'
          : 'closed'
        : !state.accepted
          ? notYet(state.kind)
          : waits
            ? 'waiting'
            : 'open',
    openedAt: state.openedAt,
    updatedAt: tx.now,
  });
}

/** A form that is not accepted was refused; what nobody has confirmed waits for somebody. */
const notYet = (kind: CaseKind) => (isOwnKind(kind) ? 'waiting' : 'refused');
