/**
 * Complete listings ("Users", "Groups, group members", "Role assignments"), page by page. They are read from the
 * store: `search` is served from an index that lags, and nothing may be concluded from it.
 */
import { providerAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { AccountListing, AdminListing, MemberListing } from '../../ports/provider.ts';
import { seen } from './accounts.ts';
import { begin, type Errand, nextPath, type OktaClient } from './client.ts';
import { MEMBERS_PAGE_SIZE, PAGE_SIZE } from './config.ts';
import type { Refusal } from './errors.ts';
import { localId } from './ids.ts';
import { type Assignees, assignees, identified, user } from './schemas.ts';

const linked = ({ headers }: Refusal) => nextPath(headers.get('link'));

export function listingsOf(client: OktaClient): AccountListing & MemberListing & AdminListing {
  return {
    async *listAccounts(call) {
      const errand = begin(call);
      const told = new Set<string>();
      for (const path of [OPEN, CLOSED]) {
        for await (const page of users(path, errand)) {
          for (const found of page) {
            // Closed while the two lists were read: told once, as it was first seen. Whoever was opened again in
            // between may be on neither, and is then not adopted by this list.
            if (told.has(found.id)) continue;
            told.add(found.id);
            yield seen(found);
          }
        }
        // Our own credential belongs to an account: nobody at all is an admin role that may not see people.
        if (told.size === 0) throw new Fault('denied', LIST, { note: 'nobody is shown' });
      }
      // A role that is taken away between two pages ends the list like its last page does: what is still shown now?
      if (!(await showsSomebody(errand))) throw new Fault('denied', LIST, { note: 'nobody is shown any more' });
    },

    async *listMembers(group, call) {
      const operation = 'list members';
      const path = `/api/v1/groups/${encodeURIComponent(localId(client, operation, group))}/users?limit=${MEMBERS_PAGE_SIZE}`;
      const request = { operation, method: 'GET', path, effect: 'read' } as const;
      for await (const page of client.pages(request, identified.array(), begin(call), linked)) {
        for (const { id } of page) yield providerAccountId(id);
      }
    },

    async *listAdmins(call) {
      const path = `/api/v1/iam/assignees/users?limit=${PAGE_SIZE}`;
      const request = { operation: 'list admin roles', method: 'GET', path, effect: 'read' } as const;
      const next = (_: Refusal, { _links }: Assignees) =>
        _links?.next == null ? null : nextPath(`<${_links.next.href}>; rel="next"`);
      for await (const { value } of client.pages(request, assignees, begin(call), next)) {
        for (const { id } of value) yield providerAccountId(id);
      }
    },
  };

  async function showsSomebody(errand: Errand): Promise<boolean> {
    const request = { operation: LIST, method: 'GET', path: '/api/v1/users?limit=1', effect: 'read' } as const;
    return (await client.read(request, identified.array(), errand)).length > 0;
  }

  function users(path: string, errand: Errand) {
    return client.pages({ operation: LIST, method: 'GET', path, effect: 'read' }, user.array(), errand, linked);
  }
}

const LIST = 'list accounts';
/** "List all users": without a filter it leaves out everybody who is deactivated. */
const OPEN = `/api/v1/users?limit=${PAGE_SIZE}`;
const CLOSED = `${OPEN}&filter=${encodeURIComponent('status eq "DEPROVISIONED"')}`;
