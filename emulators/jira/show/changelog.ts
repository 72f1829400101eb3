import type { Json, JsonObject } from '../json.ts';
import type { Change, ChangeItem } from '../model.ts';
import type { JiraSite } from '../site/site.ts';
import { jiraTime } from '../time.ts';
import { showUser } from './user.ts';

export const showChangeItems = (items: readonly ChangeItem[]): Json =>
  items.map(({ field, fieldtype, fieldId, from, fromString, to, toString: after }) => ({
    field,
    fieldtype,
    fieldId,
    from,
    fromString,
    to,
    toString: after,
  }));

export function showChange(site: JiraSite, change: Change): JsonObject {
  const author = site.directory.user(change.author);
  return {
    id: change.id,
    ...(author === undefined ? {} : { author: showUser(author, site.view()) }),
    created: jiraTime(change.at),
    items: showChangeItems(change.items),
    ...(change.metadata === undefined ? {} : { historyMetadata: change.metadata }),
  };
}
