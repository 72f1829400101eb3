/** What a case knows of the access it asks for: its lines, the questions about them, and what was said. */
import type { EntitlementId, GrantId, GroupId } from '../shared/ids.ts';
import type { Instant, Milliseconds } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import type { AskedApprover, EmergencyVerdict, LineEnd, RequestedEvent, TenureEvent, WorkThen } from './model.ts';

type Asked = Extract<RequestedEvent, { readonly type: 'LineAsked' }>;
type Moved = Extract<RequestedEvent, { readonly type: 'LineMoved' }>;
type Decision = Extract<RequestedEvent, { readonly type: 'DecisionMade' }>;

export interface CaseQuestion {
  readonly id: string;
  readonly line: string;
  readonly stage: string;
  readonly needs: number;
  readonly shown: string;
  readonly askedAt: Instant;
  readonly until: Instant;
  readonly approvers: readonly AskedApprover[];
  readonly remindedAt: Instant | null;
  readonly escalatedAt: Instant | null;
  readonly decisions: readonly Decision[];
  readonly isOpen: boolean;
}

export interface CaseLine {
  readonly id: string;
  readonly entitlement: EntitlementId;
  readonly groups: readonly GroupId[];
  readonly asked: Asked;
  readonly askedAt: Instant;
  /** As asked, or shorter where an approver said so. */
  readonly duration: Milliseconds | null;
  /** Stages that were left out. */
  readonly skipped: readonly string[];
  readonly grant: GrantId | null;
  readonly grantedAt: Instant | null;
  /** The work it is held for, as it was when that was last looked at; `null` = nobody noted it. */
  readonly work: WorkThen | null;
  /** What their other work makes of it, and nobody has answered or carried out yet: to be asked about, or ending. */
  readonly moving: 'ask' | 'end' | null;
  /** The work somebody, or policy, has decided it for; `null` = nobody noted it. */
  readonly decidedFor: WorkThen | null;
  /** The end it had before other work ended it; `null` = none has. */
  readonly endBefore: NonNullable<Moved['before']> | null;
  /** `null` = asked about, or held. */
  readonly ended: LineEnd | null;
  /** Given back or taken back anywhere but on the form. */
  readonly endedElsewhere: boolean;
  /** The end whoever holds it was last reminded of. */
  readonly remindedOf: Instant | null;
  /** What was found when an emergency was looked at afterwards. */
  readonly reviewed: EmergencyVerdict | null;
}

/** An approval in the tracker, and what it was opened for: an answer to it is about these questions and no later one. */
export interface CaseApproval {
  readonly id: string;
  readonly questions: readonly string[];
  readonly asked: readonly { readonly mail: string; readonly account: string }[];
  /** Accounts whose answer to it was found to change nothing. */
  readonly notCounted: readonly string[];
  /** Our own account has answered it, for what was decided elsewhere. */
  readonly isAnswered: boolean;
}

export interface CaseRequest {
  readonly lines: readonly CaseLine[];
  /** As written on the form: what policy let nobody be asked about. */
  readonly notAsked: readonly { readonly line: string; readonly asked: string; readonly because: string }[];
  readonly questions: readonly CaseQuestion[];
  readonly approvals: readonly CaseApproval[];
}

/** What changes the request itself; that an access by the hour has begun changes the ledger, and a change tells of others'. */
type RequestEvent = Exclude<RequestedEvent, { readonly type: 'HoldBegan' | 'RequestsFollow' }>;

const TYPES: ReadonlySet<string> = new Set([
  'LineAsked',
  'LineNotAsked',
  'StageSkipped',
  'QuestionAsked',
  'QuestionReminded',
  'DelegateAsked',
  'QuestionEscalated',
  'QuestionVoided',
  'DecisionMade',
  'ApprovalOpened',
  'ApprovalAnswered',
  'AnswerNotCounted',
  'LineGranted',
  'EndReminded',
  'EmergencyReviewed',
  'LineMoved',
  'LineEnded',
] satisfies RequestEvent['type'][]);
export const isOfRequest = (event: TenureEvent): event is RequestEvent => TYPES.has(event.type);

export const NO_REQUEST: CaseRequest = { lines: [], notAsked: [], questions: [], approvals: [] };

export function evolveRequest(state: CaseRequest, event: RequestEvent, at: Instant): CaseRequest {
  switch (event.type) {
    case 'LineAsked': {
      const { line: id, entitlement, groups, duration } = event;
      const fresh = { skipped: [], grant: null, grantedAt: null, work: null, moving: null, decidedFor: null };
      const rest = { ...fresh, endBefore: null, ended: null, endedElsewhere: false, remindedOf: null, reviewed: null };
      const line: CaseLine = { id, entitlement, groups, asked: event, askedAt: at, duration, ...rest };
      return { ...state, lines: [...state.lines, line] };
    }
    case 'LineNotAsked': {
      const { line, because, personal } = event;
      return { ...state, notAsked: [...state.notAsked, { line, because, asked: personal.asked }] };
    }
    case 'StageSkipped':
      return onLine(state, event.line, ({ skipped }) => ({ skipped: [...skipped, event.stage] }));
    case 'QuestionAsked': {
      const { question: id, line, stage, needs, shown, until, personal } = event;
      const approvers = personal.approvers;
      const fresh = { remindedAt: null, escalatedAt: null, decisions: [], isOpen: true };
      const question: CaseQuestion = { id, line, stage, needs, shown, askedAt: event.at, until, approvers, ...fresh };
      return { ...state, questions: [...state.questions, question] };
    }
    case 'QuestionReminded':
      return onQuestion(state, event.question, () => ({ remindedAt: event.at }));
    case 'DelegateAsked':
      return onQuestion(state, event.question, ({ approvers }) => ({
        approvers: [...approvers, ...event.personal.approvers],
      }));
    case 'QuestionEscalated':
      return onQuestion(state, event.question, ({ approvers }) => ({
        escalatedAt: event.at,
        approvers: [...approvers, ...event.personal.approvers],
      }));
    case 'QuestionVoided':
      return onQuestion(state, event.question, () => ({ isOpen: false }));
    case 'DecisionMade':
      return decided(state, event);
    case 'ApprovalOpened': {
      const { approval: id, questions, personal } = event;
      const fresh: CaseApproval = { id, questions, asked: personal.asked, notCounted: [], isAnswered: false };
      return { ...state, approvals: [...state.approvals, fresh] };
    }
    case 'ApprovalAnswered':
      return {
        ...state,
        approvals: state.approvals.map((one) => (one.id === event.approval ? { ...one, isAnswered: true } : one)),
      };
    case 'AnswerNotCounted':
      return {
        ...state,
        approvals: state.approvals.map((one) =>
          one.id === event.approval ? { ...one, notCounted: [...one.notCounted, event.account] } : one,
        ),
      };
    case 'LineGranted':
      return onLine(state, event.line, ({ decidedFor }) => ({
        grant: event.grant,
        grantedAt: event.at,
        work: event.work ?? null,
        // Given anew, it is what was decided before.
        decidedFor: decidedFor ?? event.work ?? null,
      }));
    case 'EndReminded':
      return onLine(state, event.line, () => ({ remindedOf: event.end }));
    case 'EmergencyReviewed':
      return onLine(state, event.line, () => ({ reviewed: event.verdict }));
    case 'LineMoved':
      return onLine(state, event.line, ({ decidedFor, endBefore }) => ({
        work: event.work,
        moving: event.does === 'keep' ? null : event.does,
        decidedFor: event.does === 'keep' ? event.work : decidedFor,
        // Of several moves one after the other, what stood before the first.
        endBefore: event.back === true ? null : (endBefore ?? event.before ?? null),
      }));
    case 'LineEnded':
      return onLine(state, event.line, () => ({ ended: event.because, endedElsewhere: event.channel !== undefined }));
    default:
      return unreachable(event);
  }
}

/** A question is answered by one who refuses, or by as many as it needs. */
function decided(state: CaseRequest, event: Decision): CaseRequest {
  const after = onQuestion(state, event.question, ({ decisions, needs }) => {
    const all = [...decisions, event];
    const agree = all.filter(({ verdict }) => verdict === 'approve').length;
    return { decisions: all, isOpen: event.verdict === 'approve' && agree < needs };
  });
  const about = after.questions.find(({ id }) => id === event.question);
  if (about === undefined) return after;
  const isAnswered = event.verdict === 'approve' && !about.isOpen;
  const { duration } = event;
  return onLine(after, about.line, ({ moving, work }) => ({
    ...(duration === undefined ? {} : { duration }),
    ...(moving === 'ask' && isAnswered ? { moving: null, decidedFor: work } : {}),
  }));
}

const onQuestion = (
  state: CaseRequest,
  id: string,
  edit: (one: CaseQuestion) => Partial<CaseQuestion>,
): CaseRequest => ({
  ...state,
  questions: state.questions.map((one) => (one.id === id ? { ...one, ...edit(one) } : one)),
});

const onLine = (state: CaseRequest, id: string, edit: (one: CaseLine) => Partial<CaseLine>): CaseRequest => ({
  ...state,
  lines: state.lines.map((one) => (one.id === id ? { ...one, ...edit(one) } : one)),
});

/** In whose place somebody answers: their own, or that of whoever has named them. One answer is enough for a place. */
export const seatOf = ({ mail, of }: Pick<AskedApprover, 'mail' | 'of'>): string => of?.mail ?? mail;
export const seatOfDecision = ({ personal: { by, of } }: Decision): string => of ?? by;

/** Of a question, whoever may still answer: where a delegate has, or who named them, neither of the two. */
export function stillAsked({ approvers, decisions }: CaseQuestion): CaseQuestion['approvers'] {
  const answered = new Set(decisions.map(seatOfDecision));
  return approvers.filter((one) => !answered.has(seatOf(one)));
}

/** Whose answer is waited for. */
export const isOpenLine = ({ grant, ended }: CaseLine) => grant === null && ended === null;
export const openQuestions = ({ questions }: CaseRequest) => questions.filter(({ isOpen }) => isOpen);
