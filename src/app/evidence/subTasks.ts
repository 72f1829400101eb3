/**
 * What a person has to do becomes a sub-task that carries our key; found again, it is not filed twice. Whoever answers for
 * an application that no machine opens is named in its words, and where the tracker has the fields, in those too.
 */
import type { CaseTask, StoryContext } from '../../core/evidence/index.ts';
import type { Document, TenureEvent } from '../../core/evidence/model.ts';
import { mailsOf } from '../../core/grant/index.ts';
import { dueAt, openedOrClosed } from '../../core/person/index.ts';
import { entitlementById } from '../../core/policy/index.ts';
import type { Application } from '../../core/policy/model.ts';
import { localDateOf, type TimeZone } from '../../core/shared/instant.ts';
import { peopleNow } from '../requests/people.ts';
import type { World } from '../world.ts';
import type { Work } from './evidenceTurn.ts';

export async function fileTasks(
  world: World,
  work: Work,
  { zone, show }: Pick<StoryContext, 'show'> & { readonly zone: TimeZone },
): Promise<readonly TenureEvent[]> {
  const filed: TenureEvent[] = [];
  for (const task of work.state.tasks.filter(({ state }) => state === 'requested')) {
    const due = dueAt(task, work.force.policy.settings, work);
    const application = applicationOf(work, task);
    const says = [
      ...(task.says === undefined ? [] : [task.says]),
      ...(application === undefined ? [] : [byHandWords(application)]),
      `Asked for on the parent issue, due by ${show(due)} (${zone}). Close this sub-task when it is done: the case waits for it.`,
    ];
    const body: Document = says.map((text) => ({ block: 'paragraph', text: [{ text }] }));
    const assignee = application === undefined ? null : await whoDoesIt(world, work, application);
    const made = await world.tracker.fileTask(work.issue, task.task, {
      title: task.title,
      body,
      due: localDateOf(due, zone),
      ...(assignee === null ? {} : { assignee }),
    });
    filed.push({ type: 'TaskFiled', task: task.task, issue: made.id, key: made.key });
  }
  return filed;
}

function applicationOf({ force }: Work, { about, title }: CaseTask): Application | undefined {
  const entitlement = about === 'application' ? openedOrClosed(title) : null;
  return entitlement === null ? undefined : entitlementById(force.policy.catalogue, entitlement)?.application;
}

/** Who answers for an application that no machine opens, and what their word is worth. */
function byHandWords({ owner, deputy }: Application): string {
  const whose = deputy === null ? owner : `${owner}, or ${deputy} in their place`;
  return `For ${whose}. No machine can look into this application: what you say here is recorded as accepted, and never as read back. Whom it is for does not close it.`;
}

/** The owner, or the deputy in their place: whoever works here, is shown by the tracker, and is not whom it is for. */
async function whoDoesIt(world: World, { ledger }: Work, { owner, deputy }: Application): Promise<string | null> {
  const people = await peopleNow(world);
  const theirs = new Set(mailsOf(ledger));
  for (const mail of deputy === null ? [owner] : [owner, deputy]) {
    const { candidate } = await people.named(mail);
    if (!candidate.works || candidate.names.some((name) => theirs.has(name))) continue;
    const account = await world.tracker.findShownUser(candidate.mail);
    if (account !== null) return account;
  }
  return null;
}
