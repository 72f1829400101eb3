/**
 * A case taken back: somebody who may file it has moved its issue to a status that says so (withdrawn, no-show). It is
 * final: what is meant instead is another issue.
 *
 *   onboarding   undone as a leaver, whether the account was made already or not
 *   change       before its day nothing happens then; one that has taken effect is changed back by another change
 *   leave        before its first day there is none; after it, it is over
 *   offboarding  before its end nothing has happened; after it the ledger is put back as it stood, with nothing in it
 *                whose own end has passed meanwhile
 *
 * Only the ledger is put back. What stands in the way outside (another hand closed the account, took a group) is
 * reconcile's to find, and a person's to decide.
 */
import type { CaseState } from '../evidence/index.ts';
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import { evolveAll, isLive, type PersonLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import type { CaseSettings } from '../policy/model.ts';
import type { GroupId } from '../shared/ids.ts';
import { type Instant, later } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import { askAside } from './aside.ts';
import { isConcerned, mayFile } from './authority.ts';
import { reopenings } from './byHand.ts';
import { firstEnd } from './dated.ts';
import { contractEndsAgain } from './employed.ts';
import { isHiredAgain, isOver, mayGoOn } from './goesOn.ts';
import { leaveOff } from './leave.ts';
import { notAsked } from './leaving.ts';
import type { Decision, Look } from './look.ts';
import type { Engagement } from './model.ts';
import { grantIds, regrant } from './regrant.ts';
import { isAwaited } from './tasks.ts';

/** Whoever moved the issue may file this kind of case, and is not the person concerned. */
export function mayNotWithdraw({ filed, concerned }: Look, settings: CaseSettings): FormProblem[] {
  if (filed.withdrawn === null) return [];
  const { author } = filed.withdrawn;
  if (isConcerned(author, concerned)) return [{ code: 'own-edit', field: 'status' }];
  return mayFile(author, settings) ? [] : [{ code: 'unauthorised-edit', field: 'status' }];
}

export function decideWithdrawal(look: Look): Decision {
  switch (look.kind) {
    case 'onboarding':
      return withdrawJoiner(look);
    case 'change':
      if (look.state.accepted) return { ok: false, problems: [{ code: 'in-effect', field: 'status' }] };
      return { ok: true, events: withdrawn(look, 'nothing', workedOn(look)) };
    case 'leave': {
      const off = leaveOff(look);
      return { ok: true, events: withdrawn(look, off.length === 0 ? 'nothing' : 'leave', off) };
    }
    case 'offboarding':
      return rescind(look);
    default:
      return unreachable(look.kind);
  }
}

/** A contract's end that the change had held off until its day. */
const workedOn = (look: Look) => look.ledger.engagements.flatMap((work) => contractEndsAgain(look, work));

function withdrawn(
  { filed, state, now }: Look,
  undid: NonNullable<CaseState['withdrawn']>,
  events: readonly TenureEvent[],
  lost?: Extract<TenureEvent, { type: 'CaseWithdrawn' }>['lost'],
): TenureEvent[] {
  const { digest } = filed;
  const { status, author } = filed.withdrawn ?? { status: '', author: { id: '' } };
  const said = { type: 'CaseWithdrawn', digest, status, by: author.id, undid } as const;
  return [lost === undefined ? said : { ...said, lost }, ...events, ...askAside(state, [], now)];
}

/** Before the first day whoever may file it may take it back; from then on it ends somebody's work. */
function withdrawJoiner(look: Look): Decision {
  const { ledger, rules, state, filed, now } = look;
  const own = ledger.engagements.find((one) => one.openedBy === state.id);
  const tasks = state.tasks.filter(isAwaited).map(({ task }): TenureEvent => ({ type: 'TaskDropped', task }));
  if (own === undefined || isOver(own, now)) return { ok: true, events: withdrawn(look, 'nothing', tasks) };
  const offboarding = rules.caseSettings('offboarding');
  const author = filed.withdrawn?.author;
  const mayEnd = offboarding !== undefined && author !== undefined && mayFile(author, offboarding);
  if (own.start <= now && !mayEnd) return { ok: false, problems: [{ code: 'may-not-terminate', field: 'status' }] };

  const ended: Engagement = { ...own, end: now, endedBy: state.id, changedBy: state.id };
  const alone = ledger.engagements.every((one) => one.id === own.id || isOver(one, now));
  const grants = ledger.grants
    .filter(({ end }) => end === null || end > now)
    .filter(({ engagement }) => alone || engagement === own.id)
    .map(({ id }): TenureEvent => ({ type: 'GrantEnded', grant: id, end: now, by: state.id, changeSet: null }));
  const events: TenureEvent[] = [{ type: 'EngagementChanged', engagement: ended }, ...grants, ...tasks];
  return { ok: true, events: withdrawn(look, 'work', events) };
}

/** A termination taken back: the ends that stood before stand again, unless they have passed by themselves. */
function rescind(look: Look): Decision {
  const { ledger, rules, state, now } = look;
  const ended = ledger.engagements
    .filter(({ endedBy }) => endedBy === state.id)
    .map((one) => ({ one, ...standingBefore(state, one.id) }));
  // Recorded before Tenure kept what stood: nobody can say what to put back, and the end is not said to be undone.
  if (ended.some(({ known }) => !known))
    return { ok: false, problems: [{ code: 'too-late-to-undo', field: 'status' }] };
  const goOn = ended.filter(({ end }) => end === null || end > now);
  if (goOn.length === 0) return { ok: true, events: withdrawn(look, 'nothing', droppedTasks(state)) };
  const over = goOn.flatMap(({ one }) => (one.end !== null && one.end <= now ? [one.end] : []));
  const since = over.length === 0 ? null : over.reduce(later);
  if (since !== null && !mayGoOn(rules, since, now)) {
    return { ok: false, problems: [{ code: 'too-late-to-undo', field: 'status' }] };
  }
  if (since !== null && goOn.some(({ one, end }) => isHiredAgain(ledger, one, { ended: one.end ?? since, end }, now))) {
    return { ok: false, problems: [{ code: 'hired-again', field: 'status' }] };
  }

  const engagements = goOn.map(({ one, end, endedBy }): TenureEvent => {
    // What was to be kept for a time after the end is not after any end now.
    const { handOverUntil: _until, legalHold: _hold, ...plain } = one;
    const resumed = one.end !== null && one.end <= now ? { resumedAfter: one.end } : {};
    return {
      type: 'EngagementChanged',
      engagement: { ...plain, end, endedBy, changedBy: state.id },
      ...resumed,
    };
  });
  const cut = ledger.grants.filter(({ id, endedBy }) => endedBy === state.id && id in state.endsBefore);
  const grants = cut.flatMap((grant): TenureEvent[] => {
    const { end, endedBy } = standingBefore(state, grant.id);
    if (end !== null && end <= now) return [];
    const hadEnded = grant.end !== null && grant.end <= now ? { hadEnded: true as const } : {};
    return [{ type: 'GrantReinstated', grant: grant.id, end, by: state.id, endedBy, ...hadEnded }];
  });
  const put = [...grants, ...goOn.flatMap((going) => cutByIt(look, going, cut))];
  const events = [...engagements, ...put, ...reopenings(state, ledger, put), ...notAsked(state, now)];
  const after = evolveAll(ledger, events, state.id);
  const byTable = byTheTableNow(look, after);
  if (since === null) return { ok: true, events: withdrawn(look, 'end', [...events, ...byTable]) };
  const expired = cut.filter(({ id }) => {
    const { end } = standingBefore(state, id);
    return end !== null && end <= now;
  });
  const lost = {
    expired: expired.map(({ id }) => id),
    unexplained: unexplainedSince(after, since, now),
    directApps: state.directAppsRemoved,
  };
  return { ok: true, events: withdrawn(look, 'end', [...events, ...byTable], lost) };
}

/** What was given or edited since, and ends with the work only because of the end that is taken back. */
function cutByIt(
  { ledger, state, now }: Look,
  { one, end: restored }: { readonly one: Engagement; readonly end: Instant | null },
  cut: readonly Grant[],
) {
  return ledger.grants.flatMap((grant) => {
    if (grant.engagement !== one.id || grant.end === null || grant.end !== one.end || cut.includes(grant)) return [];
    const end = firstEnd(grant.until ?? null, restored);
    if (end === grant.end || (end !== null && end <= now)) return [];
    const hadEnded = grant.end <= now ? { hadEnded: true as const } : {};
    return [{ type: 'GrantReinstated', grant: grant.id, end, by: state.id, endedBy: null, ...hadEnded } as const];
  });
}

/** What the policy says by now: who had left was not counted when it changed. */
function byTheTableNow({ rules, state, now }: Look, after: PersonLedger): TenureEvent[] {
  const nextId = grantIds(state.id, state.lastSeq);
  return after.engagements
    .filter(({ changedBy, end }) => changedBy === state.id && (end === null || end > now))
    .flatMap((engagement) => {
      const entitled = rules.entitledBy(engagement.attributes);
      if (entitled.length === 0) return [];
      const edit = { ledger: after, engagement, entitled, by: state.id, changeSet: null, policy: rules.version };
      return regrant({ ...edit, now, endOld: now, nextId });
    });
}

function standingBefore({ endsBefore, endersBefore }: CaseState, id: string) {
  const end = endsBefore[id];
  return { known: end !== undefined, end: end ?? null, endedBy: endersBefore[id] ?? null };
}

/** Taken from the leaver, and covered by nothing in the ledger: nothing says that it should be given. */
function unexplainedSince({ records, grants }: PersonLedger, since: Instant, now: Instant): readonly GroupId[] {
  const covered = new Set(grants.filter((grant) => isLive(grant, now)).flatMap(({ groups }) => groups));
  const granted = new Set(grants.flatMap(({ groups }) => groups));
  return records
    .filter(
      ({ removalVerifiedAt, group }) => removalVerifiedAt !== null && removalVerifiedAt >= since && !covered.has(group),
    )
    .map(({ group }) => group)
    .filter((group) => !granted.has(group))
    .sort();
}

const droppedTasks = ({ tasks }: CaseState) =>
  tasks.filter(isAwaited).map(({ task }): TenureEvent => ({ type: 'TaskDropped', task }));
