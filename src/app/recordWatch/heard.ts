/** What the tracker sends about comments and properties: only that somebody should look, and at what they call themselves. */
import type { JobResult, Sent } from '../../ports/engine.ts';
import { caseOn } from '../requests/ahead.ts';
import type { World } from '../world.ts';
import { lookAtRecord } from './look.ts';

const TOUCHED: ReadonlySet<string> = new Set([
  'comment_updated',
  'comment_deleted',
  'issue_property_set',
  'issue_property_deleted',
]);

/** Whether such a delivery may be about what we have written. */
export const hears = (event: string): boolean => TOUCHED.has(event);

/** `issue`: its id, or its key, as the delivery names it. */
export async function lookAtHeard(world: World, issue: string, sent: Sent, tries = 0): Promise<JobResult> {
  const { connection } = world.tracker;
  const row = (await world.store.read.caseByKey(issue)) ?? (await caseOn(world, { connection, id: issue }));
  return row === null ? undefined : lookAtRecord(world, row.id, { sent, tries });
}
