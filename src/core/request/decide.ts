/** A request as it is filed or edited: each line answered by policy, and gone on with as far as it goes by itself. */
import { type CaseState, evolveCaseAll } from '../evidence/index.ts';
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import { evolveAll, leadingEngagement, mailsOf } from '../grant/index.ts';
import { type FiledForm, settleReturn, taskEvents } from '../person/index.ts';
import type { Engagement } from '../person/model.ts';
import { canonical } from '../shared/canonical.ts';
import type { Instant } from '../shared/instant.ts';
import { givenBack } from './giveBack.ts';
import { lineEvents } from './lines.ts';
import { isKnown, type RequestLook } from './look.ts';
import { progress } from './progress.ts';
import { ASKED_FIELDS, type Asked } from './readAsked.ts';
import { reviewsSeen } from './review.ts';
import type { Setting } from './setting.ts';

/** The events of one look; none when nothing is new. The same look twice says nothing the second time. */
export function decideRequest(look: RequestLook): readonly TenureEvent[] {
  const { form, asked, state, ledger } = look;
  const raised = look.raised === undefined ? {} : { raised: look.raised };
  const begun: readonly TenureEvent[] =
    state.openedAt === null
      ? [{ type: 'CaseOpened', kind: 'access-request', issue: form.issue, filedBy: form.creator.id, ...raised }]
      : settleReturn({ kind: 'access-request', state, now: look.now });
  const engagement = workOf(look);
  const setting: Setting = { ...look, engagement, requester: look.requester?.names ?? [] };
  const { requester } = look;
  const takesBack = isTakenBack(asked, state) && isEdited(asked, state);
  // Where nobody can say now what whoever asks may ask for, the form waits, and everything else goes on.
  const isNew = takesBack || (isAnsweredAnew(asked, state) && (requester === null || isKnown(requester)));
  const problems = isNew && !takesBack ? problemsOf(look, engagement) : [];
  if (problems.length > 0) {
    const refused = refusal(state, asked, problems);
    // What was accepted before goes on: an edit that does not count changes nothing about it.
    return state.accepted ? goOn(look, [...begun, ...refused], setting) : [...begun, ...refused];
  }
  const events: TenureEvent[] = [...begun];
  if (isNew && (takesBack || (engagement !== null && requester !== null)) && ledger.person !== null) {
    const asOf = newestOf(form);
    events.push({
      type: 'FormAccepted',
      digest: asked.digest,
      policy: look.rules.version,
      asOf,
      personal: { notify: requester === null ? [] : requester.names.slice(0, 1) },
    });
    if (state.person === null) events.push({ type: 'CaseConcerns', person: ledger.person.id });
    if (asked.isWithdrawn) events.push(...givenBack(look, state.request.lines));
    else if (engagement !== null && requester !== null && isKnown(requester)) {
      events.push(...lineEvents(look, engagement, requester));
    }
  }
  return goOn(look, events, setting);
}

/** Taking back asks for nothing, so nothing on the form stands against it. */
const isTakenBack = ({ isWithdrawn }: Asked, { accepted, kind }: CaseState): boolean =>
  isWithdrawn && accepted && (kind === null || kind === 'access-request');

/** Refused before, the same form may be right by now: whom it names has been registered since. */
const isEdited = ({ digest }: Asked, { lastDigest, problems }: CaseState): boolean =>
  digest !== lastDigest || problems.length > 0;

/** Whether policy is to answer what stands on the form. */
export const isAnsweredAnew = (asked: Asked, state: CaseState): boolean =>
  !isTakenBack(asked, state) && isEdited(asked, state);

/** What follows by itself, and what people did about sub-tasks: the last word of a look. */
function goOn(look: RequestLook, before: readonly TenureEvent[], setting: Setting): readonly TenureEvent[] {
  const { state, form, now } = look;
  const events = [...before, ...follow(state, before, setting)];
  const after = () => evolveCaseAll(state, events, now);
  const ledger = evolveAll(look.ledger, events, state.id);
  // Who may say what an emergency was is not known while a group cannot be read: no word on it is refused for that.
  const isWhole = (look.facts.unread?.size ?? 0) === 0;
  if (isWhole) events.push(...reviewsSeen(after(), { ...look, tasks: form.tasks }, { ...setting, ledger }));
  // How the sub-task of an emergency was closed is read above; here it only has its day.
  const reviews = after().tasks.filter(({ about }) => about === 'emergency');
  const others = form.tasks.filter(({ task }) => !reviews.some((one) => one.task === task));
  const open = reviews.map(({ task, key }) => ({ task, key: key ?? '', done: false, closed: null }));
  return [...events, ...taskEvents({ ...look, form: { tasks: [...others, ...open] }, state: after() })];
}

/** What follows by itself, on the case and the ledger as these events leave them. */
export function follow(state: CaseState, events: readonly TenureEvent[], setting: Setting): readonly TenureEvent[] {
  const after = evolveCaseAll(state, events, setting.now);
  const ledger = evolveAll(setting.ledger, events, state.id);
  return progress({ ...after, lastSeq: state.lastSeq + events.length }, { ...setting, ledger });
}

/** The work that goes on now, or is to begin; `null` = there is none. */
export const workOf = ({ ledger, now }: Pick<RequestLook, 'ledger' | 'now'>): Engagement | null =>
  leadingEngagement(
    ledger.engagements.filter(({ end }) => end === null || end > now),
    now,
  ) ?? null;

function problemsOf(look: RequestLook, engagement: Engagement | null): readonly FormProblem[] {
  const { form, asked, person, requester, state, ledger, rules, policy } = look;
  const problems: FormProblem[] = [...asked.problems];
  if (state.kind !== null && state.kind !== 'access-request') problems.push({ code: 'kind-changed', field: null });
  if (rules.isNonPerson(asked.forWhom)) problems.push({ code: 'non-person-account', field: 'forWhom' });
  else if (requester === null || !requester.works) problems.push({ code: 'not-known-here', field: null });
  else if (person === 'ambiguous') problems.push({ code: 'ambiguous-person', field: 'forWhom' });
  else if (person === null) problems.push({ code: 'unknown-person', field: 'forWhom' });
  else if (state.person !== null && state.person !== person)
    problems.push({ code: 'person-changed', field: 'forWhom' });
  else if (mailsOf(ledger).some((name) => isOutOfReach(name, policy))) {
    problems.push({ code: 'protected-account', field: asked.forWhom === null ? null : 'forWhom' });
  } else if (engagement === null && ledger.person !== null && !state.accepted) {
    problems.push({ code: 'not-working-here', field: asked.forWhom === null ? null : 'forWhom' });
  }
  return [...problems, ...foreignEdits(form)];
}

const isOutOfReach = (name: string, { settings }: RequestLook['policy']) =>
  settings.protected.accounts.some((one) => one.toLowerCase() === name.toLowerCase());

/** A field counts only as whoever asks has set it: an approver who edits it would decide about their own words. */
function foreignEdits({ creator, fields, emptied }: FiledForm): readonly FormProblem[] {
  return [...Object.entries(fields), ...Object.entries(emptied)]
    .filter(([field, { author }]) => ASKED_FIELDS.some((one) => one === field) && author.id !== creator.id)
    .map(([field]) => ({ code: 'unauthorised-edit', field }));
}

/** Said once per form and set of problems. */
function refusal(state: CaseState, { digest }: Asked, problems: readonly FormProblem[]): readonly TenureEvent[] {
  const text = (all: readonly FormProblem[]) => canonical(all.map(({ code, field }) => `${code}:${field}`).sort());
  if (state.lastDigest === digest && text(state.problems) === text(problems)) return [];
  return [{ type: 'FormRefused', digest, problems }];
}

/** When the newest value was set, on the tracker's clock. */
const newestOf = ({ fields, created }: FiledForm): Instant =>
  Object.values(fields).reduce((newest, { at }) => (at > newest ? at : newest), created);
