/**
 * Access given back early, wherever it is said: by whoever has it, or asked for it. What they hold of the same
 * entitlement by other requests (an extension) goes with it, each request in a transaction of its own.
 */
import { type CaseState, foldCase, isOpenLine } from '../../core/evidence/index.ts';
import type { Channel } from '../../core/evidence/model.ts';
import { giverOf, type PersonLedger } from '../../core/grant/index.ts';
import { type GiveBackRefusal, giveBackLine } from '../../core/request/index.ts';
import type { CaseId, EntitlementId, PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { CaseRow, Tx } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { commitRequest } from './commit.ts';
import { namesOfParties, speakerNamed } from './speaker.ts';

export interface GivingBack {
  /** Work address or login of who gives it back. */
  readonly by: string;
  readonly channel: Channel;
  /** What is given back: a grant of their own, or a line of a request (`null` = the only one that is not over). */
  readonly what: { readonly grant: string } | { readonly case: CaseId; readonly line: string | null };
  /** They saw it undecided: what has been given meanwhile is not what they mean. */
  readonly onlyOpen?: boolean;
}

export interface GaveBack {
  readonly case: string;
  readonly line: string;
  readonly entitlement: EntitlementId;
  /** It was not given yet: it is not asked for any more. */
  readonly wasOpen: boolean;
}

export type GivingBackRefusal = GiveBackRefusal | 'unknown-case' | 'several-lines';

/** `alongside` is done in the transaction of what they named, the last of all. */
export async function giveBack(
  world: World,
  giving: GivingBack,
  alongside?: (tx: Tx) => Promise<unknown>,
): Promise<Outcome<GaveBack, GivingBackRefusal>> {
  const force = await world.rules.current();
  const found = await lineGiven(world, giving);
  if (!found.ok) return found;
  if (force === null) return refuse('unknown-case');
  const { row, person, line, entitlement, wasOpen } = found.value;
  const { by: names } = await speakerNamed(world, giving.by);
  const { channel, onlyOpen = false } = giving;
  const own: Ending = { on: row.id, person, line, by: { names, channel, onlyOpen } };
  const others = wasOpen ? [] : (await othersOf(world, person, entitlement)).filter((one) => !isSame(one, own));
  if (others.length > 0) {
    // The others first, so that who comes back after a crash finds what they named still there; unless it is refused.
    const refusal = await refusalOf(world, own);
    if (refusal !== null) return refuse(refusal);
  }
  // Of what somebody else has asked for on their behalf, whoever holds it is heard; whoever only asked is not.
  for (const other of others) await endLine(world, force, { ...own, ...other });
  const outcome = await endLine(world, force, own, alongside);
  return outcome.ok ? accept({ case: row.issueKey, line, entitlement, wasOpen }) : outcome;
}

interface Given {
  readonly row: CaseRow;
  readonly person: PersonId;
  readonly line: string;
  readonly entitlement: EntitlementId;
  readonly wasOpen: boolean;
}

async function lineGiven(
  { store }: World,
  { by, what }: GivingBack,
): Promise<Outcome<Given, 'unknown-case' | 'several-lines' | 'not-held'>> {
  const on = 'case' in what ? what.case : await giverFor(store.read, by, what.grant);
  if (on === null) return refuse('not-held');
  const row = await store.read.case(on);
  if (row === null || row.kind !== 'access-request' || row.person === null) {
    // A grant of theirs that comes with the job, or was taken over: nobody has asked for it here.
    return refuse('grant' in what ? 'not-held' : 'unknown-case');
  }
  const { lines } = foldCase(on, await store.read.stream(on)).request;
  const asked = 'grant' in what ? lines.filter(({ grant }) => grant === what.grant) : namedIn(lines, what.line);
  const [line, ...more] = asked;
  if (line === undefined) return refuse('not-held');
  if (more.length > 0) return refuse('several-lines');
  const { id, entitlement } = line;
  return accept({ row, person: row.person, line: id, entitlement, wasOpen: isOpenLine(line) });
}

const namedIn = <Line extends { readonly id: string; readonly ended: string | null }>(
  lines: readonly Line[],
  name: string | null,
) => lines.filter(({ id, ended }) => (name === null ? ended === null : id === name));

/** A grant of their own, by its id: whose it is otherwise is nobody's business. */
async function giverFor(read: World['store']['read'], by: string, id: string): Promise<CaseId | null> {
  const [person, ...more] = await read.findPersons(by.toLowerCase());
  if (person === undefined || more.length > 0) return null;
  const grant = (await read.person(person)).grants.find((one) => one.id === id);
  return grant === undefined ? null : giverOf(grant);
}

/** The other requests by which they hold the same. */
async function othersOf({ store }: World, person: PersonId, entitlement: EntitlementId) {
  const { grants }: PersonLedger = await store.read.person(person);
  const now = await store.read.now();
  const held = grants.filter(
    ({ holds, end }) =>
      holds.kind === 'entitlement' && holds.entitlement === entitlement && (end === null || end > now),
  );
  const found: { readonly on: CaseId; readonly line: string }[] = [];
  for (const grant of held) {
    const on = giverOf(grant);
    const { lines } = foldCase(on, await store.read.stream(on)).request;
    found.push(...lines.flatMap(({ id, grant: of }) => (of === grant.id ? [{ on, line: id }] : [])));
  }
  return found;
}

interface Ending {
  readonly on: CaseId;
  readonly person: PersonId;
  readonly line: string;
  readonly by: Parameters<typeof giveBackLine>[2];
}

const isSame = (a: Pick<Ending, 'on' | 'line'>, b: Pick<Ending, 'on' | 'line'>) => a.on === b.on && a.line === b.line;

/** As it stands, without a lock; `null` = it would be taken. */
async function refusalOf(world: World, { on, person, line, by }: Ending): Promise<GiveBackRefusal | null> {
  const { read } = world.store;
  const [stream, ledger, now] = await Promise.all([read.stream(on), read.person(person), read.now()]);
  const state = foldCase(on, stream);
  const theirs = await theirsIn(world, state, person, line);
  const outcome = giveBackLine(state, line, by, { ledger, theirs, now });
  return outcome.ok ? null : outcome.refusal;
}

const theirsIn = (world: World, { request }: CaseState, person: PersonId, line: string) =>
  namesOfParties(
    world,
    person,
    request.lines.filter(({ id }) => id === line),
  );

/** Needs nobody's opinion and nothing outside: it goes also while the provider cannot be asked. */
async function endLine(
  world: World,
  force: RulesInForce,
  { on, person, line, by }: Ending,
  alongside?: (tx: Tx) => Promise<unknown>,
): Promise<Outcome<null, GiveBackRefusal>> {
  const { store } = world;
  const theirs = await theirsIn(world, foldCase(on, await store.read.stream(on)), person, line);
  return store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(person);
    const state = foldCase(on, await tx.lockCase(on));
    const outcome = giveBackLine(state, line, by, { ledger, theirs, now: tx.now });
    if (!outcome.ok) return outcome;
    await alongside?.(tx);
    await commitRequest(world, tx, force.policy, { ledger, state, events: outcome.value });
    return accept(null);
  });
}
