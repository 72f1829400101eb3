/** Who may say what the emergencies of a request were, as far as it can be read now: asked again when one of them says it. */
import type { CaseState } from '../../core/evidence/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { reviewersFor, workOf } from '../../core/request/index.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { approverFacts, askedAbout } from './facts.ts';
import { askersOf, namesOfAskers } from './requester.ts';

/** By line: every name of theirs. Nobody where nothing waits for a verdict. */
export type Reviewers = ReadonlyMap<string, ReadonlySet<string>>;

export async function reviewersNow(
  world: World,
  force: RulesInForce,
  state: CaseState,
  ledger: PersonLedger,
): Promise<Reviewers> {
  const { request } = state;
  const waiting = request.lines.filter(
    ({ asked, grant, reviewed }) => asked.answer === 'break-glass' && grant !== null && reviewed === null,
  );
  if (waiting.length === 0) return new Map();
  const about = askedAbout(force.policy, state, await askersOf(world, request.lines));
  const [facts, requester, now] = await Promise.all([
    // An emergency is told whether or not the provider says who is in a group.
    approverFacts(world, force, ledger, about, { people: null, groups: 'readable' }),
    namesOfAskers(world, request.lines),
    world.store.read.now(),
  ]);
  const { policy, rules } = force;
  const setting = { ledger, engagement: workOf({ ledger, now }), requester, rules, policy, facts, now };
  return new Map(
    waiting.map((line) => [
      line.id,
      new Set(reviewersFor(line, setting).flatMap(({ mail, names: theirs }) => [mail.toLowerCase(), ...theirs])),
    ]),
  );
}
