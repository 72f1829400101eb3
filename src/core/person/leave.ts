/**
 * Leave of absence: from an instant on the sign-in is stopped and what is held is kept; what begins meanwhile waits, what
 * ends meanwhile ends. On return the table is read again. A leave is of the engagements there are when it is filed: work
 * that begins later is no leave from it, and an end of the work ends the leave.
 */
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import { leadingEngagement } from '../grant/index.ts';
import { type Instant, later } from '../shared/instant.ts';
import { accepted, editedSince } from './editedSince.ts';
import { isFiledSince } from './filedSince.ts';
import { isOver } from './goesOn.ts';
import type { Decision, Look } from './look.ts';
import type { Attributes, Engagement, Leave } from './model.ts';
import { missingGroups } from './onboarding.ts';
import { grantIds, regrant } from './regrant.ts';

export function decideLeave(look: Look): Decision {
  const { ledger, state, now } = look;
  const { person } = ledger;
  if (person === null || look.person === null) return refused('unknown-person', 'person');
  if (state.person !== null && look.person !== state.person) return refused('person-changed', 'person');
  const standing = leaveOf(ledger.engagements, state.id);
  const work = workOf(look);
  const running = work.filter((one) => !isOver(one, now));
  if (running.length === 0) return refused('already-left', 'person');
  // Read again because of something else on it: it stands as it stands, also where it is over by now.
  const edited = editedSince(look);
  const stands = standing !== undefined && !edited('start') && !edited('end');
  const times = stands ? standing : leaveTimes(look, standing, leadingEngagement(running, now)?.attributes ?? {});
  if ('code' in times) return { ok: false, problems: [times] };
  const leave: Leave = { ...times, case: state.id };
  const concerns: TenureEvent[] = state.person === null ? [{ type: 'CaseConcerns', person: person.id }] : [];
  // They are back, and that has been said.
  const over = standing !== undefined && hasPassed(standing, now) && state.postponedUntil === null;
  if (over && hasPassed(leave, now)) return { ok: true, events: [accepted(look)] };
  const set: TenureEvent = { type: 'LeaveSet', leave, engagements: work.map(({ id }) => id) };
  // Back early, by an edit: the return is decided with it.
  const back = standing !== undefined && hasPassed(leave, now);
  return {
    ok: true,
    events: [accepted(look), ...concerns, set, ...(back ? returnEvents(look, running) : [])],
  };
}

/** This case's leave, on whichever engagement. */
export const leaveOf = (engagements: readonly Engagement[], of: Look['state']['id']): Leave | undefined =>
  engagements.flatMap(({ leaves = [] }) => leaves).find((leave) => leave.case === of);

/** The work it is a leave from: what there is when it is filed, and from then on what carries it. */
function workOf(look: Look): readonly Engagement[] {
  const { ledger, state, now } = look;
  const { engagements } = ledger;
  const carrying = engagements.filter((one) => leaveOf([one], state.id) !== undefined);
  return carrying.length > 0 ? carrying : engagements.filter((one) => !isOver(one, now) && !isFiledSince(look, one));
}

const hasPassed = ({ until }: Leave, now: Instant) => until !== null && until <= now;

/** The day of return has come. What stands on the form by now, and whether it can be read, is no part of that. */
export function returns(look: Look): TenureEvent[] {
  const { state, now } = look;
  if (state.kind !== 'leave' || state.postponedUntil === null || state.postponedUntil > now) return [];
  return returnEvents(
    look,
    workOf(look).filter((one) => !isOver(one, now)),
  );
}

/** Its issue was taken back: a leave that has not begun never does; one that has is over now. */
export function leaveOff(look: Look): TenureEvent[] {
  const { ledger, state, now } = look;
  const standing = leaveOf(ledger.engagements, state.id);
  const work = workOf(look);
  const running = work.filter((one) => !isOver(one, now));
  if (standing === undefined || running.length === 0 || hasPassed(standing, now)) return [];
  const { askedUntil: _, ...stood } = standing;
  const leave: Leave = { ...stood, until: later(standing.from, now) };
  const set: TenureEvent = { type: 'LeaveSet', leave, engagements: work.map(({ id }) => id) };
  return [set, ...(standing.from <= now ? returnEvents(look, running) : [])];
}

function leaveTimes(
  { filed, rules, now, state }: Look,
  standing: Leave | undefined,
  attributes: Attributes,
): FormProblem | Omit<Leave, 'case'> {
  const first = filed.start === null ? null : rules.startOf(filed.start, attributes);
  if (first === null) return { code: 'not-a-date', field: 'start' };
  const last = filed.end === null ? null : rules.endOf(filed.end, attributes);
  if (filed.end !== null && last === null) return { code: 'not-a-date', field: 'end' };
  if (last !== null && last <= first) return { code: 'end-before-start', field: 'end' };
  const begun = standing !== undefined && standing.from <= now;
  // Filed after it was over: nothing is stopped for the past.
  if (last !== null && last <= now && !begun && !state.accepted) return { code: 'already-over', field: 'end' };
  // What has begun has begun; what has not begins no earlier than now.
  const from = begun && first <= now ? standing.from : later(first, now);
  const until = last === null ? null : later(last, begun ? now : from);
  return { from, until, ...(last === null || last === until ? {} : { askedUntil: last }) };
}

/** The table as it is now, for the work that goes on: what it no longer gives ends, what is new begins. */
function returnEvents(look: Look, running: readonly Engagement[]): TenureEvent[] {
  const { ledger, rules, state, now } = look;
  const nextId = grantIds(state.id, state.lastSeq);
  const grants = running.flatMap((engagement) => {
    const entitled = rules.entitledBy({ ...engagement.attributes, workerType: engagement.workerType });
    // That no row applies any more is for a policy to say, person by person, and not for the day of a return.
    if (entitled.length === 0) return [];
    const edits = regrant({
      ledger,
      engagement,
      entitled,
      by: state.id,
      changeSet: null,
      policy: rules.version,
      now,
      endOld: now,
      nextId,
    });
    return [...edits, ...missingGroups(look, entitled)];
  });
  return [{ type: 'LeaveEnded', because: running.length === 0 ? 'left' : 'returned', at: now }, ...grants];
}

const refused = (code: FormProblem['code'], field: string): Decision => ({ ok: false, problems: [{ code, field }] });
