/** What people do at a running Tenure, beside their forms: exceptions settled, requests decided, policies put in force. */
import { heldNow, LEAVERS_HELD } from '../../../src/app/leavers/heldLeavers.ts';
import { applyPolicy, confirmChangeSet } from '../../../src/app/policy/policyInForce.ts';
import { decideRequestQuestion } from '../../../src/app/requests/decide.ts';
import { settle } from '../../../src/app/settling/settle.ts';
import { verdictsOf } from '../../../src/app/settling/verdicts.ts';
import type { World } from '../../../src/app/world.ts';
import { foldCase, openQuestions } from '../../../src/core/evidence/index.ts';
import type { Verdict } from '../../../src/core/evidence/model.ts';
import type { Policy } from '../../../src/core/policy/model.ts';
import type { CaseId } from '../../../src/core/shared/ids.ts';
import { type Milliseconds, milliseconds } from '../../../src/core/shared/instant.ts';
import type { ExceptionRow } from '../../../src/ports/store.ts';
import { INES, LENA } from './company.ts';
import { knownPolicy, policyOf } from './policies.ts';
import type { Random } from './random.ts';

/** As whoever wants Tenure to go on would decide: for what the ledger says. The first that fits. */
const FOR_THE_LEDGER: readonly Verdict[] = ['retry', 'restore', 'remove', 'confirm', 'ignore', 'accept'];

/** Answers how many were settled. */
export async function settleAll(world: World): Promise<number> {
  const open = await world.store.read.exceptions({ open: true });
  for (const row of open) await settleOne(world, row);
  return open.length;
}

export async function settleSome(world: World, random: Random): Promise<void> {
  const open = await world.store.read.exceptions({ open: true });
  const row = random.pick(open);
  if (row !== undefined) await settleOne(world, row);
}

/** Whoever is asked whether the clock is right says that it is. */
export async function confirmClock(world: World): Promise<void> {
  for (const row of await world.store.read.exceptions({ kinds: ['clock-stepped'], open: true }))
    await settleOne(world, row);
}

async function settleOne(world: World, row: ExceptionRow): Promise<void> {
  const fitting = verdictsOf(row);
  const verdict = FOR_THE_LEDGER.find((one) => fitting.includes(one)) ?? fitting[0];
  if (verdict === undefined) return;
  const shown = row.kind === LEAVERS_HELD ? { hash: (await heldNow(world, row)).hash } : {};
  await settle(world, { exception: row.id, verdict, by: INES, reason: 'looked into it', ...shown });
}

/** A question as an approver saw it; they answer it when they have the time. */
export interface SeenQuestion {
  readonly case: CaseId;
  readonly line: string;
  readonly shown: string;
  readonly by: string;
  readonly verdict: 'approve' | 'refuse';
  /** Shorter than was asked for; `null` = as it was. */
  readonly duration: Milliseconds | null;
}

const HALF_AN_HOUR = milliseconds(1_800_000);

/** One of those it asks, or, now and then, somebody it does not ask. */
export async function lookAtSome(world: World, random: Random): Promise<SeenQuestion | null> {
  const open = [];
  for (const { id, kind } of await world.store.read.cases()) {
    if (kind !== 'access-request') continue;
    const { request } = foldCase(id, await world.store.read.stream(id));
    open.push(...openQuestions(request).map((question) => ({ case: id, question })));
  }
  const found = random.pick(open);
  const asked = random.pick(found?.question.approvers ?? []);
  if (found === undefined || asked === undefined) return null;
  const by = random.chance(0.1) ? random.pick([LENA, INES, 'ada.berg@months.example']) : asked.mail;
  const { line, shown } = found.question;
  const verdict = random.chance(0.75) ? 'approve' : 'refuse';
  return { case: found.case, line, shown, by, verdict, duration: random.chance(0.4) ? HALF_AN_HOUR : null };
}

/** Whether it counted. */
export async function answer(world: World, { line, ...seen }: SeenQuestion): Promise<boolean> {
  const word = { about: line, reason: 'so be it', channel: 'api' } as const;
  return (await decideRequestQuestion(world, { ...word, ...seen })).ok;
}

export async function putInForce(world: World, policy: Policy): Promise<void> {
  await applyPolicy(world, { policy, author: LENA, approver: null });
}

/** The table that is in force, and nothing of it in shadow any more. */
export async function goLive(world: World): Promise<void> {
  const inForce = await world.store.read.policyInForce();
  const known = inForce === null ? null : knownPolicy(inForce.version);
  if (known !== null) await putInForce(world, policyOf({ ...known, modes: 'live' }));
}

/**
 * Confirmed as long as it takes: more than was shown is shown anew, as while what was confirmed a moment ago is being carried
 * out; and what was held before, once confirmed, is of before it was to be live.
 */
export async function liveAtLast(world: World): Promise<void> {
  for (let again = 0; again < 3 || (again < MOST_TRIES && !(await isLive(world))); again += 1) {
    const held = await world.store.read.changeSets('held');
    if (again === 0 || held.every(({ gives }) => gives !== undefined)) await goLive(world);
    await confirmSome(world);
  }
}

const MOST_TRIES = 30;

async function isLive(world: World): Promise<boolean> {
  const inForce = await world.store.read.policyInForce();
  return inForce !== null && knownPolicy(inForce.version)?.modes === 'live';
}

/** What is held is confirmed by somebody else than its author. */
export async function confirmSome(world: World): Promise<void> {
  for (const { id, hash } of await world.store.read.changeSets('held')) await confirmChangeSet(world, id, hash, INES);
}
