/** An approver's word on an open question, wherever it was said: counted once, or refused by name. */
import { foldCase } from '../../core/evidence/index.ts';
import { mailsOf } from '../../core/grant/index.ts';
import { type DecisionRefusal, decisionOn, type Said, workOf } from '../../core/request/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { commitCase } from '../commit.ts';
import type { World } from '../world.ts';
import { approverFacts } from './facts.ts';
import { ANSWERS, isEdit } from './look.ts';
import { wakeForNext } from './wakeUp.ts';

export interface Word extends Omit<Said, 'by'> {
  readonly case: CaseId;
  /** Work address or login of who decides. */
  readonly by: string;
}

export async function decideRequestQuestion(
  world: World,
  word: Word,
): Promise<Outcome<null, DecisionRefusal | 'unknown-case'>> {
  const { store } = world;
  const [row, force] = await Promise.all([store.read.case(word.case), world.rules.current()]);
  if (row === null || row.kind !== 'access-request' || row.person === null || force === null) {
    return refuse('unknown-case');
  }
  const { person } = row;
  const asker = foldCase(word.case, await store.read.stream(word.case)).request.lines[0]?.asked.by;
  const [facts, by, requester] = await Promise.all([
    approverFacts(world, force, await store.read.person(person)),
    namesOf(world, word.by),
    asker === undefined ? [] : store.read.person(asker).then(mailsOf),
  ]);
  return store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(person);
    const state = foldCase(word.case, await tx.lockCase(word.case));
    const { policy, rules } = force;
    const now = tx.now;
    const setting = { ledger, engagement: workOf({ ledger, now }), requester, rules, policy, facts, now };
    const outcome = decisionOn(state, { ...word, by }, setting);
    if (!outcome.ok) return outcome;
    const events = outcome.value;
    const after = await commitCase(tx, {
      ledger,
      state,
      events,
      settings: policy.settings,
      timing: world.timing,
      edits: events.some(isEdit),
      mayProve: events.some(({ type }) => ANSWERS.has(type)),
    });
    await wakeForNext(tx, after, policy);
    return accept(null);
  });
}

/** Every name of who decides, so that a second address of theirs is still theirs. */
async function namesOf({ store }: World, mail: string): Promise<readonly string[]> {
  const found = await store.read.findPersons(mail.toLowerCase());
  const ledgers = await Promise.all(found.map((person) => store.read.person(person)));
  return [...new Set([mail.toLowerCase(), ...ledgers.flatMap(mailsOf)])];
}
