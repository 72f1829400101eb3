/** Everybody in a group of the site ("Get users from group"): fifty at a time, and only if it was seen whole. */
import { providerAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions } from '../../ports/provider.ts';
import type { GroupMember } from '../../ports/targets.ts';
import { api, type JiraClient } from './client.ts';
import { memberPage } from './schemas.ts';

const OPERATION = 'list group members';
/** The most one page may have. */
const AT_ONCE = 50;
/** Pages are counted from the start of the list, which moves when somebody comes or goes. */
const TRIES = 3;

/** Inactive people hold nothing and are left out, as Jira does by itself. */
export async function listGroupMembers(
  client: JiraClient,
  group: string,
  call: CallOptions,
): Promise<readonly GroupMember[]> {
  const members = await listed(client, group, Infinity, call);
  if (members === null) throw new Fault('transient', OPERATION, { note: 'no time left for all the pages' });
  return members;
}

/**
 * Of more than `most` the first page is enough: it tells how many there are. One that cannot be read in the time of the call is no
 * small one either: tried again it would take as long, and nothing else of the account that needs it would get through.
 */
export const listSmallGroup = (
  client: JiraClient,
  group: string,
  most: number,
  call: CallOptions,
): Promise<readonly GroupMember[] | null> => listed(client, group, most, call);

/** `null` = there are more, or no time is left for all the pages. */
async function listed(client: JiraClient, group: string, most: number, { timeoutMilliseconds }: CallOptions) {
  const until = performance.now() + timeoutMilliseconds;
  for (let left = TRIES; ; left -= 1) {
    const read = await readOnce(client, group, most, until);
    if (read === null) return null;
    const { members, told } = read;
    if ([...told].some((total) => total > most)) return null;
    if (told.size === 1 && told.has(members.length)) return members;
    if (left > 1) continue;
    const note = `${members.length} are shown, and it counts ${[...told].join(', then ')}`;
    throw new Fault('invalid', OPERATION, { note });
  }
}

async function readOnce(client: JiraClient, group: string, most: number, until: number) {
  const members = new Map<string, GroupMember>();
  const told = new Set<number>();
  for (let startAt = 0; ; ) {
    // Every page has a time of its own; all of them together must not outlast whoever holds a lease for them.
    if (performance.now() >= until) return null;
    const query = { groupId: group, startAt, maxResults: AT_ONCE };
    const call = { operation: OPERATION, path: api`/group/member`, query };
    const { values, total, isLast } = await client.send(call, memberPage);
    told.add(total);
    for (const { accountId, accountType, emailAddress } of values) {
      const login = emailAddress || null;
      members.set(accountId, { providerId: providerAccountId(accountId), login, isApp: accountType === 'app' });
    }
    startAt += values.length;
    if (values.length === 0 || total > most || (isLast ?? startAt >= total))
      return { members: [...members.values()], told };
  }
}
