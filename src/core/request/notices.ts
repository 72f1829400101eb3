/**
 * Who hears what about a request by mail: approvers what they are asked, whoever asked and holds it how it went. Told from
 * how the case stands, so that each is told once, whatever is committed how often.
 */
import {
  type CaseLine,
  type CaseQuestion,
  type CaseState,
  openQuestions,
  seatOf,
  seatOfDecision,
} from '../evidence/index.ts';
import type { LineEnd, NoticeKind, TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Settings } from '../policy/model.ts';
import type { Instant } from '../shared/instant.ts';
import { isGone, isWhole } from './holding.ts';

interface Told {
  readonly notice: string;
  readonly kind: NoticeKind;
  readonly to: readonly string[];
}

export function requestNotices(
  state: CaseState,
  ledger: PersonLedger,
  { mail }: Pick<Settings, 'mail'>,
  now: Instant,
): readonly TenureEvent[] {
  if (state.kind !== 'access-request') return [];
  const { approvers, people } = mail.requests ?? { approvers: 'always', people: 'always' };
  const toApprovers = approvers === 'never' ? [] : openQuestions(state.request).flatMap((one) => asked(state, one));
  const toPeople = people === 'never' ? [] : ofLines(state, ledger, now);
  const known = new Set(state.notices.map(({ notice }) => notice));
  return [...toApprovers, ...toPeople]
    .filter(({ notice, to }) => to.length > 0 && !known.has(notice))
    .map(({ notice, kind, to }) => ({ type: 'NoticeRequested', notice, kind, personal: { to } }));
}

/** What a notice is about, by its name. */
export const noticeAbout = (state: CaseState, notice: string) => {
  const [, question] = /^asked(?:-again)?:(\d+-\d+)/.exec(notice) ?? [];
  const about = state.request.questions.find(({ id }) => id === question);
  const [, named] = /^(?:given|refused|ending|ended):(\d+)/.exec(notice) ?? [];
  const line = state.request.lines.find(({ id }) => id === (about?.line ?? named));
  return { question: about ?? null, line: line ?? null };
};

/** At once, also who may answer since; and once more of those who have not answered. */
function asked(state: CaseState, { id, approvers, decisions, remindedAt }: CaseQuestion): readonly Told[] {
  const earlier = state.notices.filter(({ notice }) => notice.startsWith(`asked:${id}.`));
  const told = new Set(earlier.flatMap(({ to }) => to));
  const fresh = approvers.map(({ mail }) => mail).filter((mail) => !told.has(mail));
  const said = new Set(decisions.map(seatOfDecision));
  const waited = approvers.filter((one) => !said.has(seatOf(one))).map(({ mail }) => mail);
  return [
    { notice: `asked:${id}.${earlier.length + 1}`, kind: 'access-asked', to: fresh },
    ...(remindedAt === null ? [] : [{ notice: `asked-again:${id}`, kind: 'access-asked-again', to: waited } as const]),
  ];
}

function ofLines(state: CaseState, ledger: PersonLedger, now: Instant): readonly Told[] {
  const to = toldOfLines(state, ledger);
  return state.request.lines.flatMap((line) => {
    const named = told(state, line, ledger, now);
    return named === null ? [] : [{ ...named, to }];
  });
}

/** Whoever holds it, and whoever asked. */
export function toldOfLines({ notify }: Pick<CaseState, 'notify'>, { person }: PersonLedger): readonly string[] {
  const holder = person?.profile.workMail.toLowerCase() ?? '';
  return [...new Set([...(holder === '' ? [] : [holder]), ...notify])];
}

function told(state: CaseState, line: CaseLine, ledger: PersonLedger, now: Instant): Omit<Told, 'to'> | null {
  const { id, ended, grant: given, remindedOf } = line;
  const grant = ledger.grants.find((one) => one.id === given);
  if (ended !== null && given === null) {
    return NOT_GIVEN.has(ended) ? { notice: `refused:${id}`, kind: 'access-refused' } : null;
  }
  if (grant === undefined) return null;
  // Who has left is told nothing; what somebody gave back, or lost again, when it is read back as gone.
  if (ended !== null) {
    return ended !== 'left' && isGone(state, grant, ledger, now)
      ? { notice: `ended:${id}`, kind: 'access-ended' }
      : null;
  }
  if (remindedOf !== null && remindedOf === grant.end) {
    return { notice: `ending:${id}.${remindedOf}`, kind: 'access-ending' };
  }
  return isInPlace(state, line, grant, ledger) ? { notice: `given:${id}`, kind: 'access-given' } : null;
}

/** Taken back by whoever asked, nobody has to be told; with the work, nobody is there any more. */
const NOT_GIVEN: ReadonlySet<LineEnd> = new Set(['refused', 'timed-out', 'not-offered', 'conflict', 'too-long-in-all']);

/** Read back; what a person opens, when they have said so. */
const isInPlace = (
  { tasks }: CaseState,
  { entitlement }: CaseLine,
  grant: Parameters<typeof isWhole>[0],
  ledger: PersonLedger,
): boolean =>
  isWhole(grant, ledger) && tasks.every(({ task, state }) => task !== `application:${entitlement}` || state === 'done');
