/**
 * A newer version beside an older one on one store, as at every upgrade: the older one is at work when the newer one brings
 * the schema up under it; both work, whoever takes a job; then the older one is asked to end in the middle of it.
 */
import type { Campaign } from './campaign.ts';
import type { ServiceProcess } from './processes.ts';
import type { Stand } from './stand.ts';
import { ITINERARIES, type Readiness } from './wire.ts';

export interface Upgrade {
  /** As the older one says it when both have worked. */
  readonly older: Readiness;
  readonly newer: Readiness;
  /** What each has complained of. */
  readonly complaints: { readonly older: readonly string[]; readonly newer: readonly string[] };
}

/** The first service is the older one, the second the newer. `rounds`: so often somebody of each itinerary comes while both work. */
export async function upgrade(stand: Stand, campaign: Campaign, rounds: number): Promise<Upgrade> {
  const older = stand.start(null, 0);
  await older.ready;
  await campaign.fill();
  await campaign.writing();
  const newer = stand.start(null, 1);
  await newer.ready;
  await campaign.arrived();
  for (let round = 0; round < rounds; round += 1) {
    for (const itinerary of ITINERARIES) await campaign.depart(itinerary);
    await campaign.arrived();
  }
  const said = { older: await stand.readiness(0), newer: await stand.readiness(1) };
  await campaign.fill();
  await campaign.writing();
  await stand.answersSlack(1);
  await older.end();
  await campaign.settled(newer);
  const of = (service: ServiceProcess) => service.complaints();
  return { ...said, complaints: { older: of(older), newer: of(newer) } };
}
