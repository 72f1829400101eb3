/** What one person sees of their own access where they decide, in words: any desk draws it. */
import type { Cause } from '../../core/grant/model.ts';
import type { DeskButton, DeskPage, DeskRow, DeskSection } from '../../ports/desk.ts';
import type {
  AskedAccess,
  FormerAccess,
  HeldAccess,
  Home,
  Issue,
  KeptRequest,
  OpenQuestion,
} from '../../ports/home.ts';
import type { Show } from './times.ts';

/** What pressing a button of the page asks for. Whose it is and whether they may is looked up by who pressed. */
export const PRESS = {
  ask: 'access.ask',
  giveBack: 'access.give-back',
  takeBack: 'access.take-back',
  decide: 'question.open',
  retry: 'exception.retry',
  settle: 'exception.settle',
  handOver: 'exception.hand-over',
} as const;

/** A token that means nothing: whatever is pressed has one. */
const NOTHING = '-';

const ASK: DeskButton = { action: PRESS.ask, says: 'Ask for access', token: NOTHING, style: 'good' };

/** For whoever is nobody Tenure knows: one sentence that says what to do. */
export const strangersPage = (says: string): DeskPage => ({ buttons: [], says: [says], sections: [] });

/** For an approver the ledger knows by nothing but their address. */
export const decidersPage = (
  toDecide: readonly OpenQuestion[],
  exceptions: readonly DeskSection[],
  show: Show,
): DeskPage => ({
  buttons: [],
  says: [],
  sections: [...decisions(toDecide, show), ...exceptions],
});

const decisions = (toDecide: readonly OpenQuestion[], show: Show) =>
  section('Waiting for your decision', null, toDecide, (one) => questionRow(one, show));

export function pageOf(home: Home, exceptions: readonly DeskSection[], show: Show): DeskPage {
  const { works, toDecide, holds, asked, kept, again } = home;
  return {
    buttons: works ? [ASK] : [],
    says: works ? [] : ['You do not work here now: nothing can be asked for, and what you held has ended.'],
    sections: [
      ...decisions(toDecide, show),
      ...exceptions,
      ...section('My access', 'You hold nothing.', holds, (one) => heldRow(one, works, show)),
      {
        title: 'My requests',
        none: 'Nothing of yours waits for a decision.',
        rows: [...kept.map((one) => keptRow(one, show)), ...asked.map((one) => askedRow(one, show))],
      },
      ...section('Ask again', null, works ? again : [], againRow),
    ],
  };
}

function section<One>(
  title: string,
  none: string | null,
  all: readonly One[],
  row: (one: One) => DeskRow,
): readonly DeskSection[] {
  return all.length === 0 && none === null ? [] : [{ title, none, rows: all.map(row) }];
}

function heldRow(held: HeldAccess, works: boolean, show: Show): DeskRow {
  const { title, until, begins, causes, grants, entitlement, mayGiveBack, issue } = held;
  const [grant] = grants;
  const isLonger = works && until !== null && entitlement !== null && mayGiveBack;
  return {
    title,
    says: [
      until === null ? 'No end is set.' : `Until ${show(until)}${begins ? ' at the latest: it is being opened.' : '.'}`,
      causes.map((cause) => CAUSES[cause]).join(' '),
    ],
    link: linkTo(issue),
    buttons: [
      ...(isLonger ? [{ action: PRESS.ask, says: 'Longer', token: entitlement }] : []),
      ...(mayGiveBack && grant !== undefined
        ? [
            {
              action: PRESS.giveBack,
              says: 'Give back',
              token: grant,
              confirm: { says: `${title} ends now, and has to be asked for again.`, yes: 'Give back' },
            },
          ]
        : []),
    ],
  };
}

const CAUSES = {
  birthright: 'Comes with your job.',
  request: 'Asked for.',
  'break-glass': 'Emergency access: somebody looks at it afterwards.',
  adopted: 'There before Tenure, and taken over.',
  reinstated: 'Given again.',
} as const satisfies Record<Cause, string>;

function askedRow(asked: AskedAccess, show: Show): DeskRow {
  const { title, forWhom, askedBy, duration, askedAt, waitsFor, issue, line } = asked;
  const by = askedBy === null ? '' : ` by ${askedBy}`;
  return {
    title: forWhom === null ? title : `${title} for ${forWhom}`,
    says: [
      `${duration}. Asked on ${show(askedAt)}${by}.`,
      waitsFor === null ? 'Nobody is asked yet.' : waitingWords(waitsFor, show),
    ],
    link: linkTo(issue),
    buttons: [
      {
        action: PRESS.takeBack,
        says: 'Take back',
        token: JSON.stringify([issue.key, line]),
        confirm: { says: `Nobody is asked about ${title} any more.`, yes: 'Take back' },
      },
    ],
  };
}

const keptRow = ({ titles, forWhom, askedAt, isRefused }: KeptRequest, show: Show): DeskRow => ({
  title: `${titles.join(', ')}${forWhom === null ? '' : ` for ${forWhom}`}`,
  says: [
    `Asked on ${show(askedAt)}. It is kept, ${isRefused ? REFUSED : 'and its issue appears as soon as Jira answers'}.`,
  ],
  link: null,
  buttons: [],
});

const REFUSED = 'but Jira refuses its issue: IT has been told, and it appears when that is put right';

function waitingWords({ stage, stages, approvers, until }: NonNullable<AskedAccess['waitsFor']>, show: Show): string {
  const step = stages > 1 && stage !== null ? `Step ${stage} of ${stages}: waits` : 'Waits';
  return `${step} for ${approvers.map(({ mail }) => mail).join(', ')}, until ${show(until)}.`;
}

const questionRow = (
  { title, forWhom, duration, risk, reason, until, issue, question }: OpenQuestion,
  show: Show,
): DeskRow => ({
  title: `${title} for ${forWhom}`,
  says: [
    `${duration}, risk ${risk}. To be answered until ${show(until)}.`,
    ...(reason === null ? [] : [`“${reason}”`]),
  ],
  link: linkTo(issue),
  buttons: [{ action: PRESS.decide, says: 'Decide', token: JSON.stringify([issue.key, question]), style: 'good' }],
});

const againRow = ({ title, entitlement, ended, issue }: FormerAccess): DeskRow => ({
  title,
  says: [`Last: ${ended}.`],
  link: linkTo(issue),
  buttons: [{ action: PRESS.ask, says: 'Ask again', token: entitlement }],
});

const linkTo = ({ key, address }: Issue) => (address === null ? null : { says: key, address });
