/**
 * A request for access as people read it on its issue: what is asked, by which rule, who is asked about it, what they
 * said where and when, and how each line ended. The decision names the person, the channel and what was shown.
 */
import type { OnMove } from '../policy/model.ts';
import { durationWords } from '../shared/durationWords.ts';
import type { Instant } from '../shared/instant.ts';
import { tailWords } from './appWords.ts';
import type { AnswerRefusal, AskedApprover, Block, RecordedEvent, RequestedEvent, Span } from './model.ts';
import { hasTail, lineEnd, lineNotAsked } from './requestSentences.ts';
import type { StoryContext } from './storyContext.ts';

type Of<Type extends RequestedEvent['type']> = Extract<RequestedEvent, { readonly type: Type }>;

export function requestStory(events: readonly RecordedEvent[], context: StoryContext): Block[] {
  const asked = events.flatMap(({ event }) => (event.type === 'LineAsked' ? [event] : []));
  const items = events.flatMap(({ event }) => itemOf(event, context));
  return [
    ...filedLater(events, context),
    ...(asked.length === 0 ? [] : [{ block: 'heading', text: 'Asked for' } as const, askedTable(asked, context)]),
    ...(items.length === 0 ? [] : [{ block: 'list', items } as const]),
  ];
}

/** Decided without its issue: people read when, before they read what. */
function filedLater(events: readonly RecordedEvent[], { show }: StoryContext): Block[] {
  const [begun] = events;
  if (begun === undefined || !events.some(({ event }) => event.type === 'CaseFiled')) return [];
  const text = [
    strong('Decided before this issue could be filed. '),
    plain(`What follows begins on ${show(begun.at)}.`),
  ];
  return [{ block: 'panel', tone: 'warning', text }];
}

function askedTable(asked: readonly Of<'LineAsked'>[], { nameOf }: StoryContext): Block {
  return {
    block: 'table',
    head: ['Line', 'Access', 'Groups', 'For', 'Risk', 'Answered by'],
    rows: asked.map(({ line, entitlement, groups, duration, risk, rule, answer, manual, extends: before }) => [
      [plain(line)],
      [strong(entitlement), ...(before === null ? [] : [plain(' (an extension)')])],
      manual
        ? [plain('opened by a person')]
        : groups.flatMap((group, nth) => [...(nth > 0 ? [plain(', ')] : []), code(nameOf(group))]),
      [plain(durationWords(duration))],
      [plain(risk)],
      [plain(`rule ${rule}: ${ANSWERS[answer]}`)],
    ]),
  };
}

const ANSWERS = {
  automatic: 'given without asking',
  stages: 'asked about',
  'break-glass': 'emergency, given at once',
} as const satisfies Record<Of<'LineAsked'>['answer'], string>;

function itemOf(
  event: RecordedEvent['event'],
  { show, entitlementOf, isByHand, tailOf }: StoryContext,
): (readonly Span[])[] {
  const named = (line: string) => entitlementOf(line) ?? `line ${line}`;
  switch (event.type) {
    case 'LineNotAsked':
      return [[strong(event.personal.asked), plain(` ${lineNotAsked(event.because, event.says)}`)]];
    case 'StageSkipped':
      return [[strong(named(event.line)), plain(': the manager is not asked, because they ask for it themselves.')]];
    case 'QuestionAsked':
      return [
        [
          strong(named(event.line)),
          plain(
            `: asked ${whom(event.personal.approvers)}${event.needs > 1 ? `, of whom ${event.needs} must agree` : ''}, until ${show(event.until)}.`,
          ),
        ],
      ];
    case 'QuestionReminded':
      return [[plain(`Reminded of question ${event.question}.`)]];
    case 'DelegateAsked':
      return [[plain(`${whom(event.personal.approvers)} may answer question ${event.question} too.`)]];
    case 'QuestionEscalated':
      return [
        [
          plain(
            `Not answered yet: ${event.personal.approvers.length === 0 ? 'nobody else is left to ask' : `${whom(event.personal.approvers)} may answer too`}.`,
          ),
        ],
      ];
    case 'QuestionVoided':
      return [[plain(`Question ${event.question} is void: ${VOID[event.because]}.`)]];
    case 'DecisionMade':
      return [
        [
          strong(event.personal.by),
          ...(event.personal.of === undefined ? [] : [plain(`, delegate of ${event.personal.of},`)]),
          plain(
            ` ${event.verdict === 'approve' ? 'approved' : 'refused'} question ${event.question}${event.duration === undefined ? '' : ` for ${durationWords(event.duration)}`} by ${CHANNELS[event.channel]} on ${show(event.at)}`,
          ),
          ...(event.personal.reason === null ? [] : [plain(', because: '), quoted(event.personal.reason)]),
          plain('. Shown: '),
          code(event.shown.slice(0, 12)),
          plain('.'),
        ],
      ];
    case 'AnswerNotCounted':
      return [
        [
          strong(event.personal.by ?? 'Somebody whose address Jira does not show'),
          plain(
            ` ${event.verdict === 'approve' ? 'approved' : 'declined'} in the service desk. It changes nothing: ${NOT_COUNTED[event.because]}.`,
          ),
        ],
      ];
    case 'LineGranted':
      return [
        [strong(named(event.line)), plain(isByHand(event.line) ? ': agreed to. A person opens it.' : ': given.')],
      ];
    case 'EndReminded':
      return [
        [
          strong(named(event.line)),
          plain(`: ends ${show(event.end)}. Who needs it longer asks for the same again before then.`),
        ],
      ];
    case 'EmergencyReviewed':
      return [
        [
          strong(event.personal.by),
          plain(
            ` looked at the emergency access to ${named(event.line)} by ${CHANNELS[event.channel]} on ${show(event.at)}: `,
          ),
          strong(REVIEWED[event.verdict]),
          plain(', because: '),
          quoted(event.personal.reason),
          plain('.'),
        ],
      ];
    case 'LineMoved':
      return [
        [
          strong(named(event.line)),
          plain(
            event.back === true
              ? ': their work is again what it was decided for. It goes on as it was.'
              : `: their work has changed. ${movedWords(event.does, event.end, show)}`,
          ),
        ],
      ];
    case 'RequestsFollow':
      return event.requests.map(({ issue, entitlement, does }) => [
        strong(entitlement),
        plain(` was asked for on ${issue}: ${FOLLOWS[does]}`),
      ]);
    case 'LineEnded':
      return [
        [
          strong(named(event.line)),
          plain(`: ${lineEnd(event.because, isByHand(event.line))}`),
          ...(event.personal === undefined ? [] : [plain(' by '), strong(event.personal.by)]),
          plain(event.channel === undefined ? '.' : `, said at ${CHANNELS[event.channel]}.`),
          ...(hasTail(event.because, isByHand(event.line))
            ? [plain(` After that ${tailWords(tailOf(event.line))}.`)]
            : []),
        ],
      ];
    case 'HoldBegan':
      return [[plain(`Its time runs from ${show(event.at)} and ends ${show(event.end)}.`)]];
    default:
      return [];
  }
}

const movedWords = (does: OnMove, end: Instant | null, show: (at: Instant) => string) =>
  does === 'end' && end !== null
    ? `It ends ${show(end)}.`
    : does === 'ask'
      ? 'It goes on until somebody answers.'
      : 'It goes on.';

const FOLLOWS = {
  keep: 'it goes on.',
  end: 'it ends after the overlap.',
  ask: 'whether it goes on is asked there.',
} as const satisfies Record<OnMove, string>;

const VOID = {
  edited: 'what it was about was edited',
  withdrawn: 'it was taken back',
  'rule-changed': 'the policy asks otherwise by now',
  'approver-left': 'whoever was asked cannot answer any more',
  'timed-out': 'nobody answered in time',
  left: 'the work is over',
  'not-offered': 'the policy in force does not offer it any more',
  over: 'what it was about is held no more',
} as const satisfies Record<Of<'QuestionVoided'>['because'], string>;

export const voidedBecause = (because: Of<'QuestionVoided'>['because']): string => VOID[because];

const NOT_COUNTED = {
  'own-request': 'nobody decides about their own request, nor who stands in for them',
  'not-an-approver': 'they are not asked about it',
  'no-longer-approver': 'they may not answer any more',
  'decided-already': 'they had decided otherwise before',
  'question-over': 'what they were asked is decided or void',
} as const satisfies Record<AnswerRefusal, string>;

const REVIEWED = { justified: 'justified', 'not-justified': 'not justified' } as const;

const CHANNELS = { jira: 'Jira', slack: 'Slack', api: 'Tenure itself' } as const;

const AS = {
  manager: 'manager',
  above: 'in the manager’s place',
  owner: 'owner',
  deputy: 'in the owner’s place',
  named: 'named by the rule',
  member: 'of the group the rule names',
  delegate: 'delegate',
} as const satisfies Record<AskedApprover['as'], string>;

const whom = (approvers: readonly AskedApprover[]) =>
  approvers.map(({ mail, as, of }) => `${mail} (${AS[as]}${of === undefined ? '' : ` of ${of.mail}`})`).join(', ');

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
const quoted = (text: string): Span => ({ text: `“${text}”`, style: 'emphasis' });
const code = (text: string): Span => ({ text, style: 'code' });

/** The same as a line of the timeline */
export function requestWords(event: RequestedEvent): string {
  switch (event.type) {
    case 'LineAsked':
      return `asks for ${event.entitlement}, ${durationWords(event.duration)} (rule ${event.rule})`;
    case 'LineNotAsked':
      return `line ${event.line} is not asked about (${event.because})`;
    case 'StageSkipped':
      return `line ${event.line}: the manager asks for it, and is not asked`;
    case 'QuestionAsked':
      return `question ${event.question} asked of ${event.personal.approvers.map(({ mail }) => mail).join(', ')}`;
    case 'QuestionReminded':
      return `question ${event.question}: reminded`;
    case 'DelegateAsked':
      return `question ${event.question}: ${event.personal.approvers.map(({ mail }) => mail).join(', ')} may answer too, as delegate`;
    case 'QuestionEscalated':
      return `question ${event.question}: others may answer too`;
    case 'QuestionVoided':
      return `question ${event.question} is void (${event.because})`;
    case 'DecisionMade':
      return `${event.personal.by} ${event.verdict === 'approve' ? 'approves' : 'refuses'} question ${event.question}, by ${event.channel}`;
    case 'ApprovalOpened':
      return `asked in the tracker too, by approval ${event.approval}, of ${event.personal.asked.map(({ mail }) => mail).join(', ')}`;
    case 'ApprovalAnswered':
      return `approval ${event.approval} answered by our own account, as decided elsewhere: ${event.verdict}`;
    case 'AnswerNotCounted':
      return `an answer to approval ${event.approval} changes nothing (${event.because})`;
    case 'LineGranted':
      return `line ${event.line} is given`;
    case 'EndReminded':
      return `line ${event.line}: reminded that it ends ${event.end}`;
    case 'EmergencyReviewed':
      return `the emergency of line ${event.line} was ${REVIEWED[event.verdict]}, says ${event.personal.by}, by ${event.channel}`;
    case 'LineMoved':
      return event.back === true
        ? `line ${event.line}: the work it was decided for again, so it goes on as it was`
        : `line ${event.line}: other work, so it is to ${event.does}`;
    case 'RequestsFollow':
      return `what was asked for on ${event.requests.map(({ issue }) => issue).join(', ')} follows the change`;
    case 'LineEnded':
      return `line ${event.line} is over: ${event.because}`;
    case 'HoldBegan':
      return `its time runs, until ${event.end}`;
  }
}
