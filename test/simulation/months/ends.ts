/**
 * How everybody was left, after life and faults were over: what the people team's last word says, worked out the slow and
 * simple way from the forms alone, against the ledger and against the provider.
 */
import { LEAVER_RATE } from '../../../src/app/leavers/heldLeavers.ts';
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import type { CaseId, GroupId, PersonId } from '../../../src/core/shared/ids.ts';
import { caseId, groupId } from '../../../src/core/shared/ids.ts';
import { away, justified, signInStopped, standing } from '../oracle.ts';
import { compareWork, shouldStand } from './atWork.ts';
import { type Colleague, goesOnWith } from './colleague.ts';
import { INES, jira, KEPT, okta as OKTA, OURS } from './company.ts';
import { instant } from './facts.ts';
import type { History } from './history.ts';
import { isOpen, type OktaAccount } from './okta.ts';
import { isEmployedEarly, isEndedByWhatWaited, isReadOutOfOrder } from './order.ts';
import { type Edition, knownPolicy } from './policies.ts';
import type { Found, Invariant } from './statement.ts';
import type { Issue } from './tracker.ts';

/** What settles between people and the provider, besides what they are asked about. */
export interface Left {
  readonly number: string;
  readonly standing: string;
  readonly open: boolean;
  readonly groups: readonly GroupId[];
}

export interface Endings {
  readonly found: readonly (Found & Pick<Invariant, 'number' | 'name'>)[];
  /** For comparing two runs of one life. */
  readonly left: readonly Left[];
}

export async function endings(history: History): Promise<Endings> {
  const { backing, life, timeline, okta } = history;
  const { read } = backing.store;
  const now = instant(timeline.now);
  const found: (Found & Pick<Invariant, 'number' | 'name'>)[] = [];
  const left: Left[] = [];
  const inForce = await read.policyInForce();
  const edition = (inForce === null ? null : knownPolicy(inForce.version)) ?? FIRST;
  const leftAs = await leftAsTheyAre(history);
  for (const colleague of life.colleagues) {
    if (colleague.onboarding === null && !colleague.isAdopted) continue;
    goesOnWith(colleague, timeline.now);
    const [person] = await read.findPersons(colleague.number);
    if (person === undefined) {
      if (!wasOverBeforeItWasSeen(history, colleague))
        found.push({ ...LEVEL, person: null, says: `${colleague.number} was hired, and nobody knows them` });
      continue;
    }
    const ledger = await read.person(person);
    const say = (invariant: typeof LEVEL | typeof JUSTIFIED | typeof NEVER, says: string) =>
      void found.push({ ...invariant, person, says: `${colleague.number}: ${says}` });
    const stands = standing(ledger, now);
    const asked = new Set<GroupId | null>();
    for (const { account } of ledger.accounts.map(({ id }) => ({ account: id }))) {
      for (const one of await read.exceptions({ open: true, account })) asked.add(one.group);
      const row = await read.reconcileRow(account);
      if (row !== null && row.appliedRev < row.wantedRev && row.retryAt === null)
        say(LEVEL, `revision ${row.wantedRev} is wanted, ${row.appliedRev} is applied, and nobody looks`);
    }
    const isEnded = (form: Issue | undefined | null) =>
      form != null && isEndedByWhatWaited(history, ledger.engagements, form);
    const isOpenedLate =
      stands === 'left' &&
      (wasOverBeforeItWasSeen(history, colleague) ||
        wasOpenedTooLate(history, colleague, ledger) ||
        wasFreedTooLate(history, colleague, ledger) ||
        isBesideWhatWaited(history, colleague, person) ||
        isEnded(colleague.onboarding));
    const workedBefore = colleague.workedBefore && stoodBefore(history, person, colleague);
    const asLeft = { ...colleague, workedBefore, other: isEnded(colleague.other?.form) ? null : colleague.other };
    const should = isOpenedLate ? 'left' : shouldStand(asLeft, timeline.now);
    if (should !== null && should !== stands) say(LEVEL, `by the forms ${should}, by the ledger ${stands}`);
    const isOutOfOrder = isReadOutOfOrder(history, person) || isEmployedEarly(history, colleague);
    if (stands === 'working' && !isOutOfOrder)
      compareWork(asLeft, edition, ledger, timeline.now, leftAs.get(person) ?? new Set(), (says) => say(LEVEL, says));
    const account = okta.byLogin(ledger.accounts[0]?.login ?? colleague.mail);
    const groups = [...(account?.groups ?? [])].filter((group) => OURS.has(group)).sort();
    const open = account !== null && isOpen(account);
    // Whom nothing had held up was seen in time.
    if (!isOpenedLate && !isOutOfOrder) left.push({ number: colleague.number, standing: stands, open, groups });
    if (account === null) {
      // Refused to her who settles such things, it waits for good: nobody settles what is about them.
      const waitsForOthers = asked.has(null) && colleague.mail === INES;
      if (stands === 'working' && !waitsForOthers) say(LEVEL, 'works here and has no account');
      continue;
    }
    // Out of reach: a person sees to it, and is asked to.
    if (account.isAdmin) continue;
    const justifiedNow = justified(ledger, now);
    const waits = away(ledger, now);
    for (const group of OURS) {
      if (asked.has(group) || (waits && !groups.includes(group))) continue;
      const [is, ought] = [groups.includes(group), justifiedNow.has(group)];
      if (is && !ought) say(stands === 'left' ? NEVER : JUSTIFIED, `${group} is left, and nothing justifies it`);
      if (!is && ought) say(LEVEL, `${group} is missing`);
    }
    if (asked.has(null)) continue;
    if (open && signInStopped(ledger, now)) say(NEVER, `the sign-in is open (${account.state})`);
    if (!open && stands === 'working' && !waits) say(LEVEL, `works here and cannot sign in (${account.state})`);
    if (stands === 'left' && account.apps.size > 0)
      say(NEVER, `has left and still has ${[...account.apps].join(', ')}`);
    const ofNobody = [...account.groups].filter((one) => one !== KEPT && !asked.has(one) && !OTHERS.has(one));
    if (stands === 'left' && ofNobody.some((one) => !isBeforeTheLog(history, account, one)))
      say(NEVER, `has left and is still in ${ofNobody.join(', ')}`);
  }
  return { found, left };
}

const FIRST: Edition = { table: 0, modes: 'live', roles: 'as-begun', limits: 'wide' };
const LEVEL = { number: 5, name: 'level, not edge' } as const;
const JUSTIFIED = { number: 2, name: 'justified' } as const;
const NEVER = { number: 8, name: 'revocation never gives up' } as const;
const OTHERS: ReadonlySet<GroupId> = new Set([groupId(OKTA, 'g-from-ad'), groupId(OKTA, 'g-site-zurich')]);

/**
 * A termination waited for somebody's word until the work was over by itself, and nothing was left to end. Whoever was hired
 * meanwhile, from a day before that on, is refused as working here then: their form is to name a later day.
 */
function isBesideWhatWaited({ trace }: History, { onboarding }: Colleague, who: PersonId): boolean {
  if (onboarding === null) return false;
  const said = trace.commits.flatMap(({ events }) => events);
  const refusedLast = refusedLastIn(trace);
  if (refusedLast(caseId(jira, onboarding.id)) !== 'already-engaged') return false;
  const waited = said.flatMap(({ stream, event }) =>
    event.type === 'ExceptionRaised' && event.kind === LEAVER_RATE ? [stream as CaseId] : [],
  );
  const isTheirs = (on: CaseId) =>
    said.some(({ stream, event }) => stream === on && event.type === 'CaseConcerns' && event.person === who);
  return waited.some((on) => isTheirs(on) && refusedLast(on) === 'already-left');
}

/**
 * The contract was to end sooner for the work after it, and nobody had read that before its last day had passed: whoever was
 * refused as working here then stays so, and is to name a later day.
 */
function wasFreedTooLate({ trace }: History, { onboarding }: Colleague, { engagements }: PersonLedger): boolean {
  const refusedLast = refusedLastIn(trace);
  if (onboarding === null || refusedLast(caseId(jira, onboarding.id)) !== 'already-engaged') return false;
  return engagements.some(({ openedBy }) => refusedLast(openedBy) === 'already-left');
}

/** Why a form is refused by now; `null` = it was accepted. */
const refusedLastIn =
  ({ commits }: History['trace']) =>
  (on: CaseId): string | null | undefined =>
    commits
      .flatMap(({ events }) => events)
      .flatMap(({ stream, event }) => {
        if (stream !== on) return [];
        if (event.type === 'FormRefused') return [event.problems[0]?.code];
        return event.type === 'FormAccepted' ? [null] : [];
      })
      .at(-1);

/** What is done to a closed account, with a group that is nobody's business, only the log tells; every service follows it from its start on. */
function isBeforeTheLog({ trace, okta }: History, { id }: OktaAccount, group: GroupId): boolean {
  const followed = trace.calls.find(({ asked }) => asked.operation === 'read the log')?.at ?? Number.POSITIVE_INFINITY;
  const put = okta.log.findLast((one) => one.op === 'add' && one.account === id && one.group === group);
  return put?.hand === 'other' && put.at < followed;
}

/** Work that was taken back before anybody had read its form never was. */
function stoodBefore({ trace }: History, who: PersonId, { onboarding }: Colleague): boolean {
  const now = onboarding === null ? null : caseId(jira, onboarding.id);
  return trace.commits.some(({ ledgers }) =>
    ledgers.some(
      ({ person, engagements }) => person?.id === who && engagements.some(({ openedBy }) => openedBy !== now),
    ),
  );
}

/** Sweeps are seldom here: work of some days may be over before its form is read, which is then refused for that; so may a form be taken back. */
function wasOverBeforeItWasSeen({ trace, timeline, clock }: History, colleague: Colleague): boolean {
  const { onboarding, employment } = colleague;
  // What a contract became is nothing where nobody knows of the contract.
  const end = employment === null ? colleague.end : employment.contractEnd;
  if (onboarding === null || end === null || end > timeline.now) return false;
  const stream = caseId(jira, onboarding.id);
  return trace.commits.some(({ at, events }) =>
    events.some(
      ({ stream: on, event }) =>
        on === stream &&
        ((event.type === 'CaseWithdrawn' && event.undid === 'nothing') ||
          (event.type === 'FormRefused' &&
            end <= clock.shownAt(at) &&
            event.problems.every(({ code }) => code === 'already-over'))),
    ),
  );
}

/**
 * The last day was taken off their form while it lay ahead, and nobody looked before it had passed: what was over by then
 * is not opened by an empty field, and the form is refused for that alone. Whatever was looked at in time counts.
 */
function wasOpenedTooLate(
  { trace, clock, jobs }: History,
  { onboarding, end }: Colleague,
  { engagements }: PersonLedger,
): boolean {
  const opened = end === null ? onboarding?.emptied.get('end') : undefined;
  if (onboarding === null || opened === undefined) return false;
  const stream = caseId(jira, onboarding.id);
  const lastDay = engagements.find((one) => one.openedBy === stream && one.endedBy === null)?.end ?? null;
  if (lastDay === null) return false;
  const [openedAt, over] = [Date.parse(opened.at), Date.parse(lastDay)];
  const isInTime = jobs.looked.some(
    ({ issue, from, until }) => issue === onboarding.id && openedAt <= from && clock.shownAt(until) < over,
  );
  if (isInTime) return false;
  return trace.commits.some(({ at, events }) =>
    events.some(
      (one) =>
        one.stream === stream &&
        one.event.type === 'FormRefused' &&
        openedAt <= at &&
        over <= clock.shownAt(at) &&
        one.event.problems.every(({ code }) => code === 'already-left'),
    ),
  );
}

/** Of whom a person has decided that an edit is not to reach them: what it would have given or taken. */
async function leftAsTheyAre({ backing }: History): Promise<ReadonlyMap<PersonId, ReadonlySet<GroupId>>> {
  const { read } = backing.store;
  const inForce = await read.policyInForce();
  const found = new Map<PersonId, Set<GroupId>>();
  for (const { id, policy, recounts, rejectedBy } of await read.changeSets('rejected')) {
    if (recounts === undefined || policy?.version !== inForce?.version || rejectedBy !== INES) continue;
    for (const { person, gains, loses } of (await read.changeSet(id))?.items ?? [])
      found.set(person, new Set([...(found.get(person) ?? []), ...gains, ...loses]));
  }
  return found;
}
