/** An approver's word on an open question, wherever it was said: counted once, or refused by name. */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { mailsOf } from '../../core/grant/index.ts';
import {
  type DecisionRefusal,
  decisionOn,
  progress,
  type Review,
  type ReviewRefusal,
  reviewOn,
  type Said,
  type Setting,
  type Speaker,
  workOf,
} from '../../core/request/index.ts';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { CaseRow, Tx } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { commitRequest } from './commit.ts';
import { askedAbout, factsFrom, listedIn, whole } from './facts.ts';
import { ASKING } from './live.ts';
import { peopleWithin } from './people.ts';
import { askersOf, namesOfAskers } from './requester.ts';
import { speakerNamed } from './speaker.ts';

export interface Word extends Omit<Said, keyof Speaker> {
  readonly case: CaseId;
  /** Work address or login of who decides. */
  readonly by: string;
}

/** `alongside` is done in the same transaction as the decision, and may still refuse it. */
export async function decideRequestQuestion<Refusal extends string = never>(
  world: World,
  word: Word,
  alongside?: Alongside<Refusal>,
): Promise<Outcome<null, DecisionRefusal | 'unknown-case' | Refusal>> {
  const { store } = world;
  const [row, force] = await Promise.all([store.read.case(word.case), world.rules.current()]);
  if (row === null || row.person === null || force === null || !ASKING.has(row.kind)) {
    return refuse('unknown-case');
  }
  const speaker = await speakerNamed(world, word.by);
  const about = { case: word.case, person: row.person };
  return onRequest(
    world,
    force,
    about,
    (state, setting) => decisionOn(state, { ...word, ...speaker }, setting),
    alongside,
  );
}

export type Alongside<Refusal extends string> = (tx: Tx) => Promise<Outcome<null, Refusal>>;
export interface ReviewWord extends Omit<Review, keyof Speaker> {
  readonly case: CaseId;
  readonly by: string;
}

/**
 * What an emergency was, said here: recorded whether or not the tracker answers, and written there when it does. `alongside`
 * as for a decision.
 */
export async function reviewEmergency<Refusal extends string = never>(
  world: World,
  word: ReviewWord,
  alongside?: Alongside<Refusal>,
): Promise<Outcome<null, ReviewRefusal | 'unknown-case' | Refusal>> {
  const [row, force] = await Promise.all([world.store.read.case(word.case), world.rules.current()]);
  if (row === null || row.kind !== 'access-request' || row.person === null || force === null) {
    return refuse('unknown-case');
  }
  const speaker = await speakerNamed(world, word.by);
  const about = { case: word.case, person: row.person };
  return onRequest(
    world,
    force,
    about,
    (state, setting) => reviewOn(state, { ...word, ...speaker }, setting),
    alongside,
  );
}

/**
 * What time and other people bring to what is asked on a case whose form says nothing now: its issue is gone, or lies where
 * no such case is filed. Nobody's question waits for it for ever, and whoever wakes requests finds nothing more to do.
 */
export async function goOnByItself(world: World, force: RulesInForce, { id, person }: CaseRow): Promise<void> {
  if (person === null || force.policy.requests === undefined) return;
  const { lines } = foldCase(id, await world.store.read.stream(id)).request;
  if (lines.length === 0) return;
  await onRequest(world, force, { case: id, person }, (state, setting) => accept(progress(state, setting)));
}

/** Decides on the request as it stands, under its locks; what follows from it is committed with it. */
export async function onRequest<Refusal extends string, Beside extends string = never>(
  world: World,
  force: RulesInForce,
  about: { readonly case: CaseId; readonly person: PersonId },
  decide: (state: CaseState, setting: Setting) => Outcome<readonly TenureEvent[], Refusal>,
  alongside?: Alongside<Beside>,
): Promise<Outcome<null, Refusal | Beside>> {
  const { store } = world;
  const { policy, rules } = force;
  const before = foldCase(about.case, await store.read.stream(about.case));
  const [askers, theirNames] = await Promise.all([
    askersOf(world, before.request.lines),
    namesOfAskers(world, before.request.lines),
  ]);
  const asked = (state: CaseState) => askedAbout(policy, state, askers);
  const listed = whole(await listedIn(world, force, asked(before)));
  return store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(about.person);
    const state = foldCase(about.case, await tx.lockCase(about.case));
    const { now } = tx;
    // Under the locks: who was allowed a moment ago may have lost the role, or whoever stood in may do so no more.
    const asker = askerOf(state);
    const [facts, names] = await Promise.all([
      peopleWithin(tx).then((people) => factsFrom(people, policy, ledger, asked(state), listed)),
      asker === null ? [] : tx.peekPerson(asker).then(mailsOf),
    ]);
    const requester = [...new Set([...theirNames, ...names])];
    const outcome = decide(state, {
      ledger,
      engagement: workOf({ ledger, now }),
      requester,
      rules,
      policy,
      facts,
      now,
    });
    if (!outcome.ok) return outcome;
    const beside = (await alongside?.(tx)) ?? accept(null);
    if (!beside.ok) return beside;
    await commitRequest(world, tx, policy, { ledger, state, events: outcome.value });
    return accept(null);
  });
}

const askerOf = ({ request }: CaseState): PersonId | null => request.lines[0]?.asked.by ?? null;
