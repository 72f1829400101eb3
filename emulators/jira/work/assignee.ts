/** Who may be named to do the work: only somebody who can be assigned issues there, and by somebody who may assign them. */
import { text } from '../fields/kind.ts';
import type { Issue, Project, User } from '../model.ts';
import { refuseFields } from '../refusal.ts';
import { may } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import type { NewValues } from './fields.ts';

export function checkAssignee(site: JiraSite, actor: User, project: Project, given: NewValues, issue?: Issue): void {
  if (!given.has('assignee')) return;
  if (!may(site, actor, 'ASSIGN_ISSUES', project, issue))
    throw refuseFields({
      assignee: "Field 'assignee' cannot be set. It is not on the appropriate screen, or unknown.",
    });
  const named = given.get('assignee') ?? null;
  if (named === null || may(site, site.directory.user(text(named)), 'ASSIGNABLE_USER', project, issue)) return;
  throw refuseFields({ assignee: `User '${text(named)}' cannot be assigned issues.` });
}
