/**
 * One look at a form: what follows from it for the person, in the order of the steps below. A refusal is an event
 * too, with every problem named; nothing of a refused form takes effect.
 *
 *   open        the case is opened with the first look
 *   withdrawn   its issue was moved to a status that takes the case back
 *   authority   every field's last author may file this kind of case, and is not the person concerned
 *   reading     every value is what it should be
 *   aside       what a termination does not wait for is asked beside it
 *   kind        onboarding, change, leave and offboarding each decide in a file of their own
 *   tasks       what people did about sub-tasks, and to the issue
 */
import { evolveCaseAll } from '../evidence/index.ts';
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import { evolveAll } from '../grant/index.ts';
import { exceptionId } from '../shared/ids.ts';
import { unreachable } from '../shared/outcome.ts';
import { askAside, setAside, withoutAside } from './aside.ts';
import { authorityProblems } from './authority.ts';
import { closingsOf } from './byHand.ts';
import { decideChange, meansOther } from './change.ts';
import { editedSince } from './editedSince.ts';
import { heldOffNoLonger } from './employed.ts';
import { handedOver, keptUnseen } from './kept.ts';
import { decideLeave, returns } from './leave.ts';
import type { Decision, Look } from './look.ts';
import { settleReturn } from './moved.ts';
import { decideOffboarding } from './offboarding.ts';
import { decideOnboarding } from './onboarding.ts';
import { taskEvents } from './tasks.ts';
import { decideWithdrawal, mayNotWithdraw } from './withdrawal.ts';

export function decideLook(look: Look): TenureEvent[] {
  const { state, filed, form } = look;
  const opened: TenureEvent[] =
    state.kind === null ? [{ type: 'CaseOpened', kind: look.kind, issue: form.issue, filedBy: form.creator.id }] : [];
  const back = settleReturn(look);
  // What this look drops is nobody's to close any more; what it asks for, nobody has closed yet.
  const tasksAfter = (events: readonly TenureEvent[]) => {
    const dropped = events.filter(({ type }) => type === 'TaskDropped');
    return taskEvents({ ...look, state: evolveCaseAll(state, dropped, look.now) });
  };
  /** What people did about sub-tasks is the last word of a look: it may let go what the form still keeps. */
  const byPeople = (events: readonly TenureEvent[]) => {
    const done = tasksAfter(events);
    const after = evolveAll(look.ledger, events, state.id);
    return [...done, ...handedOver(done, state, after, look.now)];
  };
  const unchanged =
    filed.digest === state.lastDigest && state.problems.length === 0 && !isSaidAgain(look) && !meansOther(look);
  const due = state.postponedUntil !== null && state.postponedUntil <= look.now;
  if (unchanged && !due) return [...opened, ...back, ...byPeople([])];
  if (unchanged && state.kind === 'leave') return [...returns(look), ...back, ...byPeople([])];

  const decision = decideForm(look);
  switch (decision.ok) {
    case true: {
      const events = [...decision.events, ...closingsOf(state, look.ledger, decision.events)];
      return [...opened, ...events, ...back, ...byPeople(events)];
    }
    case 'later':
      return [
        ...opened,
        postponed(filed.digest, decision),
        ...(decision.ahead ?? []),
        ...(decision.asked ?? []),
        ...back,
        ...byPeople(decision.ahead ?? []),
      ];
    case false:
      return [
        ...opened,
        ...refusal(look, decision.problems),
        ...heldOffNoLonger(look, decision.problems),
        ...returns(look),
        ...back,
        ...byPeople([]),
      ];
    default:
      return unreachable(decision);
  }
}

/** Written and put back between two looks: what it says as before it says anew, and another form may have said otherwise in between. */
function isSaidAgain(look: Look): boolean {
  const { kind, form, state } = look;
  const isInForce = state.accepted && state.withdrawn === null && state.postponedUntil === null;
  if (!isInForce || (kind !== 'onboarding' && kind !== 'change')) return false;
  return Object.keys({ ...form.emptied, ...form.fields }).some(editedSince(look));
}

const postponed = (digest: string, { until, sealed }: Extract<Decision, { readonly ok: 'later' }>): TenureEvent => ({
  type: 'FormPostponed',
  digest,
  until,
  ...(sealed === undefined ? {} : { sealed }),
});

function decideForm(look: Look): Decision {
  const settings = look.rules.caseSettings(look.kind);
  if (settings === undefined) return { ok: false, problems: [{ code: 'kind-not-configured', field: null }] };
  if (look.state.withdrawn !== null) return { ok: false, problems: [{ code: 'withdrawn', field: null }] };
  // Access would come back to somebody of whom nothing says any more who they are.
  if (look.ledger.person?.erasedAt !== undefined)
    return { ok: false, problems: [{ code: 'person-erased', field: null }] };
  const withdrawing = look.filed.withdrawn !== null && (look.state.kind ?? look.kind) === look.kind;
  const hindered = withdrawing ? mayNotWithdraw(look, settings) : [];
  // Taking back what was filed needs nothing on the form to be right; whoever may not leaves the case as it was.
  if (withdrawing && hindered.length === 0) return decideWithdrawal(look);
  const problems = [...hindered, ...authorityProblems(look.form, settings, look.concerned), ...look.filed.problems];
  // What was accepted as one kind is never carried out as another.
  if (look.state.kind !== null && look.state.kind !== look.kind) problems.push({ code: 'kind-changed', field: null });
  if (look.person === 'ambiguous') problems.push({ code: 'ambiguous-person', field: 'person' });
  problems.push(...nonPersonProblems(look), ...managerProblems(look), ...keptUnseen(look));
  const aside = setAside(look, problems);
  if (problems.length > aside.length) return { ok: false, problems };
  const decision = decideKind(withoutAside(look, aside));
  // Somebody without the right moved the issue of what is over by now: that is what has to be said.
  if (decision.ok === false && hindered.length > 0) return { ok: false, problems: hindered };
  if (decision.ok === 'later') return { ...decision, asked: askAside(look.state, aside, look.now) };
  if (!decision.ok) return decision;
  // An acceptable form answers what an earlier one had raised.
  return { ok: true, events: [...decision.events, ...askAside(look.state, aside, look.now)] };
}

function decideKind(look: Look): Decision {
  switch (look.kind) {
    case 'onboarding':
      return decideOnboarding(look);
    case 'change':
      return decideChange(look);
    case 'leave':
      return decideLeave(look);
    case 'offboarding':
      return decideOffboarding(look);
    default:
      return unreachable(look.kind);
  }
}

/** What no person signs in with as themselves has no working life. */
function nonPersonProblems({ kind, filed, rules }: Look): readonly FormProblem[] {
  const [field, name] = kind === 'onboarding' ? ['workMail', filed.workMail] : ['person', filed.about];
  return rules.isNonPerson(name) ? [{ code: 'non-person-account', field: field ?? null }] : [];
}

/** Whoever is named as manager is told, and asked later on; a leaver waits for neither, and a leave names none. */
function managerProblems({ kind, filed, managerKnown, concerned }: Look): readonly FormProblem[] {
  if (kind === 'offboarding' || kind === 'leave') return [];
  if (!managerKnown) return [{ code: 'unknown-manager', field: 'manager' }];
  const own = filed.managerMail !== null && concerned.mails.includes(filed.managerMail);
  return own ? [{ code: 'own-manager', field: 'manager' }] : [];
}

/** Said once per form and set of problems: the same refusal again is silence. */
function refusal({ state, filed }: Look, problems: readonly FormProblem[]): TenureEvent[] {
  const same = (a: readonly FormProblem[]) =>
    a
      .map(({ code, field }) => `${code}:${field}`)
      .sort()
      .join('|');
  if (state.lastDigest === filed.digest && same(state.problems) === same(problems)) return [];
  const events: TenureEvent[] = [{ type: 'FormRefused', digest: filed.digest, problems }];
  const foreign = problems.filter(({ code }) => code === 'unauthorised-edit' || code === 'own-edit');
  if ((state.accepted || state.postponedUntil !== null) && foreign.length > 0) {
    // Somebody without the right touched a case in force, or holds up what was to come: a person looks.
    const fields = foreign.map(({ field }) => field).join(', ');
    const isOpen = state.exceptions.some(
      ({ kind, detail, verdict }) => kind === 'unauthorised-edit' && detail.fields === fields && verdict === null,
    );
    const exception = exceptionId(`${state.id}!edit-${state.exceptions.length + 1}`);
    if (!isOpen) events.push({ type: 'ExceptionRaised', exception, kind: 'unauthorised-edit', detail: { fields } });
  }
  return events;
}
