/** Who may say what the emergencies of a request were, as far as it can be read now: asked again when one of them says it. */
import type { CaseState } from '../../core/evidence/index.ts';
import { mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import { reviewersFor, workOf } from '../../core/request/index.ts';
import { Fault } from '../../ports/fault.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';
import { approverFacts, askedAbout } from './facts.ts';
import { namesOfAskers } from './requester.ts';

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
  const { read } = world.store;
  const asker = request.lines[0]?.asked.by ?? null;
  const about = askedAbout(force.policy, state, asker);
  const [facts, askers, names, now] = await Promise.all([
    // An emergency is told whether or not the provider says who is in a group.
    approverFacts(world, force, ledger, about).catch((trouble: unknown) => {
      if (!(trouble instanceof Fault)) throw trouble;
      return approverFacts(world, force, ledger, about, { people: null, groups: false });
    }),
    namesOfAskers(world, request.lines),
    asker === null ? [] : read.person(asker).then(mailsOf),
    read.now(),
  ]);
  const { policy, rules } = force;
  const requester = [...new Set([...askers, ...names])];
  const setting = { ledger, engagement: workOf({ ledger, now }), requester, rules, policy, facts, now };
  return new Map(
    waiting.map((line) => [
      line.id,
      new Set(reviewersFor(line, setting).flatMap(({ mail, names: theirs }) => [mail.toLowerCase(), ...theirs])),
    ]),
  );
}
