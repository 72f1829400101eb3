/**
 * The issue of a request raised outside the tracker. Findable: that it is asked for is committed first and the row's key is
 * in the issue, so a lost answer makes no second one. One attempt at a time: two that look in an index that lags would both
 * find nothing.
 */
import type { Document, IssueRef } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { JobResult } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { FieldGiven, OwnIssue } from '../../ports/tracker.ts';
import { beginsAttempt, ONE_ATTEMPT, somebodyIsAtIt, underWay } from '../ownIssues.ts';
import { later, type World } from '../world.ts';
import { decideAhead } from './ahead.ts';
import { dropLetBe, endNotFiled, isForGood, isLetBe, tellNotFiled, toldNotFiled } from './notFiled.ts';
import { lineWords, mailOf, raisedValues } from './raisedForm.ts';

/** Somebody may have put right what it is refused for. Milliseconds. */
const REFUSED_AGAIN = 5 * 60_000;

/**
 * The job: done when the issue is there. Whoever kept the request may not have come to deciding it: an emergency is decided
 * before its issue is tried, because it waits for no tracker.
 */
export async function fileRaised(world: World, key: string): Promise<JobResult> {
  const [kept, force] = await Promise.all([world.store.read.raised(key), world.rules.current()]);
  if (kept !== null && force !== null) await decideAhead(world, force, kept);
  // An emergency is: it was decided, and its record has to get there.
  if (kept?.breakGlass === false && (kept.droppedAt !== undefined || (await isLetBe(world, key))))
    return dropLetBe(world, key, freeAt);
  try {
    await issueOf(world, key);
    return undefined;
  } catch (trouble) {
    if (!(trouble instanceof Fault) || !isForGood(trouble)) throw trouble;
    return { again: later(await world.store.read.now(), REFUSED_AGAIN) };
  }
}

/** The issue it has, made now if there is none; `null` = nobody waits for it, or such requests are filed nowhere. */
export async function issueOf(world: World, key: string): Promise<IssueRef | null> {
  const force = await world.rules.current();
  const settings = force?.rules.caseSettings('access-request');
  const attempt: Attempt = { triedAt: null };
  const inTime = beginsAttempt(world, () => goesOn(world, key, attempt));
  const found = settings === undefined ? null : await begin(world, key);
  if (force === null || settings === undefined || found === null) return null;
  if ('free' in found) throw somebodyIsAtIt(found.free);
  const { row: begun } = found;
  attempt.triedAt = found.triedAt;
  if (begun.issue !== null) return begun.issue;
  const { project, issueType, requestType } = settings;
  const { store, tracker } = world;
  try {
    const words = await wordsOf(world, force.policy, begun);
    const issue = { project, issueType, ...words, ...(requestType === undefined ? {} : { requestType }) };
    const made = await tracker.fileIssue(key, issue, begun.filingSince, inTime);
    return await bind(world, key, { connection: tracker.connection, ...made });
  } catch (trouble) {
    // It may be there, unless the tracker has said no, and the search not show it yet: the next one waits as if somebody were at
    // it still.
    const mayBeThere = !(trouble instanceof Fault) || trouble.outcomeUnknown;
    await store.transaction(async (tx) => {
      const row = await tx.lockRaised(key);
      // Late, somebody else may be at it by now.
      if (!mayBeThere && row !== null && row.triedAt === attempt.triedAt)
        await tx.saveRaised({ ...row, triedAt: null });
    });
    if (trouble instanceof Fault && isForGood(trouble)) await tellNotFiled(world, begun, trouble);
    throw trouble;
  }
}

/** As it stands on the row while it is ours. */
interface Attempt {
  triedAt: Instant | null;
}

/** `false` = it was taken for given up, or is there. */
const goesOn = ({ store }: World, key: string, attempt: Attempt): Promise<boolean> =>
  store.transaction(async (tx) => {
    const row = await tx.lockRaised(key);
    if (row === null || row.issue !== null || row.triedAt !== attempt.triedAt) return false;
    await tx.saveRaised({ ...row, triedAt: tx.now });
    attempt.triedAt = tx.now;
    return true;
  });

/** As it stood before this attempt, and since when it is on the row; or when another is over. `null` = nobody waits for it. */
const begin = ({ store }: World, key: string) =>
  store.transaction(async (tx) => {
    const row = await tx.lockRaised(key);
    if (row === null) return null;
    if (row.issue !== null) return { row, triedAt: row.triedAt };
    if (row.droppedAt !== undefined) return null;
    const busy = underWay(row.triedAt, tx.now);
    if (busy !== null) {
      await tx.saveRaised({ ...row, triedAt: busy.since });
      return { free: busy.free };
    }
    await tx.saveRaised({ ...row, filingSince: row.filingSince ?? tx.now, triedAt: tx.now });
    return { row, triedAt: tx.now };
  });

const freeAt = ({ triedAt }: RaisedRow): Instant | null => (triedAt === null ? null : later(triedAt, ONE_ATTEMPT));

/** The issue is this request's from now on, whoever found it first; and is looked at. */
export async function bind(world: World, key: string, issue: IssueRef): Promise<IssueRef> {
  const told = await toldNotFiled(world, key);
  return world.store.transaction(async (tx) => {
    await endNotFiled(tx, told);
    const row = await tx.lockRaised(key);
    if (row === null || row.issue !== null) return row?.issue ?? issue;
    await tx.saveRaised({ ...row, issue, triedAt: null });
    // The tracker's own news of it is an echo of ourselves, which nobody looks at.
    await tx.send({ lane: 'look', issue: issue.id });
    return issue;
  });
}

async function wordsOf(
  world: World,
  policy: Policy,
  row: RaisedRow,
): Promise<Pick<OwnIssue, 'title' | 'body' | 'fields' | 'reporter'>> {
  const [asker, beneficiary] = await Promise.all([
    world.store.read.person(row.asker),
    world.store.read.person(row.beneficiary),
  ]);
  const lines = row.lines.map((line) => lineWords(policy, line));
  const values = raisedValues(row, policy, mailOf(beneficiary));
  const fields: Record<string, FieldGiven> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value.kind === 'text' || value.kind === 'texts') fields[name] = value;
  }
  const [only, ...more] = lines;
  if (only !== undefined && more.length === 0 && policy.settings.fields.access !== undefined) {
    fields.access = { kind: 'text', text: only };
    delete fields.applications;
  }
  if (row.asker !== row.beneficiary) {
    const account = await world.tracker.findShownUser(mailOf(beneficiary));
    if (account !== null) fields.forWhom = { kind: 'user', account };
  }
  return {
    title: `Access for ${nameOf(beneficiary)}: ${lines.join(', ')}`,
    body: bodyOf(row, asker, beneficiary, lines),
    fields,
    reporter: await world.tracker.findShownUser(mailOf(asker)),
  };
}

function bodyOf(
  { channel, asker: by, beneficiary: of, reason, ticket, breakGlass }: RaisedRow,
  asker: PersonLedger,
  beneficiary: PersonLedger,
  lines: readonly string[],
): Document {
  const forWhom = by === of ? '' : ` for ${nameOf(beneficiary)} (${mailOf(beneficiary)})`;
  const said = `${nameOf(asker)} (${mailOf(asker)}) asks${forWhom} by ${CHANNELS[channel]}:`;
  const more = [
    ...lines,
    ...(reason === null ? [] : [`Reason: ${reason}`]),
    ...(ticket === null ? [] : [`Ticket: ${ticket}`]),
    ...(breakGlass ? ['An emergency'] : []),
  ];
  return [
    { block: 'paragraph', text: [{ text: said }] },
    { block: 'list', items: more.map((text) => [{ text }]) },
  ];
}

const CHANNELS = { slack: 'Slack', api: 'Tenure itself' } as const satisfies Record<RaisedRow['channel'], string>;

const nameOf = ({ person }: PersonLedger) =>
  person === null ? 'somebody' : `${person.profile.givenName} ${person.profile.familyName}`;
