/** Everybody in a group of the site ("Get users from group"): fifty at a time, and only if it was seen whole. */
import { providerAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { GroupMember } from '../../ports/targets.ts';
import { api, type JiraClient } from './client.ts';
import { memberPage } from './schemas.ts';

/** The most one page may have. */
const AT_ONCE = 50;
/** Pages are counted from the start of the list, which moves when somebody comes or goes. */
const TRIES = 3;

/** Inactive people hold nothing and are left out, as Jira does by itself. */
export async function listGroupMembers(client: JiraClient, group: string): Promise<readonly GroupMember[]> {
  for (let left = TRIES; ; left -= 1) {
    const { members, told } = await readOnce(client, group);
    if (told.size === 1 && told.has(members.length)) return members;
    if (left > 1) continue;
    const note = `${members.length} are shown, and it counts ${[...told].join(', then ')}`;
    throw new Fault('invalid', 'list group members', { note });
  }
}

async function readOnce(client: JiraClient, group: string) {
  const members = new Map<string, GroupMember>();
  const told = new Set<number>();
  for (let startAt = 0; ; ) {
    const query = { groupId: group, startAt, maxResults: AT_ONCE };
    const call = { operation: 'list group members', path: api`/group/member`, query };
    const { values, total, isLast } = await client.send(call, memberPage);
    told.add(total);
    for (const { accountId, accountType, emailAddress } of values) {
      const login = emailAddress || null;
      members.set(accountId, { providerId: providerAccountId(accountId), login, isApp: accountType === 'app' });
    }
    startAt += values.length;
    if (values.length === 0 || (isLast ?? startAt >= total)) return { members: [...members.values()], told };
  }
}
