/** Who set a field last, from an issue's changelog ("Get changelogs"). */
import type { Instant } from '../../core/shared/instant.ts';
import { api, type JiraClient } from './client.ts';
import { cutShort } from './errors.ts';
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
  const operation = 'read changelog';
  const changes = new Map<string, Change>();
  for (let startAt = 0; ; ) {
    const query = { startAt, maxResults: 100 };
    const page = await client.send({ operation, path: api`/issue/${issueId}/changelog`, query }, changelogPage);
    for (const one of page.values) changes.set(one.id, one);
    startAt += page.values.length;
    if (page.values.length > 0 && startAt < page.total) continue;
    // Who set a field last decides whose word it is: a change that is on no page would make it somebody else's.
    if (changes.size < page.total) throw cutShort(operation);
    return [...changes.values()];
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
