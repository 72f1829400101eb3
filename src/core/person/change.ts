/** Change: a role, department, manager or name changes. The table is run again; the difference is what happens. */
import type { TenureEvent } from '../evidence/model.ts';
import { evolveAll, leadingEngagement } from '../grant/index.ts';
import { canonical } from '../shared/canonical.ts';
import { later } from '../shared/instant.ts';
import { mayFile } from './authority.ts';
import { untilProblems } from './dated.ts';
import { accepted, attributesNow, editedSince, emptiedNow, emptiedProblems, isEmptied } from './editedSince.ts';
import { asContracted, contractEndsAgain, holdOff, joinsUp } from './employed.ts';
import { cutting, earliest, followed, withOwnEnd, withoutOffboardings } from './ends.ts';
import { isFiledSince } from './filedSince.ts';
import { endingProblems, endings } from './givenBack.ts';
import { endedByDate, givenAgain, hindrances, isOver, newEnd } from './goesOn.ts';
import { isCutSince } from './leavesSince.ts';
import { isLeftBefore, meantBy } from './leftBefore.ts';
import { lineEvents, taskRequests } from './lines.ts';
import type { Decision, Look } from './look.ts';
import type { Engagement, Profile } from './model.ts';
import { withLogin } from './newLogin.ts';
import { gapOf, missingGroups, overlapEnd, requestedEnds, sameEngagement } from './onboarding.ts';
import { grantIds, regrant } from './regrant.ts';
import { withoutSaidLater } from './saidLater.ts';
import { lateFrom } from './startMoved.ts';

export function decideChange(look: Look): Decision {
  const fresh = meansOther(look) ? unsaid(look) : look;
  return decideOn(withoutSaidLater(fresh, workMeant(fresh)));
}

/**
 * In force, it was said of work they had left before it was filed, as nobody had read that yet, nor the form by which they had
 * begun anew: all of it is about that.
 */
export function meansOther(look: Look): boolean {
  const { state, ledger, kind } = look;
  const said = ledger.engagements.find(({ id }) => id === state.changed);
  const isInForce = kind === 'change' && state.accepted && state.withdrawn === null && state.postponedUntil === null;
  if (!isInForce || said === undefined || !isOver(said, look.now) || !isLeftBefore(look, said)) return false;
  return workMeant(unsaid(look)) !== undefined;
}

const unsaid = (look: Look): Look => ({
  ...look,
  state: { ...look.state, accepted: false, acceptedAsOf: null, changed: null },
});

/** The work that is meant; none where it is over by now. */
function workMeant(look: Look): Engagement | undefined {
  const meant = workThen(look);
  return meant === undefined || isOver(meant, look.now) ? undefined : meant;
}

/** The work that went on, or was ahead, when it was filed, or on its day, however late it is read. */
function workThen(look: Look): Engagement | undefined {
  const { ledger, filed, form, rules, now } = look;
  const known = ledger.engagements.filter((one) => isAbout(look, one) && !isFiledSince(look, one));
  // Its day is a day where they work.
  const attributes = leadingEngagement(known, now)?.attributes ?? filed.attributes;
  const from = filed.start === null ? null : rules.startOf(filed.start, attributes);
  const at = from !== null && from <= now ? later(form.created, from) : form.created;
  return leadingEngagement(meantBy(look, known), at);
}

/** The work that may go on though it has ended, by its date: what is meant, and no other. */
function workOver(look: Look): Engagement | undefined {
  const last = endedByDate(look);
  if (last === undefined || !isAbout(look, last) || isFiledSince(look, last)) return undefined;
  const meant = workThen(look);
  return meant === undefined || meant.id === last.id || isLeftBefore(look, meant) ? last : undefined;
}

/** In force, a change is about the work it has changed, whatever they have taken up since. */
const isAbout = ({ state }: Look, { id }: Engagement): boolean =>
  !state.accepted || state.changed === null || state.changed === id;

function decideOn(look: Look): Decision {
  const { filed, ledger, rules, state, now, form } = look;
  const person = ledger.person;
  if (person === null || look.person === null)
    return { ok: false, problems: [{ code: 'unknown-person', field: 'person' }] };
  if (state.person !== null && look.person !== state.person) {
    return { ok: false, problems: [{ code: 'person-changed', field: 'person' }] };
  }
  const running = workMeant(look);
  const over = running === undefined ? workOver(look) : undefined;
  const present = running ?? over;
  if (present === undefined) return { ok: false, problems: [{ code: 'already-left', field: 'person' }] };

  // As it stands without what this change has done ahead of its day.
  const stands = asContracted(look, present);
  const from = filed.start === null ? null : rules.startOf(filed.start, present.attributes);
  if (filed.start !== null && from === null) return { ok: false, problems: [{ code: 'not-a-date', field: 'start' }] };
  const edited = editedSince(look);
  const workerType = (edited('workerType') ? filed.workerType : null) ?? present.workerType;
  const attributes = { ...attributesNow(look, filed.attributes, present), workerType };
  const endOnForm = edited('end') ? filed.end : null;
  const offboarded = stands.endedBy !== null && look.offboardings.has(stands.endedBy);
  // A contract's last day is none of the employment that follows it. An offboarding's is: its work ends all the same.
  const leavesContract = stands.workerType === 'contractor' && workerType === 'employee';
  const becomesEmployee = leavesContract && !offboarded;
  const offboardedOn = leavesContract ? earliest(cutting(stands)) : null;
  const movedOn = over === undefined ? null : newEnd(look, over);
  if (over !== undefined && movedOn === null && !becomesEmployee)
    return { ok: false, problems: [{ code: 'already-left', field: 'person' }] };
  if (becomesEmployee && movedOn === null && !joinsUp(stands, from ?? now))
    return { ok: false, problems: [{ code: 'begins-after-a-gap', field: 'start' }] };
  const standingEnd = becomesEmployee ? null : (offboardedOn ?? stands.end);
  const asked = endOnForm === null ? standingEnd : rules.endOf(endOnForm, attributes);
  if (endOnForm !== null && asked === null) return { ok: false, problems: [{ code: 'not-a-date', field: 'end' }] };
  if (asked !== null && (asked <= stands.start || (becomesEmployee && from !== null && asked <= from)))
    return { ok: false, problems: [{ code: 'end-before-start', field: 'end' }] };
  const end = asked !== null && asked < now ? now : asked;
  const author = form.fields.end?.author;
  const offboarding = rules.caseSettings('offboarding');
  const mayOffboard = offboarding !== undefined && author !== undefined && mayFile(author, offboarding);
  if (end !== null && end <= now && !mayOffboard) {
    return { ok: false, problems: [{ code: 'may-not-terminate', field: 'end' }] };
  }
  const limit = offboardedOn ?? stands.end;
  const longer = limit !== null && (end === null || end > limit);
  // Said before they were to leave, it keeps them no longer, and stands should that be taken back.
  const isSaidBefore = offboarded && longer && endOnForm !== null && isCutSince(look, stands);
  if (offboarded && longer && !isSaidBefore && !mayOffboard)
    return { ok: false, problems: [{ code: 'may-not-extend', field: 'end' }] };
  const missing = emptiedProblems(look);
  if (missing.length > 0) return { ok: false, problems: missing };
  const entitled = rules.entitledBy(attributes);
  if (entitled.length === 0) return { ok: false, problems: [{ code: 'no-row-applies', field: null }] };
  // What is wrong with it is said when it is filed; whether it fits is decided on its day.
  const hindered = over === undefined ? [] : hindrances(look, over, end, movedOn === null ? 'workerType' : 'end');
  if (from !== null && from > now) {
    if (hindered.length > 0) return { ok: false, problems: hindered };
    // Behind an offboarding too: taken back, it leaves nobody locked out for the night.
    const contractEnd = withoutOffboardings(stands).end;
    const joins = joinsUp({ end: contractEnd }, from);
    const worksOn = leavesContract && joins && contractEnd !== null && from >= contractEnd;
    if (over !== undefined) return { ok: 'later', until: from };
    return {
      ok: 'later',
      until: from,
      ahead: worksOn
        ? holdOff(look, present, offboarded && endOnForm === null ? null : end)
        : contractEndsAgain(look, present),
    };
  }
  const problems = [...hindered, ...untilProblems(look, attributes, present.start), ...endingProblems(look, entitled)];
  if (problems.length > 0) return { ok: false, problems };

  const movesEnd = end !== present.end;
  const resumed = over?.end == null ? {} : { resumedAfter: over.end };
  // The table is run in full: nothing is left out of what it gives from here on.
  const { leftOut: _left, emptied: _emptied, ...work } = present;
  const isGone = isEmptied(look);
  const { managerMail, privateMail, ...kept } = person.profile;
  const named: Profile = {
    ...kept,
    ...(managerMail === undefined || isGone('manager') ? {} : { managerMail }),
    ...(privateMail === undefined || isGone('privateMail') ? {} : { privateMail }),
    ...(filed.givenName === null || !edited('givenName') ? {} : { givenName: filed.givenName }),
    ...(filed.familyName === null || !edited('familyName') ? {} : { familyName: filed.familyName }),
    ...(filed.managerMail === null || !edited('manager') ? {} : { managerMail: filed.managerMail }),
    ...(filed.privateMail === null || !edited('privateMail') ? {} : { privateMail: filed.privateMail }),
  };
  const said = { ...attributes, manager: named.managerMail, privateMail: named.privateMail };
  const changed = { ...work, workerType, attributes, ...emptiedNow(look, present, said), changedBy: state.id };
  // Taken back, the offboarding leaves an employment and not the contract's last day.
  const isFreed = isSaidBefore || (offboardedOn !== null && end === offboardedOn);
  const engagement: Engagement = isFreed
    ? withOwnEnd(changed, { end: isSaidBefore ? end : null, endedBy: state.id })
    : { ...changed, end, endedBy: movesEnd ? state.id : present.endedBy };
  const freed = isFreed ? followed(ledger.grants, present, engagement, state.id) : [];
  const after: Look = { ...look, ledger: evolveAll(ledger, freed, state.id) };
  const { profile, rename } = withLogin(look, person.profile, named);
  const nextId = grantIds(state.id, state.lastSeq);
  const events: TenureEvent[] = [accepted(look)];
  if (state.person === null) events.push({ type: 'CaseConcerns', person: person.id });
  if (canonical(profile) !== canonical(person.profile)) {
    events.push({ type: 'ProfileChanged', person: person.id, personal: profile });
  }
  events.push(...rename);
  // Always named, also without a difference in groups: the profile at the provider is this case's to prove.
  if (!sameEngagement(present, engagement) || present.changedBy !== state.id) {
    events.push({
      type: 'EngagementChanged',
      engagement,
      ...gapOf(look, engagement),
      ...lateFrom(look, engagement),
      ...resumed,
    });
  }
  const edits = [
    ...regrant({
      ledger: after.ledger,
      engagement,
      entitled,
      by: state.id,
      changeSet: null,
      policy: rules.version,
      now,
      endOld: overlapEnd(look),
      nextId,
    }),
    ...givenAgain(look, requestedEnds(after, present, engagement)),
    ...endings(look),
  ];
  events.push(
    // What is edited all the same is said once.
    ...freed.filter(({ grant }) => !edits.some((one) => 'grant' in one && one.grant === grant)),
    ...edits,
    ...lineEvents(look, person.id, engagement, nextId),
    ...taskRequests(look, entitled),
    ...missingGroups(look, entitled),
  );
  return { ok: true, events };
}
