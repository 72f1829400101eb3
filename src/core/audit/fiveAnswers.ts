/**
 * The five questions of an audit, for one person: what was asked, who approved it, which group gave it, when it began, when
 * it ended. Answered from the record alone: began and ended are what the provider was read as showing, not what we decided.
 */
import type { LineEnd, RecordedEvent, TenureEvent } from '../evidence/model.ts';
import { type Grant, giverOf } from '../grant/model.ts';
import { closingTask, isClosing, openingTitle, reopeningTask } from '../person/index.ts';
import type { CaseId, GrantId, GroupId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import type {
  Approval,
  ApprovedBy,
  AskedFor,
  ByHand,
  FiveAnswers,
  GrantAnswer,
  GroupAnswer,
  NotGiven,
  Reviewed,
} from './model.ts';

type Of<Type extends TenureEvent['type']> = Extract<TenureEvent, { readonly type: Type }>;

/** `events`: of all cases about the person, in their order. */
export function fiveAnswers(grants: readonly Grant[], events: readonly RecordedEvent[]): FiveAnswers {
  const record = readRecord(events);
  return { grants: grants.map((grant) => answerOf(grant, grants, record)), notGiven: notGivenIn(record) };
}

interface Line {
  readonly case: CaseId;
  readonly at: Instant;
  readonly asked: Of<'LineAsked'>;
  grant: GrantId | null;
  ended: LineEnd | null;
  decisions: readonly Approval[];
  reviewed: Reviewed | null;
}

interface Record {
  readonly opened: Map<string, Of<'CaseOpened'> & { readonly at: Instant }>;
  readonly lines: Line[];
  readonly refused: { readonly case: CaseId; readonly at: Instant; readonly event: Of<'LineNotAsked'> }[];
  readonly seen: Of<'MembershipVerified'>[];
  readonly gone: Of<'RemovalVerified'>[];
  /** What people confirmed as done, with what they had been asked. */
  readonly done: { readonly on: CaseId; readonly event: Of<'TaskDone'>; readonly title: string }[];
}

/** One pass over everything: each fact under the name it is asked for by. */
function readRecord(events: readonly RecordedEvent[]): Record {
  const record: Record = { opened: new Map(), lines: [], refused: [], seen: [], gone: [], done: [] };
  const questions = new Map<string, Line>();
  const titles = new Map<string, string>();
  for (const { stream, at, event } of events) {
    if (stream === 'system') continue;
    const lineOf = (name: string) => record.lines.findLast((one) => one.case === stream && one.asked.line === name);
    switch (event.type) {
      case 'CaseOpened':
        record.opened.set(stream, { ...event, at });
        break;
      case 'LineAsked':
        record.lines.push({ case: stream, at, asked: event, grant: null, ended: null, decisions: [], reviewed: null });
        break;
      case 'LineNotAsked':
        record.refused.push({ case: stream, at, event });
        break;
      case 'QuestionAsked': {
        const line = lineOf(event.line);
        if (line !== undefined) questions.set(`${stream} ${event.question}`, line);
        break;
      }
      case 'DecisionMade': {
        const line = questions.get(`${stream} ${event.question}`);
        if (line !== undefined) line.decisions = [...line.decisions, approvalOf(event)];
        break;
      }
      case 'QuestionVoided': {
        // What was said to it covers nothing: whoever said it approved nothing of what was given.
        const line = questions.get(`${stream} ${event.question}`);
        if (line !== undefined) line.decisions = line.decisions.filter(({ question }) => question !== event.question);
        break;
      }
      case 'EmergencyReviewed': {
        const line = lineOf(event.line);
        if (line !== undefined) line.reviewed = reviewOf(event);
        break;
      }
      case 'LineGranted': {
        const line = lineOf(event.line);
        if (line !== undefined) line.grant = event.grant;
        break;
      }
      case 'LineEnded': {
        const line = lineOf(event.line);
        if (line !== undefined) line.ended = event.because;
        break;
      }
      case 'MembershipVerified':
        record.seen.push(event);
        break;
      case 'RemovalVerified':
        record.gone.push(event);
        break;
      case 'TaskRequested':
        titles.set(`${stream} ${event.task}`, event.title);
        break;
      case 'TaskDone':
        record.done.push({ on: stream, event, title: titles.get(`${stream} ${event.task}`) ?? '' });
        break;
      default:
    }
  }
  return record;
}

/** Erased words are absent, whatever the type of the event says. */
const said = <Words extends object>(personal: Words | undefined): Partial<Words> => personal ?? {};

function approvalOf({ question, verdict, channel, shown, at, personal, ...more }: Of<'DecisionMade'>): Approval {
  const { by = null, of = null, reason = null } = said(personal);
  return { question, verdict, by, of, channel, duration: more.duration ?? null, shown, at, reason };
}

function reviewOf({ verdict, channel, at, personal }: Of<'EmergencyReviewed'>): Reviewed {
  const { by = null, reason = null } = said(personal);
  return { verdict, by, channel, at, reason };
}

function answerOf(grant: Grant, all: readonly Grant[], record: Record): GrantAnswer {
  const line = record.lines.find((one) => one.grant === grant.id);
  const groups = grant.groups.map((group) => groupAnswer(group, grant, all, record));
  const byHand = grant.groups.length > 0 ? null : handsOf(grant, record);
  const began = earliest([...groups.map((one) => one.began), byHand?.opened?.at ?? null]);
  const isGone = groups.length > 0 && groups.every(({ ended }) => ended !== null);
  const ended = isGone ? latest(groups.map((one) => one.ended)) : (byHand?.closed?.at ?? null);
  return {
    grant: grant.id,
    cause: grant.cause,
    holds: grant.holds,
    policy: grant.policy,
    asked: line === undefined ? onForm(grant, record) : askedIn(line, record),
    approved: approvedBy(grant, line),
    groups,
    byHand,
    from: grant.start.at,
    wasThere: grant.start.kind === 'before',
    until: grant.end,
    endedBy: grant.endedBy,
    began,
    ended,
  };
}

function groupAnswer(group: GroupId, grant: Grant, all: readonly Grant[], { seen, gone }: Record): GroupAnswer {
  const { end } = grant;
  const first = seen.find((one) => one.group === group && one.under.includes(grant.id));
  const last = end === null ? undefined : gone.find((one) => one.group === group && one.at >= end);
  const others = all.filter((one) => one.id !== grant.id && one.groups.includes(group) && outlasts(one, end));
  return { group, began: first?.at ?? null, ended: last?.at ?? null, stillBy: others.map(({ id }) => id) };
}

/** Begun before that end, and going on after it. */
const outlasts = (other: Grant, end: Instant | null) =>
  end !== null && other.start.at <= end && (other.end === null || other.end > end);

/** Another grant of the same thing is opened on its own case: what is confirmed there says nothing of this one. */
function handsOf(grant: Grant, { done }: Record): GrantAnswer['byHand'] {
  const { id, holds, start, end } = grant;
  if (holds.kind !== 'entitlement') return null;
  const title = openingTitle(holds.entitlement);
  const isOfIt = ({ on, event }: Record['done'][number]) =>
    event.task === reopeningTask(id) || (!isClosing(event) && (on === grant.givenBy || on === giverOf(grant)));
  const opened = done.find(
    (one) =>
      one.title === title && isOfIt(one) && one.event.at >= start.at && (end === null || one.event.closedAt < end),
  );
  const closed = done.find(({ event }) => event.task === closingTask(id));
  const by = (found: typeof opened): ByHand | null =>
    found === undefined ? null : { by: found.event.by, at: found.event.closedAt };
  return { opened: by(opened), closed: by(closed) };
}

function approvedBy({ cause, rows }: Grant, line: Line | undefined): ApprovedBy {
  if (line !== undefined) {
    const { rule, answer } = line.asked;
    return answer === 'stages'
      ? { kind: 'people', rule, decisions: line.decisions }
      : { kind: 'rule', rule, emergency: answer === 'break-glass', reviewed: line.reviewed };
  }
  switch (cause) {
    case 'birthright':
      return { kind: 'rows', rows };
    case 'adopted':
      return { kind: 'list' };
    case 'reinstated':
      return { kind: 'reinstated' };
    case 'request':
    case 'break-glass':
      return { kind: 'form' };
    default:
      return unreachable(cause);
  }
}

/** What came with a case that is no request: its form was the asking. */
function onForm({ givenBy, holds }: Grant, { opened }: Record): AskedFor {
  const form = opened.get(givenBy);
  return {
    case: givenBy,
    at: form?.at ?? null,
    channel: 'jira',
    by: null,
    filedBy: form?.filedBy ?? null,
    entitlement: holds.kind === 'entitlement' ? holds.entitlement : null,
    reason: null,
    ticket: null,
  };
}

function askedIn({ case: on, at, asked }: Pick<Line, 'case' | 'at' | 'asked'>, { opened }: Record): AskedFor {
  const { reason = null, ticket = null } = said(asked.personal);
  return {
    case: on,
    at,
    channel: opened.get(on)?.raised?.channel ?? 'jira',
    by: asked.by,
    filedBy: opened.get(on)?.filedBy ?? null,
    entitlement: asked.entitlement,
    duration: asked.duration,
    reason,
    ticket,
  };
}

function notGivenIn(record: Record): readonly NotGiven[] {
  const asked = record.lines
    .filter(({ grant }) => grant === null)
    .map((line) => ({
      asked: askedIn(line, record),
      text: null,
      decisions: line.decisions,
      rule: line.asked.rule,
      because: line.ended,
    }));
  const refused = record.refused.map(({ case: on, at, event }): NotGiven => {
    const form = record.opened.get(on);
    const { asked: text = null } = said(event.personal);
    return {
      asked: {
        case: on,
        at,
        channel: form?.raised?.channel ?? 'jira',
        by: form?.raised?.by ?? null,
        filedBy: form?.filedBy ?? null,
        entitlement: null,
        reason: null,
        ticket: null,
      },
      text,
      decisions: [],
      rule: event.rule,
      because: event.because,
    };
  });
  return [...asked, ...refused];
}

const earliest = (all: readonly (Instant | null)[]) => all.filter((at) => at !== null).sort()[0] ?? null;
const latest = (all: readonly (Instant | null)[]) =>
  all
    .filter((at) => at !== null)
    .sort()
    .at(-1) ?? null;
