/**
 * One mail for one requested notice. Mail is blind: a repeat after a lost answer carries the same Message-ID, and
 * "sent" is recorded only after the server took it; taken for some of several, it goes to the others alone from then on.
 * The activation link is fetched here and never stored.
 */

import type { CaseNotice, CaseState } from '../../core/evidence/index.ts';
import { exceptionSentence, foldCase, isMailLetBe, MAIL_REFUSED, refusalsOf } from '../../core/evidence/index.ts';
import type { NoticeKind, RecordedEvent, TenureEvent } from '../../core/evidence/model.ts';
import { wanted as accessOf, emptyLedger, leadingEngagement, type PersonLedger } from '../../core/grant/index.ts';
import { attributesOf, zoneOf } from '../../core/policy/index.ts';
import { isOwnKind } from '../../core/policy/model.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import { type CaseId, exceptionId, type PersonId } from '../../core/shared/ids.ts';
import { BEGINNING, epochOf, type Instant } from '../../core/shared/instant.ts';
import type { JobResult, NoticeJob } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import { commitCase } from '../commit.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { lookedAtAsOf } from '../reconcile/byClock.ts';
import { settledByItself } from '../reconcile/trouble.ts';
import { requestFacts } from '../requests/noticeFacts.ts';
import { stillToTell } from '../requests/noticeTo.ts';
import { readStop } from '../stop.ts';
import { later, type World } from '../world.ts';
import { addressedTo } from './addressedTo.ts';
import { ABOUT_NO_REQUEST, hostOf, type NoticeFacts, notTaken, renderNotice, sayInstant } from './index.ts';

/** Milliseconds until a mail that was refused, or has no address, is tried again. */
const WHILE_REFUSED = 30 * 60_000;

/**
 * Twice as late each time: some servers refuse a domain that is not there "for now" for ever, and each try of an activation
 * is a write at the provider. Milliseconds.
 */
const nextTry = ({ askedAt }: CaseNotice, now: Instant) =>
  Math.min(LATEST, Math.max(SOONEST, epochOf(now) - epochOf(askedAt)));
const SOONEST = 15_000;
const LATEST = 5 * 60_000;
/** Milliseconds. What is put off for longer is told like what is refused: nobody else knows that somebody waits for it. */
const PUT_OFF_FOR = 6 * 60 * 60_000;

interface Standing {
  readonly wanted: CaseNotice;
  readonly state: CaseState;
  readonly stream: readonly RecordedEvent[];
  readonly ledger: PersonLedger;
  /** Who has left meanwhile, or was sent another link, is not shown the way in by this one. */
  readonly isOver: boolean;
}

/** `null` = there is nothing to send. */
async function standingOf(world: World, id: CaseId, notice: string): Promise<Standing | null> {
  const stream = await world.store.read.stream(id);
  const state = foldCase(id, stream);
  const wanted = state.notices.find((one) => one.notice === notice);
  if (wanted === undefined || wanted.sentAt !== null || wanted.to.length === 0) return null;
  if (isMailLetBe(state, notice)) return null;
  // Only a case that is about many has nobody of its own; any other does not say yet whom it is about.
  if (state.person === null && (state.kind === null || !isOwnKind(state.kind))) return null;
  const ledger = state.person === null ? emptyLedger : await world.store.read.person(state.person);
  const isOver = wanted.kind === 'activation' && (!standsOpen(ledger) || (await isFollowed(world, ledger, wanted)));
  return { wanted, state, stream, ledger, isOver };
}

/** For whoever looks for jobs that were lost: somebody is to have it still. */
export async function isToBeSent(world: World, { case: id, notice }: NoticeJob): Promise<boolean> {
  const force = await world.rules.current();
  const standing = await standingOf(world, id, notice);
  if (force === null || standing === null || standing.isOver) return false;
  const { wanted, state, stream, ledger } = standing;
  if (isAboutRequest(wanted.kind) && (await requestFacts(world, force, state, ledger, wanted)) === null) return false;
  const told = await stillToTell(world, force.policy.settings, { state, stream }, wanted);
  return 'again' in told || told.to.length > 0;
}

/** `isAsked`: one more try beside those that come by themselves, so refused again it is not followed by others of its own. */
export async function sendNotice(world: World, id: CaseId, notice: string, isAsked = false): Promise<JobResult> {
  const force = await world.rules.current();
  if (force === null) return undefined;
  const found = await standingOf(world, id, notice);
  if (found === null) return undefined;
  const { wanted, state, stream, ledger, isOver } = found;
  const messageId = `${sha256(`${id}/${notice}`).slice(0, 32)}@tenure.${hostOf(force.policy.settings.mail.from)}`;
  const dropRefusals = async (): Promise<undefined> => {
    await record(world, force, state.person, id, (standing, at) =>
      refusedBefore(standing, notice).map((one) => settledByItself(one.id, at, 'Tenure: it is sent no more')),
    );
    return undefined;
  };
  // Who has left meanwhile, or is away, is not shown the way in, and nobody need correct the address for it.
  if (isOver || (wanted.kind === 'activation' && !(await mayComeIn(world, ledger)))) {
    await dropRefusals();
    // What opens a closed account again sends its own link; one that is not closed yet may stay open after all.
    return isAsked || isOver ? undefined : { again: later(await world.store.read.now(), WHILE_REFUSED) };
  }
  // A fresh activation link is a write at the provider: it waits while writes are stopped.
  if (wanted.kind === 'activation' && (await readStop(world.store.read)) !== null) {
    return { again: later(await world.store.read.now(), 60_000) };
  }
  const to = addressedTo(wanted, state, ledger, force.policy.settings);
  try {
    // Told like one that was refused, or whoever waits for it would wait with nobody asked about it.
    if (to.length === 0) throw new Fault('invalid', 'send mail', { note: 'there is no address to send it to' });
    const about = isAboutRequest(wanted.kind) ? await requestFacts(world, force, state, ledger, wanted) : {};
    // What was asked is answered by now; or all of them have it at the desk.
    if (about === null) return await dropRefusals();
    const told = await stillToTell(world, force.policy.settings, { state, stream }, { ...wanted, to });
    if ('again' in told) return told;
    if (told.to.length === 0) return await dropRefusals();
    const link = wanted.kind === 'activation' ? await activationLink(world, ledger) : null;
    const facts = { ...factsOf(world, force, state, ledger, stream, wanted, link), ...about };
    const mail = renderNotice(wanted.kind, facts, world.templates);
    const { from } = force.policy.settings.mail;
    const left = notTaken(told.to, wanted.taken);
    const partly = left.length === 0 ? null : await world.mailer.send({ messageId, from, to: left, ...mail });
    await record(world, force, state.person, id, (standing, at) => {
      const said = { notice, messageId, at };
      if (partly !== null && isSent(standing, notice)) return [];
      if (partly !== null) return [{ type: 'NoticePartlySent', ...said, personal: { to: partly.taken } }];
      return [
        ...(isSent(standing, notice) ? [] : [{ type: 'NoticeSent', ...said } as const]),
        ...refusedBefore(standing, notice).map((one) => settledByItself(one.id, at)),
      ];
    });
    // For whom it was refused it is tried again like one that nobody has.
    if (partly !== null) throw partly.fault;
    return undefined;
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    const now = await world.store.read.now();
    if (trouble.kind === 'transient' && now < later(wanted.askedAt, PUT_OFF_FOR))
      return { again: trouble.retryAt ?? later(now, nextTry(wanted, now)) };
    world.log.error({ case: id, notice, fault: trouble.message }, 'a mail was refused');
    if (!isTold(state, notice)) {
      const detail = { notice, code: trouble.vendorCode };
      await record(world, force, state.person, id, (standing) => {
        // Another job of the same mail may have had its answer meanwhile.
        if (isSent(standing, notice) || isTold(standing, notice)) return [];
        const exception = exceptionId(`${id}!${MAIL_REFUSED}-${standing.exceptions.length + 1}`);
        return [{ type: 'ExceptionRaised', exception, kind: MAIL_REFUSED, detail }];
      });
    }
    return isAsked ? undefined : { again: later(now, WHILE_REFUSED) };
  }
}

/** What is open of this mail: tried again every half hour, it may be taken in the end. */
const refusedBefore = (state: CaseState, notice: string) => refusalsOf(state, notice).filter(isOpen);

const isOpen = ({ verdict }: CaseState['exceptions'][number]) => verdict === null;

/** Let be by a person, it stays so. */
const isTold = (state: CaseState, notice: string) =>
  refusalsOf(state, notice).some(({ verdict }) => verdict !== 'retry');

const isSent = ({ notices }: CaseState, notice: string) =>
  notices.some((one) => one.notice === notice && one.sentAt !== null);

async function record(
  world: World,
  force: RulesInForce,
  person: PersonId | null,
  id: CaseId,
  eventsOf: (state: CaseState, now: Instant) => readonly TenureEvent[],
): Promise<void> {
  await world.store.transaction(
    async (tx) => {
      const ledger = person === null ? emptyLedger : await tx.lockPerson(person);
      const state = foldCase(id, await tx.lockCase(id));
      const settings = force.policy.settings;
      await commitCase(tx, {
        ledger,
        state,
        events: eventsOf(state, tx.now),
        settings,
        timing: world.timing,
        edits: false,
        // A case about many is over by its own account of them.
        mayProve: person !== null,
      });
    },
    { ...(person === null ? {} : { person }), case: id },
  );
}

async function mayComeIn({ store }: World, ledger: PersonLedger): Promise<boolean> {
  const now = await lookedAtAsOf(store.read, ledger, await store.read.now());
  return ledger.accounts.some((account) => accessOf(ledger, account, now).state === 'active');
}

/** As last read back. */
const standsOpen = ({ accounts }: PersonLedger) =>
  accounts.some(
    ({ origin, verified }) => origin !== 'found' && (verified === 'awaiting-user' || verified === 'active'),
  );

/** The account was opened anew since this link was asked for, and a link of that was asked for with it. */
async function isFollowed({ store: { read } }: World, ledger: PersonLedger, { askedAt }: CaseNotice): Promise<boolean> {
  const opened = ledger.accounts.flatMap(({ verified, verifiedAt }) =>
    verified === 'awaiting-user' ? (verifiedAt ?? []) : [],
  );
  const since = opened.filter((at) => at > askedAt);
  if (ledger.person === null || since.length === 0) return false;
  for (const { id } of await read.cases({ person: ledger.person.id })) {
    const { notices } = foldCase(id, await read.stream(id));
    const isOfIt = (one: CaseNotice) => one.kind === 'activation' && since.some((at) => one.askedAt >= at);
    if (notices.some(isOfIt)) return true;
  }
  return false;
}

/** Milliseconds in which a link of our own activation is as good as a fresh one: it works for a time, and until the next one. */
const FRESH = 10 * 60_000;

/** The link of this process's own activation, or a fresh one: it was never written down. */
async function activationLink(world: World, ledger: PersonLedger): Promise<string | null> {
  const now = await world.store.read.now();
  for (const account of ledger.accounts) {
    const kept = world.links.get(account.id);
    world.links.delete(account.id);
    if (kept !== undefined && kept.at === account.verifiedAt && now < later(kept.at, FRESH)) return kept.link;
    const provider = world.providers.get(account.connection);
    if (account.verified !== 'awaiting-user' || account.providerId === null || provider === undefined) continue;
    const call = { lane: 'ordinary', timeoutMilliseconds: world.timing.callMilliseconds } as const;
    return (await provider.renewActivation(account.providerId, call)).activationLink;
  }
  return null;
}

function factsOf(
  world: World,
  force: RulesInForce,
  state: CaseState,
  ledger: PersonLedger,
  stream: readonly RecordedEvent[],
  notice: CaseNotice,
  activationLink: string | null,
): NoticeFacts {
  const { settings } = force.policy;
  const profile = ledger.person?.profile;
  const engagement = leadingEngagement(ledger.engagements, stream.at(-1)?.at ?? BEGINNING);
  const zone = zoneOf(settings, engagement === undefined ? {} : attributesOf(engagement));
  const say = (at: Parameters<typeof sayInstant>[0] | null | undefined) => (at == null ? null : sayInstant(at, zone));
  const renamed = stream.findLast(({ event }) => event.type === 'LoginVerified');
  const leave = ledger.engagements.flatMap(({ leaves = [] }) => leaves).find((one) => one.case === state.id);
  const names = (type: 'MembershipVerified' | 'RemovalVerified') =>
    [...new Set(stream.flatMap(({ event }) => (event.type === type ? [event.name] : [])))].sort();
  const key = state.issue?.key ?? '';
  const open = state.exceptions.filter(({ verdict }) => verdict === null).map(({ kind }) => exceptionSentence(kind));
  return {
    company: settings.company,
    person: profile === undefined ? (state.kind ?? '').replace('-', ' ') : `${profile.givenName} ${profile.familyName}`,
    givenName: profile?.givenName ?? '',
    login: ledger.accounts[0]?.login ?? null,
    formerLogin: renamed?.event.type === 'LoginVerified' ? renamed.event.personal.was : null,
    manager: profile?.managerMail ?? null,
    start: say(leave === undefined ? engagement?.start : leave.from),
    end: say(leave === undefined ? engagement?.end : leave.until),
    gained: notice.kind === 'offboarded' ? [] : names('MembershipVerified'),
    lost: names('RemovalVerified'),
    waiting: state.tasks
      .filter((task) => task.state === 'filed' || task.state === 'requested')
      .map(({ title }) => title),
    issueKey: key,
    issueLink: world.tracker.addressOf(key),
    failed: open.map(({ says }) => says),
    nextStep: notice.kind === 'emergency' ? lookAtIt(state) : (open[0]?.remedy ?? null),
    emergencies: notice.kind === 'emergency' ? emergenciesIn(state, say) : [],
    activationLink,
    ...ABOUT_NO_REQUEST,
  };
}

const isAboutRequest = (kind: NoticeKind) => kind.startsWith('access-');
/** What has no issue yet is known by its own name alone. */
const lookAtIt = ({ id, issue }: CaseState) =>
  issue === null
    ? `Look at what it was needed for, then say so: “tenure decide ${id}” with --justified or --not-justified, and a reason. It has no issue yet, because Jira does not answer.`
    : 'Look at what it was needed for, then say so: close the sub-task with a verdict, or use “tenure decide” with --justified or --not-justified, and a reason.';

/** Until when it is held stands on the issue; here, for how long it was asked. */
const emergenciesIn = ({ request }: CaseState, say: (at: Instant | null) => string | null): readonly string[] =>
  request.lines
    .filter(({ asked }) => asked.answer === 'break-glass')
    .map(({ entitlement, duration, asked, grantedAt }) => {
      const { reason, ticket } = asked.personal;
      const why = [reason, ticket].flatMap((one) => (one === null ? [] : [cutTo(one, LONGEST_REASON)])).join(', ');
      return `${entitlement}, ${durationWords(duration)}, from ${say(grantedAt) ?? 'now'}${why === '' ? '' : `: ${why}`}`;
    });
const LONGEST_REASON = 500;
const cutTo = (text: string, limit: number) => (text.length <= limit ? text : `${text.slice(0, limit)} …`);
