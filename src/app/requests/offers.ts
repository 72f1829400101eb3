/** What somebody may ask for, for themselves or for somebody else, found by a few letters: policy's own answers. */
import { lineRefusal } from '../../core/evidence/index.ts';
import type { LineRefusal } from '../../core/evidence/model.ts';
import {
  type CatalogueEntry,
  entitlementById,
  isHiddenFrom,
  searchCatalogue,
  ticked,
} from '../../core/policy/index.ts';
import { askerOf, maySee, type Offer, offerOf, workOf } from '../../core/request/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { World } from '../world.ts';
import { askedBefore } from './askedBefore.ts';
import { managersOf } from './facts.ts';
import { requesterNamed } from './requester.ts';

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

/**
 * `by`: who would ask, when it is not whom it is for. What they may not see is not among what is found; a colleague is
 * answered by policy's rules alone, as when they ask.
 */
export async function offersFor(
  world: World,
  forWhom: PersonId,
  by: PersonId = forWhom,
): Promise<Outcome<Offers, NoOffers>> {
  const { read } = world.store;
  const [force, ledger, now] = await Promise.all([world.rules.current(), read.person(forWhom), read.now()]);
  if (force === null) return refuse('no-policy');
  const engagement = workOf({ ledger, now });
  if (engagement === null) return refuse('not-working');
  const { policy, rules } = force;
  const { requests } = policy;
  const [managers, requester, asked] = await Promise.all([
    managersOf(world, ledger),
    requesterNamed(world, force, by),
    askedBefore(world, forWhom, by, null),
  ]);
  const asker = askerOf(requester, { managers }, ledger);
  // What waits is offered in no way, not even as an emergency: whoever is in one asks for it by its name.
  const input = {
    ...{ policy, rules, engagement, asker, ledger, now },
    beside: maySee(asker) ? asked.askedElsewhere : asked.askedByThem,
    elsewhere: [],
    askedByThem: [],
  };
  const isSeen = (entry: CatalogueEntry) => requests === undefined || !isHiddenFrom(requests, entry, asker);
  return accept({
    *find(words) {
      for (const entry of searchCatalogue(policy.catalogue, words)) if (isSeen(entry)) yield offerOf(entry, input);
    },
    named(text) {
      const found = ticked(policy, text);
      const entry = found.kind === 'unknown' ? undefined : entitlementById(policy.catalogue, found.entitlement.id);
      return entry === undefined || !isSeen(entry) ? null : offerOf(entry, input);
    },
  });
}

/** Why it is not offered. What waits already does so on another issue, not on a form that is being filled in. */
export const offerRefusal = (because: LineRefusal): string =>
  because === 'asked-already' ? 'is asked for already, and waits for a decision.' : lineRefusal(because);
