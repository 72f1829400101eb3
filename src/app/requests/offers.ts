/** What somebody may ask for, for themselves or for somebody else, found by a few letters: policy's own answers. */
import { foldCase, isOpenLine, lineRefusal } from '../../core/evidence/index.ts';
import type { LineRefusal } from '../../core/evidence/model.ts';
import { entitlementById, searchCatalogue, ticked } from '../../core/policy/index.ts';
import { type Offer, offerOf, workOf } from '../../core/request/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { World } from '../world.ts';

/** Nobody has more of them waiting at once. */
const MOST_OPEN = 100;

export type NoOffers = 'no-policy' | 'not-working';

export interface Offers {
  /**
   * Of what these words find in the catalogue, best first; no words find everything. One by one: whoever shows a hundred
   * asks for a hundred.
   */
  find(words: string): Iterable<Offer>;
  /** By its id; `null` = there is no such thing. */
  named(text: string): Offer | null;
}

export async function offersFor(world: World, forWhom: PersonId): Promise<Outcome<Offers, NoOffers>> {
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
  const input = { policy, rules, ledger, engagement, beside, now };
  return accept({
    *find(words) {
      for (const entry of searchCatalogue(policy.catalogue, words)) yield offerOf(entry, input);
    },
    named(text) {
      const found = ticked(policy, text);
      const entry = found.kind === 'unknown' ? undefined : entitlementById(policy.catalogue, found.entitlement.id);
      return entry === undefined ? null : offerOf(entry, input);
    },
  });
}

/** Why it is not offered. What waits already does so on another issue, not on a form that is being filled in. */
export const offerRefusal = (because: LineRefusal): string =>
  because === 'asked-already' ? 'is asked for already, and waits for a decision.' : lineRefusal(because);
