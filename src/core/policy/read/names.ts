/**
 * What the other files name, read leniently: a fault in one file must not hide the faults it has nothing to do
 * with in another, nor make every row of the table look wrong.
 */

import { fold } from '../../shared/fold.ts';
import { type ConnectionId, connectionId, type GroupName, groupName } from '../../shared/ids.ts';
import { matchableAttributes } from '../attributesFrom.ts';
import { isProviderKind } from '../connectionKinds.ts';
import type { ProjectRoleSettings } from '../model.ts';
import { valueAt } from './issues.ts';

export interface Names {
  /** Attributes a row can match on, by folded name; `null` = could not be read. */
  readonly attributes: ReadonlyMap<string, string> | null;
  /** Application id -> roles; `null` = could not be read. */
  readonly roles: ReadonlyMap<string, readonly string[]> | null;
  readonly connections: ReadonlySet<string>;
  readonly primary: ConnectionId;
  /** Where cases are filed, and project roles live. */
  readonly tracker: ConnectionId;
  /** How those are held where a target does not say. */
  readonly projectRoles: Pick<ProjectRoleSettings, 'heldBy' | 'groupName'>;
  /** Attribute -> folded possible values, where they are limited. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
}

const WORKER_TYPES = ['employee', 'contractor'];

export function namesIn(settings: unknown, catalogue: unknown): Names {
  const connections = membersOf(valueAt(settings, ['connections']));
  const tracker = connections.find(([, held]) => valueAt(held, ['kind']) === 'jira');
  const siteGroupName = valueAt(tracker?.[1], ['projectRoles', 'groupName']);
  const stated = valueAt(settings, ['primaryConnection']);
  const providers = connections.filter(([, held]) => isProviderKind(valueAt(held, ['kind'])));
  const fields = valueAt(settings, ['fields']);
  const applications = valueAt(catalogue, ['applications']);
  const limited = membersOf(valueAt(settings, ['values'])).map(
    ([attribute, list]) => [attribute, textsOf(list)] as const,
  );
  return {
    attributes: isMembers(fields) ? attributesIn(fields) : null,
    roles: isMembers(applications)
      ? new Map(
          membersOf(applications).map(([id, held]) => [
            id,
            membersOf(valueAt(held, ['entitlements'])).map(([role]) => role),
          ]),
        )
      : null,
    connections: new Set(connections.map(([id]) => id)),
    primary: connectionId(typeof stated === 'string' ? stated : (providers[0]?.[0] ?? 'primary')),
    tracker: connectionId(tracker?.[0] ?? 'jira'),
    projectRoles: {
      heldBy: valueAt(tracker?.[1], ['projectRoles', 'heldBy']) === 'group' ? 'group' : 'person',
      groupName: typeof siteGroupName === 'string' && siteGroupName !== '' ? siteGroupName : '{group}',
    },
    values: new Map([
      ['workerType', new Set(WORKER_TYPES)],
      ...limited.filter(([, list]) => list.length > 0).map(([name, list]) => [name, new Set(list.map(fold))] as const),
    ]),
  };
}

const attributesIn = (fields: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> =>
  new Map(matchableAttributes({ fields }).map((name) => [fold(name), name]));

/** `eng-core` is the primary connection's; `other:eng-core` another's. A colon inside a name is left alone. */
export function groupNamed(names: Pick<Names, 'connections' | 'primary'>, text: string): GroupName {
  const written = text.trim().normalize('NFC');
  const colon = written.indexOf(':');
  const before = written.slice(0, Math.max(colon, 0)).trim();
  return names.connections.has(before)
    ? groupName(connectionId(before), written.slice(colon + 1).trim())
    : groupName(names.primary, written);
}

const isMembers = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const membersOf = (value: unknown) => (isMembers(value) ? Object.entries(value) : []);
const textsOf = (value: unknown) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);
