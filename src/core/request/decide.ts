/** A request as it is filed or edited: each line answered by policy, and gone on with as far as it goes by itself. */
import { type CaseLine, type CaseState, evolveCaseAll } from '../evidence/index.ts';
import type { FormProblem, LineRefusal, TenureEvent } from '../evidence/model.ts';
import { evolveAll, leadingEngagement, mailsOf } from '../grant/index.ts';
import { type FiledForm, taskEvents } from '../person/index.ts';
import type { Engagement } from '../person/model.ts';
import { entitlementById, ticked } from '../policy/index.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import type { EntitlementId, PersonId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { answerTo, type LineAnswer } from './answer.ts';
import { endLine } from './endLine.ts';
import { givenBack } from './giveBack.ts';
import type { RequestLook } from './look.ts';
import { progress, type Setting } from './progress.ts';
import { ASKED_FIELDS, type Asked } from './readAsked.ts';
import { reviewsSeen } from './review.ts';

/** The events of one look; none when nothing is new. The same look twice says nothing the second time. */
export function decideRequest(look: RequestLook): readonly TenureEvent[] {
  const { form, asked, state, ledger } = look;
  const raised = look.raised === undefined ? {} : { raised: look.raised };
  const opened: TenureEvent[] =
    state.openedAt === null
      ? [{ type: 'CaseOpened', kind: 'access-request', issue: form.issue, filedBy: form.creator.id, ...raised }]
      : [];
  const engagement = workOf(look);
  const setting: Setting = { ...look, engagement, requester: look.requester?.names ?? [] };
  // Refused before, the same form may be right by now: whom it names has been registered since.
  const isNew = asked.digest !== state.lastDigest || state.problems.length > 0;
  // Taking back asks for nothing, so nothing on the form stands against it.
  const takesBack = asked.isWithdrawn && state.accepted;
  const problems = isNew && !takesBack ? problemsOf(look, engagement) : [];
  if (problems.length > 0) {
    const refused = refusal(state, asked, problems);
    // What was accepted before goes on: an edit that does not count changes nothing about it.
    return state.accepted ? goOn(look, [...opened, ...refused], setting) : [...opened, ...refused];
  }
  const events: TenureEvent[] = [...opened];
  if (isNew && (takesBack || (engagement !== null && look.requester !== null)) && ledger.person !== null) {
    const asOf = newestOf(form);
    events.push({
      type: 'FormAccepted',
      digest: asked.digest,
      policy: look.rules.version,
      asOf,
      personal: { notify: look.requester === null ? [] : look.requester.names.slice(0, 1) },
    });
    if (state.person === null) events.push({ type: 'CaseConcerns', person: ledger.person.id });
    if (asked.isWithdrawn) events.push(...givenBack(look, state.request.lines));
    else if (engagement !== null && look.requester !== null) {
      events.push(...lineEvents(look, engagement, look.requester.person));
    }
  }
  return goOn(look, events, setting);
}

/** What follows by itself, and what people did about sub-tasks: the last word of a look. */
function goOn(look: RequestLook, before: readonly TenureEvent[], setting: Setting): readonly TenureEvent[] {
  const { state, form, now } = look;
  const events = [...before, ...follow(state, before, setting)];
  const after = () => evolveCaseAll(state, events, now);
  const ledger = evolveAll(look.ledger, events, state.id);
  events.push(...reviewsSeen(after(), { ...look, tasks: form.tasks }, { ...setting, ledger }));
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

function lineEvents(look: RequestLook, engagement: Engagement, by: PersonId): readonly TenureEvent[] {
  const { asked, state, policy, ledger, now } = look;
  const { lines, notAsked } = state.request;
  const live = lines.filter(({ ended }) => ended === null);
  const events: TenureEvent[] = [];
  const kept = new Set<CaseLine>();
  const named = new Set<EntitlementId>();
  const beside: EntitlementId[] = [];
  const nextLine = () => String(lines.length + notAsked.length + events.filter(isNewLine).length + 1);
  const notAskedFor = (because: LineRefusal, text: string, rule: string | null = null, says: string | null = null) =>
    void events.push({ type: 'LineNotAsked', line: nextLine(), because, rule, says, personal: { asked: text } });
  for (const text of asked.lines) {
    const found = ticked(policy, text);
    const id = found.kind === 'unknown' ? null : found.entitlement.id;
    const isTwice = id !== null && named.has(id);
    const known = isTwice ? undefined : lines.findLast(({ entitlement }) => entitlement === id);
    if (id !== null) named.add(id);
    if (known !== undefined && isDecided(known)) {
      kept.add(known);
      if (isAskedOtherwise(known, look)) notAskedFor('decided-already', text, known.asked.rule);
      continue;
    }
    const answer: LineAnswer = isTwice
      ? { ok: false, because: 'asked-already', rule: null, says: null }
      : answerTo(text, { policy, ledger, engagement, asked, beside, elsewhere: look.askedElsewhere, now });
    if (!answer.ok) {
      const { because, rule, says } = answer;
      const isSaid = notAsked.some((one) => one.asked === text && one.because === because);
      if (!isSaid) notAskedFor(because, text, rule, says);
      continue;
    }
    const fresh = askedLine(look, answer, nextLine(), by);
    const open = known?.ended === null ? known : undefined;
    if (open !== undefined) kept.add(open);
    if (fresh.type === 'LineNotAsked' || open?.asked.shown !== fresh.shown) {
      events.push(...(open === undefined ? [] : voided(state, open, now)), fresh);
    }
    beside.push(answer.entry.entitlement.id);
  }
  const isUnread = asked.lines.some((text) => ticked(policy, text).kind === 'unknown');
  // What the catalogue no longer names cannot be told from the text: nobody has taken it off the form.
  const maybeStill = ({ entitlement }: CaseLine) => isUnread && !entitlementById(policy.catalogue, entitlement);
  const dropped = live.filter((line) => !kept.has(line) && !maybeStill(line));
  return [...givenBack(look, dropped), ...events];
}

const isNewLine = ({ type }: TenureEvent) => type === 'LineAsked' || type === 'LineNotAsked';

/**
 * Given, or over by anything but the asker's own word on the form: an edit asks for none of it again. What was given back
 * elsewhere still stands on the form, and means nothing there.
 */
const isDecided = ({ grant, ended, endedElsewhere }: CaseLine) =>
  ended === null
    ? grant !== null
    : endedElsewhere || (ended !== 'withdrawn' && ended !== 'given-back' && ended !== 'not-offered');

/** What stands on the form now is not what was decided. */
function isAskedOtherwise({ asked: line }: CaseLine, { asked, policy }: RequestLook): boolean {
  const rule = policy.requests?.rules.find(({ id }) => id === line.rule);
  const usual = rule === undefined ? line.duration : rule.hold.usual;
  const duration = asked.duration === 'usual' ? usual : asked.duration;
  const { reason, ticket } = line.personal;
  const wasEmergency = line.answer === 'break-glass';
  return (
    duration !== line.duration ||
    asked.reason !== reason ||
    asked.ticket !== ticket ||
    asked.breakGlass !== wasEmergency
  );
}

type FreshLine = Extract<TenureEvent, { readonly type: 'LineAsked' | 'LineNotAsked' }>;

function askedLine(
  look: RequestLook,
  answer: LineAnswer & { readonly ok: true },
  line: string,
  by: PersonId,
): FreshLine {
  const { state, asked, rules, ledger } = look;
  const { entry, rule, duration } = answer;
  const { id: entitlement, role } = entry.entitlement;
  const { reason, ticket, breakGlass } = asked;
  const resolved = rules.ticked(`${entry.application.id}: ${role}`);
  if (resolved.kind === 'unknown' || resolved.entitled.missing.length > 0) {
    const personal = { asked: entitlement };
    return { type: 'LineNotAsked', line, because: 'unknown-group', rule: rule.id, says: null, personal };
  }
  const { groups, manual, risk } = resolved.entitled;
  const shown = sha256(
    canonical({
      case: state.id,
      person: ledger.person?.id ?? null,
      requester: by,
      entitlement,
      groups: [...groups].sort(),
      duration,
      reason,
      ticket,
      breakGlass,
      rule: rule.id,
    }),
  );
  return {
    type: 'LineAsked',
    line,
    by,
    entitlement,
    groups: [...groups].sort(),
    manual: manual !== null,
    risk,
    rule: rule.id,
    policy: rules.version,
    answer: rule.answer.kind === 'refuse' ? 'stages' : rule.answer.kind,
    duration,
    extends: answer.extends?.id ?? null,
    shown,
    personal: { reason, ticket },
  };
}

/** Edited while it was asked about: what was said so far was about something else. */
function voided(state: CaseState, line: CaseLine, at: Instant): readonly TenureEvent[] {
  return endLine(state, line, 'withdrawn', at).map((event) =>
    event.type === 'QuestionVoided' ? { ...event, because: 'edited' } : event,
  );
}

/** When the newest value was set, on the tracker's clock. */
const newestOf = ({ fields, created }: FiledForm): Instant =>
  Object.values(fields).reduce((newest, { at }) => (at > newest ? at : newest), created);
