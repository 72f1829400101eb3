/** Between the ledger's ids and Okta's. */
import { connectionOf, type GroupId, withinConnection } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { OktaClient } from './client.ts';

/** Okta's id of a group of this connection. A group of another tenant is a mistake of ours, never sent out. */
export function localId(client: OktaClient, operation: string, group: GroupId): string {
  if (connectionOf(group) !== client.connection) {
    throw new Fault('invalid', operation, { note: 'the group belongs to another connection' });
  }
  return withinConnection(group);
}
