/** Participants are a field of the issue: adding one is a change with history and webhook, also of the platform. */
import { PARTICIPANTS } from '../fields/service.ts';
import { listOf, textOf } from '../json.ts';
import type { User } from '../model.ts';
import { refuse } from '../refusal.ts';
import type { JiraSite } from '../site/site.ts';
import { changesOf, merged } from '../work/fields.ts';
import { record } from '../work/record.ts';
import { participantsOf, type Request } from './access.ts';

export function addParticipants(site: JiraSite, actor: User, issue: Request, accountIds: readonly string[]): void {
  change(site, actor, issue, [...new Set([...participantsOf(issue), ...accountIds])]);
}

export function removeParticipants(site: JiraSite, actor: User, issue: Request, accountIds: readonly string[]): void {
  const present = participantsOf(issue);
  for (const id of accountIds)
    if (!present.includes(id)) throw refuse(400, `The user '${id}' is not a participant of the request.`);
  change(
    site,
    actor,
    issue,
    present.filter((id) => !accountIds.includes(id)),
  );
}

function change(site: JiraSite, actor: User, issue: Request, participants: readonly string[]): void {
  const values = new Map([[PARTICIPANTS, participants.length === 0 ? null : participants]]);
  const items = changesOf(site, issue.project, issue.state.values, values);
  if (items.length === 0) return;
  const made = record(site, actor, issue, items, { values: merged(issue.state.values, values) });
  site.announce({ type: 'jira:issue_updated', kind: 'issue_updated', at: made.at, actor, issue, change: made });
}

/** Account ids of a request's body; one that nobody has refuses all of them. */
export function knownAccounts(site: JiraSite, input: unknown): string[] {
  const ids = listOf(input).map((id) => textOf(id) ?? '');
  for (const id of ids)
    if (site.directory.user(id)?.active !== true) throw refuse(400, `The user '${id}' does not exist.`);
  return ids;
}
