/** Instants as somebody reads them where they work. */
import { leadingEngagement } from '../../core/grant/index.ts';
import { attributesOf, zoneOf } from '../../core/policy/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { sayInstant } from '../notices/facts.ts';
import type { World } from '../world.ts';

export type Show = (at: Instant) => string;

/** `null` = somebody the ledger does not know: the company's own time. */
export async function timesFor({ store, rules }: World, person: PersonId | null): Promise<Show> {
  const [force, ledger, now] = await Promise.all([
    rules.current(),
    person === null ? null : store.read.person(person),
    store.read.now(),
  ]);
  const engagement = ledger === null ? undefined : leadingEngagement(ledger.engagements, now);
  const attributes = engagement === undefined ? {} : attributesOf(engagement);
  return (at) => (force === null ? at : sayInstant(at, zoneOf(force.policy.settings, attributes)));
}
