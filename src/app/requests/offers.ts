/** What somebody may ask for, for themselves or for somebody else, found by a few letters: policy's own answers. */
import { foldCase, isOpenLine, lineRefusal } from '../../core/evidence/index.ts';
import type { LineRefusal } from '../../core/evidence/model.ts';
import { searchCatalogue } from '../../core/policy/index.ts';
import { type Offer, offerOf, workOf } from '../../core/request/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { World } from '../world.ts';

/** Nobody has more of them waiting at once. */
const MOST_OPEN = 100;

export type NoOffers = 'no-policy' | 'not-working';

/**
 * Of what these words find in the catalogue, best first; no words find everything. One by one: whoever shows a hundred asks
 * for a hundred.
 */
export type FindOffers = (words: string) => Iterable<Offer>;

export async function offersFor(world: World, forWhom: PersonId): Promise<Outcome<FindOffers, NoOffers>> {
  const { read } = world.store;
  const [force, ledger, now, rows] = await Promise.all([
    world.rules.current(),
    read.person(forWhom),
    read.now(),
    read.requestsBy(forWhom, MOST_OPEN),
  ]);
  if (force === null) return refuse('no-policy');
  const engagement = workOf({ ledger, now });
  if (engagement === null) return refuse('not-working');
  const own = rows.filter(({ person }) => person === forWhom);
  const states = await Promise.all(own.map(async ({ id }) => foldCase(id, await read.stream(id))));
  const beside = states.flatMap(({ request }) =>
    request.lines.filter(isOpenLine).map(({ entitlement }) => entitlement),
  );
  const { policy, rules } = force;
  return accept(function* find(words) {
    for (const entry of searchCatalogue(policy.catalogue, words)) {
      yield offerOf(entry, { policy, rules, ledger, engagement, beside, now });
    }
  });
}

/** Why it is not offered. What waits already does so on another issue, not on a form that is being filled in. */
export const offerRefusal = (because: LineRefusal): string =>
  because === 'asked-already' ? 'is asked for already, and waits for a decision.' : lineRefusal(because);
