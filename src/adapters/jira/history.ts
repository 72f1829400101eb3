/** Who set a field last, from an issue's changelog ("Get changelogs"). */
import type { Instant } from '../../core/shared/instant.ts';
import { api, type JiraClient } from './client.ts';
import { type Change, changelogPage, type JiraUser } from './schemas.ts';

/** `null` = somebody without an account: an anonymous visitor, a deleted app. */
export interface Touch {
  readonly by: JiraUser | null;
  readonly at: Instant;
}

type Embedded = { readonly total: number; readonly histories: readonly Change[] } | undefined;

/** The changelog inside an issue is cut to its newest hundred or so; then all of it is read page by page. */
export async function wholeHistory(
  client: JiraClient,
  issueId: string,
  embedded: Embedded,
): Promise<readonly Change[]> {
  if (embedded !== undefined && embedded.histories.length >= embedded.total) return embedded.histories;
  const changes: Change[] = [];
  for (;;) {
    const page = await client.send(
      {
        operation: 'read changelog',
        path: api`/issue/${issueId}/changelog`,
        query: { startAt: changes.length, maxResults: 100 },
      },
      changelogPage,
    );
    changes.push(...page.values);
    if (page.values.length === 0 || changes.length >= page.total) return changes;
  }
}

/** The newest touch of each field, by field id and by display name (for items that carry no id). */
export function lastTouches(changes: readonly Change[]): (fieldId: string, display?: string) => Touch | undefined {
  const byId = new Map<string, Touch>();
  const byName = new Map<string, Touch>();
  for (const change of [...changes].sort(oldestFirst)) {
    const touch: Touch = { by: change.author ?? null, at: change.created };
    for (const item of change.items) {
      if (item.fieldId) byId.set(item.fieldId, touch);
      else if (item.field !== undefined) byName.set(item.field.toLowerCase(), touch);
    }
  }
  return (fieldId, display = fieldId) => {
    const [one, other] = [byId.get(fieldId), byName.get(display.toLowerCase())];
    if (one === undefined || other === undefined) return one ?? other;
    return other.at > one.at ? other : one;
  };
}

/** Embedded changelogs come newest first, paged ones oldest first; two changes of one millisecond go by id. */
const oldestFirst = (a: Change, b: Change) =>
  a.created === b.created ? Number(a.id) - Number(b.id) : a.created < b.created ? -1 : 1;
