/**
 * Onboarding: person, engagement, birthright, what was ticked, sub-tasks, the intent to make an account. An edited
 * onboarding form is decided by the same rules: the difference to what stands is what happens.
 */
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import type { Cause } from '../grant/model.ts';
import { canonical } from '../shared/canonical.ts';
import { accountId, engagementId, exceptionId, isProjectRole } from '../shared/ids.ts';
import { type Instant, plus } from '../shared/instant.ts';
import { mayFile } from './authority.ts';
import { openedAgain } from './byHand.ts';
import { firstEnd, heldAsDated, untilProblems } from './dated.ts';
import { accepted, adds, attributesNow, editedSince, emptiedNow } from './editedSince.ts';
import { isInTheWay, lastDayOf } from './filedWithin.ts';
import { givenAgain, hindrances, isOver, newEnd } from './goesOn.ts';
import { isLeftBefore, withLeaves } from './leavesSince.ts';
import { isDecidedLine, lineEvents, taskRequests, tickedEntitled } from './lines.ts';
import type { Decision, Look } from './look.ts';
import type { Engagement, Profile } from './model.ts';
import { grantIds, moveEnd, regrant } from './regrant.ts';
import type { EngagementTimes, Entitled } from './rules.ts';
import { withoutSaidLater } from './saidLater.ts';
import { begunAlready, lateFrom, type MovedTimes, mayNotPostpone, movedTimes } from './startMoved.ts';

export function decideOnboarding(given: Look): Decision {
  const own = given.ledger.engagements.find((one) => one.openedBy === given.state.id);
  return decideOn(withoutSaidLater(given, own), own);
}

function decideOn(look: Look, own: Engagement | undefined): Decision {
  const { filed, ledger, rules, state, now, form } = look;
  const times = onboardingTimes(look, own);
  if ('problems' in times) return { ok: false, problems: times.problems };
  const problems = standing(own, times);
  const onForm = { ...filed.attributes, workerType: filed.workerType ?? 'employee' };
  const attributes = attributesNow(look, onForm, own);
  const entitled = rules.entitledBy(attributes);
  if (entitled.length === 0) problems.push({ code: 'no-row-applies', field: null });
  const profile = profileOf(look, own);
  problems.push(...untilProblems(look, attributes, times.start));
  if (profile === null) problems.push({ code: 'no-login-from-name', field: 'familyName' });
  if (problems.length > 0 || profile === null) return { ok: false, problems };

  const person = ledger.person?.id ?? look.freshPerson;
  const { signInStopped: _stopped, emptied: _emptied, ...standsAs } = own ?? {};
  const said = { ...attributes, manager: profile.managerMail, privateMail: profile.privateMail };
  const opened: Engagement = {
    ...standsAs,
    id: own?.id ?? engagementId(`${state.id}#e`),
    person,
    workerType: attributes.workerType === 'contractor' ? 'contractor' : 'employee',
    attributes,
    ...emptiedNow(look, own, said),
    ...times,
    // An offboarding's end is not moved by the form that opened the engagement.
    end: own !== undefined && own.endedBy !== null ? own.end : times.end,
    openedBy: state.id,
    endedBy: own?.endedBy ?? null,
    changedBy: state.id,
  };
  const engagement = own === undefined ? withLeaves(look, opened) : opened;
  const resumed = own !== undefined && isOver(own, now) && own.end !== null ? { resumedAfter: own.end } : {};
  const nextId = grantIds(state.id, state.lastSeq);
  const leftovers = own === undefined ? endLeftovers(look) : [];
  const grants = regrant({
    ledger,
    engagement,
    entitled,
    by: state.id,
    changeSet: null,
    policy: rules.version,
    now,
    endOld: overlapEnd(look),
    nextId,
  });
  const lines = lineEvents(look, person, engagement, nextId);
  return {
    ok: true,
    events: [
      accepted(look),
      ...personEvents(look, person, profile),
      ...(own === undefined
        ? [{ type: 'EngagementOpened', engagement, ...lateFrom(look, engagement) } as const]
        : sameEngagement(own, engagement)
          ? []
          : [
              {
                type: 'EngagementChanged',
                engagement,
                ...gapOf(look, engagement),
                ...lateFrom(look, engagement),
                ...resumed,
              } as const,
            ]),
      ...leftovers,
      ...grants,
      ...givenAgain(look, requestedEnds(look, own, engagement)),
      ...('resumedAfter' in resumed ? openedAgain(state, grants) : []),
      ...lines,
      ...taskRequests(look, entitled),
      ...missingGroups(look, entitled),
      ...accountIntent(look, person, profile),
    ],
  };

  function onboardingTimes({ filed }: Look, standingEngagement: Engagement | undefined): MovedTimes | Refused {
    const onForm = filed.start === null ? null : rules.startOf(filed.start, filed.attributes);
    const start = begunAlready(look, standingEngagement) ? standingEngagement.start : onForm;
    if (start === null) return { problems: [{ code: 'not-a-date', field: 'start' }] };
    const end = filed.end === null ? null : rules.endOf(filed.end, filed.attributes);
    if (filed.end !== null && end === null) return { problems: [{ code: 'not-a-date', field: 'end' }] };
    if (end !== null && end <= start) return { problems: [{ code: 'end-before-start', field: 'end' }] };
    if (end !== null && end <= now && standingEngagement === undefined) {
      return { problems: [{ code: 'already-over', field: 'end' }] };
    }
    const times = rules.times(start, pastEndIsNow(end, standingEngagement, now));
    return movedTimes(standingEngagement, times, now);
  }

  /** What already stands and cannot be changed by this form. */
  function standing(ownEngagement: Engagement | undefined, wantedTimes: EngagementTimes): FormProblem[] {
    const found: FormProblem[] = [];
    if (state.person !== null && look.person !== state.person)
      found.push({ code: 'person-changed', field: 'employeeNumber' });
    // What ended only when it was read was over before: a renewal may begin in between.
    const isBeside = (one: Engagement) =>
      isInTheWay(look, one) && overlaps({ ...one, end: lastDayOf(look, one) }, wantedTimes);
    if (ownEngagement === undefined && !filed.additional && ledger.engagements.some(isBeside)) {
      found.push({ code: 'already-engaged', field: 'employeeNumber' });
    }
    if (ownEngagement === undefined && isLeftBefore(look, wantedTimes)) found.push({ code: 'left-since', field: null });
    const hasEnded = ownEngagement !== undefined && isOver(ownEngagement, now);
    const goesOn = hasEnded && ownEngagement.endedBy === null ? newEnd(look, ownEngagement) : null;
    if (hasEnded && goesOn !== null) found.push(...hindrances(look, ownEngagement, goesOn));
    else if (hasEnded) found.push({ code: 'already-left', field: null });
    found.push(...mayNotPostpone(look, ownEngagement, wantedTimes));
    // Another case has set the end since. What stands here of old means nothing by now; an edit would be lost unsaid.
    const isOurs = ownEngagement?.endedBy === null;
    const asked = filed.end === null ? null : rules.endOf(filed.end, filed.attributes);
    if (
      ownEngagement !== undefined &&
      !isOurs &&
      !hasEnded &&
      editedSince(look)('end') &&
      asked !== ownEngagement.end
    ) {
      found.push({ code: 'end-set-elsewhere', field: 'end' });
    }
    const terminates = isOurs && !hasEnded && wantedTimes.end !== null && wantedTimes.end <= now;
    const offboarding = rules.caseSettings('offboarding');
    const author = form.fields.end?.author;
    if (terminates && (offboarding === undefined || author === undefined || !mayFile(author, offboarding))) {
      found.push({ code: 'may-not-terminate', field: 'end' });
    }
    return found;
  }
}

interface Refused {
  readonly problems: readonly FormProblem[];
}

/** A renewal begins where the work that stands ends, or later. */
const overlaps = (standing: Pick<Engagement, 'start' | 'end'>, { start, end }: EngagementTimes) =>
  !neverBegins(standing) && (standing.end === null || standing.end > start) && (end === null || end > standing.start);

/** An offboarding ends it before its first day. */
const neverBegins = ({ start, end }: Pick<Engagement, 'start' | 'end'>) => end !== null && end <= start;

/** A re-hire begins clean: what was left to run on from earlier work here does not come back with the account. */
function endLeftovers({ ledger, state, now }: Look): TenureEvent[] {
  if (!ledger.engagements.some((one) => one.end !== null && one.end <= now)) return [];
  // A renewal filed while the work goes on touches nothing of that.
  const standing = new Set(ledger.engagements.filter(({ end }) => end === null || end > now).map(({ id }) => id));
  return ledger.grants
    .filter(({ end }) => end === null || end > now)
    .filter(({ engagement }) => (engagement === null ? standing.size === 0 : !standing.has(engagement)))
    .map(({ id }) => ({ type: 'GrantEnded', grant: id, end: now, by: state.id, changeSet: null }));
}

/** A termination dated in the past acts at once. */
function pastEndIsNow(end: Instant | null, own: Engagement | undefined, now: Instant): Instant | null {
  return own !== undefined && end !== null && end < now ? (own.end !== null && own.end < now ? own.end : now) : end;
}

/** What the form asked for, when the end could only be taken now; not of one that another case has moved since. */
export function gapOf({ filed, rules, now }: Look, { end, attributes }: Engagement): { readonly askedEnd?: Instant } {
  const asked = filed.end === null ? null : rules.endOf(filed.end, attributes);
  return asked !== null && asked < now && end === now ? { askedEnd: asked } : {};
}

export const overlapEnd = ({ rules, now }: Look): Instant => plus(now, rules.settings.times.moverOverlap);

/** The profile by the form; the work address by the naming rule, unless the form or the ledger has one. */
function profileOf(look: Look, own: Engagement | undefined): Profile | null {
  const { filed, ledger, rules, takenLogins } = look;
  if (filed.naturalKey === null || filed.givenName === null || filed.familyName === null) return null;
  const edited = editedSince(look);
  const standing = ledger.person?.profile;
  const names = {
    naturalKey: filed.naturalKey,
    givenName: edited('givenName') ? filed.givenName : (standing?.givenName ?? filed.givenName),
    familyName: edited('familyName') ? filed.familyName : (standing?.familyName ?? filed.familyName),
    workMail: filed.workMail ?? '',
  };
  const isSaid = adds(look, own);
  const privateMail = isSaid('privateMail', standing?.privateMail)
    ? filed.privateMail
    : (standing?.privateMail ?? null);
  const managerMail = isSaid('manager', standing?.managerMail) ? filed.managerMail : (standing?.managerMail ?? null);
  // A new name has brought a new address since: the form still says the old one.
  const onForm = edited('workMail') ? filed.workMail : null;
  const workMail = onForm ?? standing?.workMail ?? filed.workMail ?? firstFree(names);
  if (workMail === null) return null;
  return {
    ...names,
    workMail,
    ...(filed.employeeNumber === null ? {} : { employeeNumber: filed.employeeNumber }),
    ...(privateMail === null ? {} : { privateMail }),
    ...(managerMail === null ? {} : { managerMail }),
  };

  function firstFree(given: typeof names): string | null {
    for (let n = 1; n <= 50; n += 1) {
      const login = rules.login(given, n);
      if (login === null) return null;
      if (!takenLogins.has(login.toLowerCase())) return login;
    }
    return null;
  }
}

function personEvents({ ledger, state }: Look, person: Engagement['person'], profile: Profile): TenureEvent[] {
  if (ledger.person === null) return [{ type: 'PersonRegistered', person, personal: profile }];
  const concerns: TenureEvent[] = state.person === null ? [{ type: 'CaseConcerns', person }] : [];
  const differs = JSON.stringify(sorted(ledger.person.profile)) !== JSON.stringify(sorted(profile));
  return differs ? [...concerns, { type: 'ProfileChanged', person, personal: profile }] : concerns;
}

/**
 * What was asked for, or taken over, ends with the engagement, and moves with its end. This form's own lines say that
 * themselves.
 */
export function requestedEnds(
  { ledger, state }: Look,
  own: Engagement | undefined,
  engagement: Engagement,
): TenureEvent[] {
  if (own === undefined || own.end === engagement.end) return [];
  return ledger.grants
    .filter(({ cause, engagement: of }) => MOVING.has(cause) && of === own.id)
    .filter(({ id, givenBy }) => givenBy !== state.id || isDecidedLine(state, id))
    .flatMap((grant) => {
      const { end, until = null } = grant;
      if (end === firstEnd(until, own.end)) return heldAsDated(grant, until, engagement.end, state.id);
      // Another end was set for it: that stands, and the work's own is never outlived.
      const isOutlived = engagement.end !== null && (end === null || end > engagement.end);
      return isOutlived ? [moveEnd(grant, engagement.end, state.id, null)] : [];
    });
}

const MOVING: ReadonlySet<Cause> = new Set(['request', 'break-glass', 'adopted', 'reinstated']);
const UNKNOWN = new Set(['unknown-group', 'unknown-role']);

/** Groups and project roles that what is given or ticked names and the provider does not have: one open exception for each. */
export function missingGroups(look: Look, entitled: readonly Entitled[]): TenureEvent[] {
  const { state, filed } = look;
  const isOpen = (name: string) =>
    state.exceptions.some(
      ({ kind, verdict, detail }) => UNKNOWN.has(kind) && verdict === null && detail.group === name,
    );
  const missing = new Set([...entitled, ...tickedEntitled(look)].flatMap((one) => one.missing));
  return [...missing]
    .filter((name) => !isOpen(name))
    .map((name) => ({
      type: 'ExceptionRaised',
      exception: exceptionId(`${state.id}!missing-${filed.digest.slice(0, 8)}-${name}`),
      kind: isProjectRole(name) ? 'unknown-role' : 'unknown-group',
      detail: { group: name },
    }));
}

function accountIntent({ ledger, rules }: Look, person: Engagement['person'], profile: Profile): TenureEvent[] {
  if (ledger.accounts.some(({ connection }) => connection === rules.primary)) return [];
  return [
    {
      type: 'AccountIntended',
      account: accountId(`${rules.primary}/${person}`),
      person,
      connection: rules.primary,
      because: 'new',
      personal: { login: profile.workMail },
    },
  ];
}

export function sameEngagement(a: Engagement, b: Engagement): boolean {
  const plain = ({ changedBy: _, ...rest }: Engagement) => canonical(rest);
  return plain(a) === plain(b);
}

const sorted = (record: object) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
