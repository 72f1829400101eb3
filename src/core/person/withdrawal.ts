/**
 * A case taken back: somebody who may file it has moved its issue to a status that says so (withdrawn, no-show). It is
 * final: what is meant instead is another issue.
 *
 *   onboarding   undone as a leaver, whether the account was made already or not; what it wrote over, as it was
 *   change       before its day nothing happens then; one that has taken effect is changed back by another change
 *   leave        before its first day there is none; after it, it is over
 *   offboarding  before its end nothing has happened; after it the ledger is put back as it stood, with nothing in it
 *                whose own end has passed meanwhile
 *
 * Only the ledger is put back. What stands in the way outside (another hand closed the account, took a group) is
 * reconcile's to find, and a person's to decide.
 */
import type { CaseState } from '../evidence/index.ts';
import type { FormProblem, FormRefusal, TenureEvent } from '../evidence/model.ts';
import { evolveAll, isLive, type PersonLedger, profileWithout } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import type { CaseSettings } from '../policy/model.ts';
import { canonical } from '../shared/canonical.ts';
import type { GroupId } from '../shared/ids.ts';
import { type Instant, later } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import { askAside } from './aside.ts';
import { isConcerned, mayFile } from './authority.ts';
import { reopenings } from './byHand.ts';
import { firstEnd } from './dated.ts';
import { contractEndsAgain } from './employed.ts';
import { answering, type Ends, earliest, offboardingOf, ownEnd, takenBack, withEnds } from './ends.ts';
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

type Withdrawn = Extract<TenureEvent, { readonly type: 'CaseWithdrawn' }>;

function withdrawn(
  { filed, state, now }: Look,
  undid: NonNullable<CaseState['withdrawn']>,
  events: readonly TenureEvent[],
  more: Pick<Withdrawn, 'lost' | 'endStays'> = {},
): TenureEvent[] {
  const { digest, withdrawn } = filed;
  const { status, author } = withdrawn ?? { status: '', author: { id: '' } };
  const asOf = withdrawn === null ? {} : { asOf: withdrawn.at };
  const said = { type: 'CaseWithdrawn', digest, ...asOf, status, by: author.id, undid, ...more } as const;
  return [said, ...events, ...askAside(state, [], now)];
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
  // Said before the case is over: what it is told after that would be its own word on the person.
  return { ok: true, events: [...profileBefore(look), ...withdrawn(look, 'work', events)] };
}

/** What it wrote about somebody who was there already, back as it found it, unless another form has said it since. */
function profileBefore({ ledger: { person }, state }: Look): TenureEvent[] {
  if (person === null) return [];
  const profile = profileWithout(person, state.id);
  return canonical(profile) === canonical(person.profile)
    ? []
    : [{ type: 'ProfileChanged', person: person.id, personal: profile }];
}

/** A termination taken back: the ends that stand without it stand again, unless they have passed by themselves. */
function rescind(look: Look): Decision {
  const { ledger, rules, state, now } = look;
  const found = ledger.engagements.map((one) => ({ one, ends: takenBack(one, state) }));
  // Recorded before Tenure kept what stood: nobody can say what to put back, and the end is not said to be undone.
  if (found.some(({ ends }) => ends === 'unknown')) return refused('not-recorded');
  const taken = found.flatMap(({ one, ends }) => (ends === null || ends === 'unknown' ? [] : [without(one, ends)]));
  const stays = taken.filter(({ one, after }) => isOver(one, now) && isOver(after, now));
  const isLastHold = stays.some(
    ({ one, after }) => offboardingOf(one, state)?.legalHold === true && after.legalHold !== true,
  );
  if (isLastHold) return refused('hold-stands');
  const goOn = taken.filter((one) => !stays.includes(one));
  const over = goOn.flatMap(({ one }) => (one.end !== null && one.end <= now ? [one.end] : []));
  const since = over.length === 0 ? null : over.reduce(later);
  if (since !== null && !mayGoOn(rules, since, now)) return refused('too-late-to-undo');
  const again = ({ one, after: { end } }: TakenBack) => isHiredAgain(ledger, one, { ended: one.end ?? now, end }, now);
  if (since !== null && goOn.some(again)) return refused('hired-again');

  const moved = goOn.filter(({ one, after }) => one.end !== after.end);
  const engagements = [...moved, ...taken.filter((one) => !moved.includes(one))].flatMap((one) => changedBy(look, one));
  const grants = ledger.grants.flatMap((grant) => endsOfGrant(look, grant, goOn));
  const put = grants.flatMap(({ event }) => event);
  if (moved.length === 0) {
    const endStays = taken
      .flatMap(({ one: { end } }) => end ?? [])
      .sort()
      .at(-1);
    return {
      ok: true,
      events: withdrawn(look, 'nothing', [...engagements, ...put], endStays === undefined ? {} : { endStays }),
    };
  }
  const events = [...engagements, ...put, ...reopenings(state, ledger, put), ...notAsked(state, now)];
  const after = evolveAll(ledger, events, state.id);
  const byTable = byTheTableNow(look, after);
  if (since === null) return { ok: true, events: withdrawn(look, 'end', [...events, ...byTable]) };
  const lost = {
    expired: grants.filter(({ hasExpired }) => hasExpired).map(({ id }) => id),
    unexplained: unexplainedSince(after, since, now),
    directApps: state.directAppsRemoved,
  };
  return { ok: true, events: withdrawn(look, 'end', [...events, ...byTable], { lost }) };
}

const refused = (code: FormRefusal): Decision => ({ ok: false, problems: [{ code, field: 'status' }] });

interface TakenBack {
  readonly one: Engagement;
  readonly ends: Ends;
  readonly after: Engagement;
}

/** The work without this case. */
const without = (one: Engagement, ends: Ends): TakenBack => ({
  one,
  ends,
  after: withEnds(one, ends, answering(one, ends)),
});

/** What goes on by another end is this case's to prove; of the rest only what it asked for is taken off. */
function changedBy({ state, now }: Look, { one, ends, after }: TakenBack): TenureEvent[] {
  if (isOver(one, now) && isOver(after, now)) {
    // How it was closed stays as it was. Only a hold must not outlive the form that could lift it.
    if (offboardingOf(one, state)?.legalHold !== true) return [];
    return [{ type: 'EngagementChanged', engagement: { ...one, offboardings: ends.by } }];
  }
  if (one.end === after.end) return [{ type: 'EngagementChanged', engagement: after }];
  const resumed = isOver(one, now) && one.end !== null ? { resumedAfter: one.end } : {};
  return [{ type: 'EngagementChanged', engagement: { ...after, changedBy: state.id }, ...resumed }];
}

/** The end of a grant once this case is taken back; what has passed its own end meanwhile is over. */
function endsOfGrant({ state, now }: Look, grant: Grant, goOn: readonly TakenBack[]) {
  const work = goOn.find(({ one }) => one.id === grant.engagement);
  if (goOn.length === 0 || (work === undefined && grant.engagement !== null)) return [];
  const own = ownEnd(grant, work?.one, state);
  const by = work === undefined ? goOn.flatMap(({ ends }) => ends.by) : work.ends.by;
  const cap = earliest(by);
  const end = firstEnd(grant.until ?? null, firstEnd(own.end, cap));
  const answers = end === own.end ? own.endedBy : ((work ?? goOn[0])?.after.endedBy ?? null);
  const isSame = end === grant.end && (grant.endedBy !== state.id || answers === state.id);
  if (isSame) return [];
  if (end !== null && end <= now) return [{ id: grant.id, hasExpired: true, event: [] }];
  const cut =
    end === own.end ? {} : { endBefore: own.end, ...(own.endedBy === null ? {} : { endedByBefore: own.endedBy }) };
  const hadEnded = isOver(grant, now) ? { hadEnded: true as const } : {};
  const event = {
    type: 'GrantReinstated',
    grant: grant.id,
    end,
    by: state.id,
    endedBy: answers,
    ...cut,
    ...hadEnded,
  } as const;
  return [{ id: grant.id, hasExpired: false, event: [event] }];
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
