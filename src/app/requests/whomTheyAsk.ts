/**
 * Open requests whose approvers are not who they were: somebody has left, is away, is back, has got a manager, was named
 * by a policy, has named a delegate. No webhook tells of it, so they are looked through; each that would go on otherwise
 * is looked at by the ordinary way.
 */
import { foldCase, openQuestions } from '../../core/evidence/index.ts';
import { goesOn, NeverAtRest, workOf } from '../../core/request/index.ts';
import type { CaseRow } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { approverFacts, askedAbout } from './facts.ts';
import { type People, peopleNow } from './people.ts';
import { askersOf, namesOfAskers } from './requester.ts';

/**
 * Answers how many are to be looked at. Of those nobody can be asked about, the provider says who is in a group by now; by
 * the clock that is asked less often than all the rest, because they may stand for weeks.
 */
export async function wakeRequests(world: World, groups: 'readable' | 'none' = 'readable'): Promise<number> {
  const { engine } = world;
  const force = await world.rules.current();
  if (force === null || force.policy.requests === undefined) return 0;
  const asking = await askingIn(world);
  if (asking.length === 0) return 0;
  const people = await peopleNow(world);
  let woken = 0;
  for (const row of asking) {
    // Without an issue yet, it is looked at when it has one; one that is left alone is not looked at.
    const isLookedAt = row.issueId !== '' && !force.leftAlone.has(row.issueId);
    if (!isLookedAt || !(await wouldGoOn(world, force, row, { people, groups }))) continue;
    await engine.send({ lane: 'look', issue: row.issueId });
    woken += 1;
  }
  return woken;
}

/** Requests that are not over; and of what was ticked on a form, whatever else becomes of it, what waits for somebody's word. */
async function askingIn({ store: { read } }: World): Promise<readonly CaseRow[]> {
  const kind = 'access-request';
  const [open, waiting, asking, stuck] = await Promise.all([
    read.cases({ kind, state: 'open' }),
    read.cases({ kind, state: 'waiting' }),
    read.casesAsking(),
    read.exceptions({ open: true, kinds: ['no-approver'] }),
  ]);
  const known = new Map([...open, ...waiting, ...asking].map((row) => [row.id, row]));
  for (const { case: on } of stuck) {
    const row = on === null || known.has(on) ? null : await read.case(on);
    if (row !== null) known.set(row.id, row);
  }
  return [...known.values()];
}

interface Asking {
  readonly people: People;
  readonly groups: 'readable' | 'none';
}

async function wouldGoOn(
  world: World,
  force: RulesInForce,
  { id, person }: CaseRow,
  { people, groups }: Asking,
): Promise<boolean> {
  const { store } = world;
  const state = foldCase(id, await store.read.stream(id));
  const isStuck = state.exceptions.some(({ kind, verdict }) => kind === 'no-approver' && verdict === null);
  if (person === null || (!isStuck && openQuestions(state.request).length === 0)) return false;
  const { lines } = state.request;
  const [ledger, askers, requester, now] = await Promise.all([
    store.read.person(person),
    askersOf(world, lines),
    namesOfAskers(world, lines),
    store.read.now(),
  ]);
  const { policy, rules } = force;
  // Only where nobody is left to ask is it worth asking the provider who is in a group now.
  const facts = await approverFacts(world, force, ledger, askedAbout(policy, state, askers), {
    people,
    groups: isStuck ? groups : 'none',
  });
  const setting = { ledger, engagement: workOf({ ledger, now }), requester, rules, policy, facts, now };
  try {
    return goesOn(state, setting);
  } catch (trouble) {
    if (!(trouble instanceof NeverAtRest)) throw trouble;
    // One such request must not keep all the others from being looked at.
    world.log.error({ case: id, trouble: trouble.message }, 'a request does not come to rest');
    return false;
  }
}
