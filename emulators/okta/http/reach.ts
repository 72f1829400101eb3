/**
 * How far the admin role of whoever calls reaches: a custom one to what is in its resource set ("Custom role assignment").
 * What is outside is on no list; what is asked for by its id is refused (`quirks.outOfReach`).
 */
import type { Organization } from '../store/organization.ts';
import { forbidden, notFound, type ResourceType } from './errors.ts';
import type { Answer } from './route.ts';

/** Whatever a path names, by its id or, of a user, by a login. */
export function refuseOutOfReach(named: Readonly<Record<string, string>>, org: Organization): void {
  for (const name of Object.values(named)) {
    const id = org.users.find(name)?.id ?? name;
    if (!org.outOfReach.has(id)) continue;
    throw org.quirks.outOfReach === 'E0000006' ? forbidden() : notFound(name, typeOf(id));
  }
}

export function withinReach(answer: Answer, { outOfReach }: Organization): Answer {
  const { body } = answer;
  if (outOfReach.size === 0 || !Array.isArray(body)) return answer;
  return { ...answer, body: body.filter((one) => !outOfReach.has(one?.id)) };
}

const typeOf = (id: string): ResourceType =>
  id.startsWith('00g') ? 'UserGroup' : id.startsWith('0oa') ? 'AppInstance' : 'User';
