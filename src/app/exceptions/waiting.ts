/**
 * The message about exceptions that wait, by mail and where people decide. What is settled meanwhile is in none; the mail
 * keeps its Message-ID however often it is tried, and a card is looked for before it is put there a second time.
 */
import { exceptionSentence, withBlanks } from '../../core/evidence/index.ts';
import type { RecordedEvent, StreamId } from '../../core/evidence/model.ts';
import { exceptionHistory } from '../../core/exception/index.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import type { ExceptionId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { JobResult } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { ABOUT_NO_REQUEST, hostOf, notTaken, renderNotice, sayInstant } from '../notices/index.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { later, type World } from '../world.ts';
import { commitAbout } from './commit.ts';

const REFUSED_AGAIN = 30 * 60_000;

interface Waiting {
  readonly to: readonly string[];
  readonly since: Instant;
  readonly isHandedOver: boolean;
  readonly rows: readonly ExceptionRow[];
}

export async function sendWaiting(
  world: World,
  stream: StreamId,
  message: string,
  by: 'mail' | 'desk',
): Promise<JobResult> {
  const force = await world.rules.current();
  if (force === null) return undefined;
  const events = await world.store.read.stream(stream);
  const waiting = await waitingIn(world, events, message);
  if (waiting === null || waiting.to.length === 0) return undefined;
  try {
    if (by === 'desk') return await putAtDesk(world, force, stream, message, events, waiting);
    return await mail(world, force, stream, message, events, waiting);
  } catch (trouble) {
    if (!(trouble instanceof Fault) || trouble.kind === 'transient') throw trouble;
    world.log.error({ stream, message, fault: trouble.message }, 'a message about exceptions was refused');
    return { again: later(await world.store.read.now(), REFUSED_AGAIN) };
  }
}

async function waitingIn({ store }: World, events: readonly RecordedEvent[], message: string): Promise<Waiting | null> {
  const asked = events.flatMap(({ event }) =>
    (event.type === 'ExceptionHandedOver' || event.type === 'ExceptionEscalated') && event.notice === message
      ? [event]
      : [],
  );
  const [first] = asked;
  if (first === undefined) return null;
  const ids = [...new Set<ExceptionId>(asked.map(({ exception }) => exception))];
  const rows = (await Promise.all(ids.map((id) => store.read.exception(id)))).flatMap((row) => row ?? []);
  const open = rows.filter(({ settled }) => settled === null);
  if (open.length === 0) return null;
  const stillOpen = new Set(open.map(({ id }) => id));
  const to = asked.flatMap((one) => (stillOpen.has(one.exception) ? (one.personal?.told ?? []) : []));
  return { to: [...new Set(to)], since: first.at, isHandedOver: first.type === 'ExceptionHandedOver', rows: open };
}

async function mail(
  world: World,
  force: RulesInForce,
  stream: StreamId,
  message: string,
  events: readonly RecordedEvent[],
  waiting: Waiting,
): Promise<undefined> {
  if (isSentIn(events, message)) return undefined;
  const { settings } = force.policy;
  const { from } = settings.mail;
  const messageId = `${sha256(`${stream}/${message}`).slice(0, 32)}@tenure.${hostOf(from)}`;
  const { title, lines } = wordsOf(force, events, waiting);
  const key = await issueKey(world, stream);
  const facts = {
    ...ABOUT_NO_REQUEST,
    ...{ company: settings.company, person: title, givenName: '', login: null, formerLogin: null, manager: null },
    ...{ start: null, end: null, gained: [], lost: [], waiting: lines, failed: [], emergencies: [] },
    ...{ issueKey: key ?? '', issueLink: key === null ? '' : world.tracker.addressOf(key) },
    ...{ nextStep: NEXT, activationLink: null },
  };
  const written = renderNotice('exceptions-wait', facts, world.templates);
  const left = notTaken(waiting.to, takenIn(events, message));
  const partly = left.length === 0 ? null : await world.mailer.send({ messageId, from, to: left, ...written });
  await commitAbout(world, force, stream, async ({ events: since, now }) => {
    if (isSentIn(since, message)) return [];
    const said = { notice: message, messageId, at: now };
    if (partly === null) return [{ type: 'NoticeSent', ...said }];
    return [{ type: 'NoticePartlySent', ...said, personal: { to: partly.taken } }];
  });
  if (partly !== null) throw partly.fault;
  return undefined;
}

const isSentIn = (events: readonly RecordedEvent[], message: string): boolean =>
  events.some(({ event }) => event.type === 'NoticeSent' && event.notice === message);

const takenIn = (events: readonly RecordedEvent[], message: string): readonly string[] =>
  events
    .map(({ event }) => withBlanks(event))
    .flatMap((event) => (event.type === 'NoticePartlySent' && event.notice === message ? event.personal.to : []));

/** Whoever is not to be found there has the mail. */
async function putAtDesk(
  world: World,
  force: RulesInForce,
  stream: StreamId,
  message: string,
  events: readonly RecordedEvent[],
  waiting: Waiting,
): Promise<undefined> {
  const { desk } = world;
  if (desk === null) return undefined;
  const { title, lines } = wordsOf(force, events, waiting);
  const issue = await issueKey(world, stream);
  const link = issue === null ? null : { says: issue, address: world.tracker.addressOf(issue) };
  const card = { title, facts: [], notes: [...lines, NEXT], link, buttons: [] };
  for (const one of waiting.to) {
    const user = await desk.findUser(one);
    if (user === null) continue;
    const key = sha256(`${stream}/${message}/${one.toLowerCase()}`);
    if ((await desk.find(user, key, waiting.since)) === null) await desk.post(user, key, card);
  }
  return undefined;
}

const NEXT = 'See “tenure exceptions show” with its name for what was tried and what may be decided.';

/** No name of anybody it is about: whoever may know looks it up. */
function wordsOf(
  { policy: { settings } }: RulesInForce,
  events: readonly RecordedEvent[],
  { rows, isHandedOver }: Waiting,
): { readonly title: string; readonly lines: readonly string[] } {
  const lines = rows.slice(0, MOST).map(({ id, kind, openedAt }) => {
    const { owner } = exceptionHistory(id, events);
    const whose = owner === null ? '' : ` Handed over to ${owner}.`;
    const { says, remedy } = exceptionSentence(kind);
    return `${id}, since ${sayInstant(openedAt, settings.timeZone)}. ${says} ${remedy}${whose}`;
  });
  const more = rows.length - lines.length;
  const count = rows.length === 1 ? 'An exception' : `${rows.length} exceptions`;
  const title = isHandedOver
    ? `${count} was handed over to you`
    : `${count} ${rows.length === 1 ? 'is' : 'are'} still open`;
  return { title, lines: more === 0 ? lines : [...lines, `${more} more: “tenure exceptions” lists them.`] };
}

/** A mail that says more is read by nobody. */
const MOST = 20;

async function issueKey({ store }: World, stream: StreamId): Promise<string | null> {
  if (stream === 'system') return null;
  const row = await store.read.case(stream);
  return row === null || row.issueId === '' ? null : row.issueKey;
}
