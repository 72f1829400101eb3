/**
 * Why an application refused an account: no field of the app user says it, only the System Log does ("System Log,
 * application.provision.*"). A right of its own is needed, so without it the words are simply missing.
 */
import type { ProviderAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { Errand, OktaClient } from './client.ts';
import { logEntry } from './schemas.ts';

/** As many refusals as one look is worth; the newest come first. */
const LATEST = 50;
const LONGEST = 300;

/** By application, the newest refusal of this person's account there. */
export async function whyFailed(
  client: OktaClient,
  id: ProviderAccountId,
  errand: Errand,
): Promise<ReadonlyMap<string, string>> {
  const filter = `target.id eq "${id}" and outcome.result eq "FAILURE" and eventType sw "application.provision"`;
  const query = new URLSearchParams({ filter, sortOrder: 'DESCENDING', limit: String(LATEST) });
  const path = `/api/v1/logs?${query}`;
  const request = { operation: 'read why provisioning failed', method: 'GET', path, effect: 'read' } as const;
  try {
    const words = new Map<string, string>();
    for (const { outcome, target } of await client.read(request, logEntry.array(), errand)) {
      const reason = outcome?.reason;
      if (reason == null || reason === '') continue;
      for (const { id: app, type } of target ?? []) {
        if (type === 'AppInstance' && !words.has(app)) words.set(app, reason.slice(0, LONGEST));
      }
    }
    return words;
  } catch (error) {
    if (error instanceof Fault) return new Map();
    throw error;
  }
}
