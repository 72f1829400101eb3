/**
 * The lines of a form beside those there are: asked about, refused by name, kept as they are, given back. The same for a
 * request and for what is ticked on the form of somebody's work.
 */
import type { CaseLine, CaseState } from '../evidence/index.ts';
import type { LineRefusal, TenureEvent } from '../evidence/model.ts';
import type { Engagement } from '../person/model.ts';
import { entitlementById, ticked } from '../policy/index.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import type { EntitlementId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { answerTo, type LineAnswer } from './answer.ts';
import { endLine } from './endLine.ts';
import { givenBack } from './giveBack.ts';
import { askerOf, type KnownRequester, type Requester, type RequestLook } from './look.ts';

import type { Asked } from './readAsked.ts';

export interface LinesLook
  extends Pick<
    RequestLook,
    'state' | 'ledger' | 'rules' | 'policy' | 'facts' | 'askedElsewhere' | 'askedByThem' | 'now'
  > {
  readonly asked: Pick<Asked, 'lines' | 'duration' | 'reason' | 'ticket' | 'breakGlass'>;
  /** Ticked on a form: by whom, and until when it is held. */
  readonly onForm?: { readonly askedBy: readonly string[]; readonly until: Instant | null };
}

export function lineEvents(look: LinesLook, engagement: Engagement, requester: KnownRequester): readonly TenureEvent[] {
  const { asked, state, policy, ledger, facts, askedElsewhere: elsewhere, askedByThem, now } = look;
  const asker = askerOf(requester, facts, ledger);
  const onForm = look.onForm !== undefined;
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
      : answerTo(text, { policy, ledger, engagement, asked, asker, beside, elsewhere, askedByThem, onForm, now });
    if (!answer.ok) {
      const { because, rule, says } = answer;
      const isSaid = notAsked.some((one) => one.asked === text && one.because === because);
      if (!isSaid) notAskedFor(because, text, rule, says);
      continue;
    }
    const fresh = askedLine(look, answer, nextLine(), requester.person);
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
function isAskedOtherwise({ asked: line }: CaseLine, { asked, policy, onForm }: LinesLook): boolean {
  const rule = policy.requests?.rules.find(({ id }) => id === line.rule);
  const usual = rule === undefined ? line.duration : rule.hold.usual;
  const duration = asked.duration === 'usual' ? usual : asked.duration;
  const { reason, ticket } = line.personal;
  const wasEmergency = line.answer === 'break-glass';
  return (
    duration !== line.duration ||
    (onForm?.until ?? null) !== (line.until ?? null) ||
    asked.reason !== reason ||
    asked.ticket !== ticket ||
    asked.breakGlass !== wasEmergency
  );
}

type FreshLine = Extract<TenureEvent, { readonly type: 'LineAsked' | 'LineNotAsked' }>;

function askedLine(
  look: LinesLook,
  answer: LineAnswer & { readonly ok: true },
  line: string,
  by: Requester['person'],
): FreshLine {
  const { state, asked, rules, ledger, onForm } = look;
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
      ...(onForm === undefined ? {} : onForm),
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
    ...(onForm?.until == null ? {} : { until: onForm.until }),
    personal: { reason, ticket, ...(onForm === undefined ? {} : { askedBy: onForm.askedBy }) },
  };
}

/** Edited while it was asked about: what was said so far was about something else. */
function voided(state: CaseState, line: CaseLine, at: Instant): readonly TenureEvent[] {
  return endLine(state, line, 'withdrawn', at).map((event) =>
    event.type === 'QuestionVoided' ? { ...event, because: 'edited' } : event,
  );
}
