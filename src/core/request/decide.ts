/** A request as it is filed or edited: each line answered by policy, and gone on with as far as it goes by itself. */
import { type CaseLine, type CaseState, evolveCaseAll, isOpenLine } from '../evidence/index.ts';
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import { evolveAll, leadingEngagement } from '../grant/index.ts';
import type { FiledForm } from '../person/index.ts';
import type { Engagement } from '../person/model.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import type { EntitlementId, PersonId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { answerTo, type LineAnswer } from './answer.ts';
import type { RequestLook } from './look.ts';
import { endLine, progress, type Setting } from './progress.ts';
import { ASKED_FIELDS, type Asked } from './readAsked.ts';

/** The events of one look; none when nothing is new. The same look twice says nothing the second time. */
export function decideRequest(look: RequestLook): readonly TenureEvent[] {
  const { form, asked, state, ledger, now } = look;
  const opened: TenureEvent[] =
    state.openedAt === null
      ? [{ type: 'CaseOpened', kind: 'access-request', issue: form.issue, filedBy: form.creator.id }]
      : [];
  const engagement = workOf(look);
  const setting: Setting = { ...look, engagement, requester: look.requester?.names ?? [] };
  const problems = problemsOf(look, engagement);
  if (problems.length > 0) {
    const refused = refusal(state, asked, problems);
    // What was accepted before goes on: an edit that does not count changes nothing about it.
    return [...opened, ...refused, ...(state.accepted ? follow(state, [...opened, ...refused], setting) : [])];
  }
  const events: TenureEvent[] = [...opened];
  if (asked.digest !== state.lastDigest && engagement !== null && ledger.person !== null && look.requester !== null) {
    const asOf = newestOf(form);
    events.push({
      type: 'FormAccepted',
      digest: asked.digest,
      policy: look.rules.version,
      asOf,
      personal: { notify: [] },
    });
    if (state.person === null) events.push({ type: 'CaseConcerns', person: ledger.person.id });
    events.push(
      ...(asked.isWithdrawn
        ? givenBack(state, state.request.lines, now)
        : lineEvents(look, engagement, look.requester.person)),
    );
  }
  return [...events, ...follow(state, events, setting)];
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
  const { form, asked, person, requester, state, ledger, rules } = look;
  const problems: FormProblem[] = [...asked.problems];
  if (rules.isNonPerson(asked.forWhom)) problems.push({ code: 'non-person-account', field: 'forWhom' });
  else if (requester === null) problems.push({ code: 'not-known-here', field: null });
  else if (person === 'ambiguous') problems.push({ code: 'ambiguous-person', field: 'forWhom' });
  else if (person === null) problems.push({ code: 'unknown-person', field: 'forWhom' });
  else if (state.person !== null && state.person !== person)
    problems.push({ code: 'person-changed', field: 'forWhom' });
  else if (engagement === null && ledger.person !== null && !state.accepted) {
    problems.push({ code: 'not-working-here', field: asked.forWhom === null ? null : 'forWhom' });
  }
  return [...problems, ...foreignEdits(form)];
}

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
  const beside: EntitlementId[] = [];
  const nextLine = () => String(lines.length + notAsked.length + events.filter(isNewLine).length + 1);
  for (const text of asked.lines) {
    const answer = answerTo(text, { policy, ledger, engagement, asked, beside, now });
    const named = answer.ok ? answer.entry.entitlement.id : null;
    const known = live.find((line) => line.entitlement === named && !kept.has(line));
    if (known !== undefined && !isOpenLine(known)) {
      // Decided: another duration is another request, and what was given stands.
      kept.add(known);
    } else if (!answer.ok) {
      if (live.some((line) => isHeldAs(line, text, look))) continue;
      const { because, rule, says } = answer;
      if (notAsked.some((one) => one.asked === text && one.because === because)) continue;
      events.push({ type: 'LineNotAsked', line: nextLine(), because, rule, says, personal: { asked: text } });
    } else {
      const fresh = askedLine(look, answer, nextLine(), by);
      if ('because' in fresh) events.push(fresh);
      else if (known?.asked.shown === fresh.shown) kept.add(known);
      else events.push(...(known === undefined ? [] : voided(state, known, now)), fresh);
      beside.push(answer.entry.entitlement.id);
      if (known !== undefined) kept.add(known);
    }
  }
  const dropped = live.filter((line) => !kept.has(line) && !asked.lines.some((text) => isHeldAs(line, text, look)));
  return [...givenBack(state, dropped, now), ...events];
}

const isNewLine = ({ type }: TenureEvent) => type === 'LineAsked' || type === 'LineNotAsked';

/** What this request has given already answers for its text: held by it, it is not asked about again. */
function isHeldAs(line: CaseLine, text: string, { policy, ledger, now, asked }: RequestLook): boolean {
  if (line.grant === null) return false;
  const others = ledger.grants.filter(({ id }) => id !== line.grant);
  const engagement = workOf({ ledger, now });
  if (engagement === null) return false;
  const answer = answerTo(text, { policy, ledger: { ...ledger, grants: others }, engagement, asked, beside: [], now });
  return answer.ok && answer.entry.entitlement.id === line.entitlement;
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

/** Not wanted any more: what is asked is taken back, and what was given ends now. */
function givenBack(state: CaseState, lines: readonly CaseLine[], now: Instant): readonly TenureEvent[] {
  return lines
    .filter(({ ended }) => ended === null)
    .flatMap((line): readonly TenureEvent[] => {
      if (isOpenLine(line)) return endLine(state, line, 'withdrawn', now);
      const end: TenureEvent[] =
        line.grant === null ? [] : [{ type: 'GrantEnded', grant: line.grant, end: now, by: state.id, changeSet: null }];
      return [...end, { type: 'LineEnded', line: line.id, because: 'given-back', at: now }];
    });
}

/** When the newest value was set, on the tracker's clock. */
const newestOf = ({ fields, created }: FiledForm): Instant =>
  Object.values(fields).reduce((newest, { at }) => (at > newest ? at : newest), created);
