/** One group by its id ("Get a group"). */
import { Fault } from '../../ports/fault.ts';
import type { Errand, OktaClient } from './client.ts';

/** `false` only when Okta itself said E0000007, of a group that is not there or that our role does not reach. */
export async function showsGroup(client: OktaClient, operation: string, id: string, errand: Errand): Promise<boolean> {
  const path = `/api/v1/groups/${encodeURIComponent(id)}`;
  try {
    await client.runPatiently({ operation, method: 'GET', path, effect: 'read' }, errand);
    return true;
  } catch (error) {
    if (error instanceof Fault && error.kind === 'missing') return false;
    throw error;
  }
}
