/**
 * Sub-tasks: work no machine can do, which holds the case open. A sub-task is ours when our account made it and it
 * carries our key; anybody who may edit issues can write a property, so the property alone proves nothing.
 */
import { Fault } from '../../ports/fault.ts';
import type { Actor, FiledForm, TaskContent } from '../../ports/tracker.ts';
import { adfOf } from './adf.ts';
import { createCache } from './cache.ts';
import { api, type JiraClient } from './client.ts';
import { FIELDS_AGE, TASK_PROPERTY } from './config.ts';
import { createIssue } from './createIssue.ts';
import { lastTouches, type Touch, wholeHistory } from './history.ts';
import { issueCall } from './issueCall.ts';
import { createMetaTypes, parentIssue, type TaskIssue, taskIssue } from './schemas.ts';
import { cleaned, cut, isRecord } from './text.ts';
import { type VerdictPlace, verdictOf } from './verdict.ts';

type Subtask = { readonly id: string; readonly key: string };

export async function readTasks(
  client: JiraClient,
  subtasks: readonly Subtask[],
  actorOf: (touch: Touch) => Promise<Actor>,
  place: VerdictPlace,
): Promise<FiledForm['tasks']> {
  const tasks: FiledForm['tasks'][number][] = [];
  for (const { id } of subtasks) {
    const found = await readTask(client, id, true, place.field?.id);
    if (found === null) continue;
    const { issue, task } = found;
    const done = issue.fields.status.statusCategory?.key === 'done';
    const touched = done ? lastTouches(await wholeHistory(client, issue.id, issue.changelog)) : undefined;
    const touch = touched?.('status');
    // Nobody named: a change without an account behind it, or a workflow that begins at the end.
    const closed = touch === undefined || touch.by === null ? null : { author: await actorOf(touch), at: touch.at };
    const by = touch?.by?.accountId;
    const verdict =
      touched === undefined || by === undefined ? undefined : await verdictOf(client, issue, place, by, touched);
    tasks.push({ task, key: issue.key, done, closed, ...(verdict === undefined ? {} : { verdict }) });
  }
  return tasks;
}

async function readTask(
  client: JiraClient,
  id: string,
  withHistory: boolean,
  field?: string,
): Promise<{ readonly issue: TaskIssue; readonly task: string } | null> {
  const call = issueCall('read sub-task', id, {
    fields: ['status', 'creator', 'resolution', ...(field === undefined ? [] : [field])].join(','),
    properties: TASK_PROPERTY,
    ...(withHistory ? { expand: 'changelog' } : {}),
  });
  const issue = await client.orAbsent(client.send(call, taskIssue));
  if (issue === null || issue.fields.creator?.accountId !== (await client.self())) return null;
  const value = issue.properties?.[TASK_PROPERTY];
  return isRecord(value) && typeof value.task === 'string' ? { issue, task: value.task } : null;
}

export function createTaskBook(client: JiraClient) {
  const types = createCache<string>(FIELDS_AGE, client.now);

  /** Looked for under its parent first, which is read by id and never lags: a lost answer made it, once. */
  async function fileTask(parent: string, task: string, content: TaskContent): Promise<Subtask> {
    const { id, fields } = await client.send(
      issueCall('read parent issue', parent, { fields: 'project,subtasks' }),
      parentIssue,
    );
    for (const subtask of fields.subtasks ?? []) {
      const found = await readTask(client, subtask.id, false);
      if (found?.task === task) return { id: found.issue.id, key: found.issue.key };
    }
    const type = await types.get(fields.project.key, () => subtaskTypeOf(client, fields.project.key));
    return createIssue(client, {
      operation: 'file sub-task',
      fields: {
        project: { id: fields.project.id },
        parent: { id },
        issuetype: { id: type },
        summary: summaryOf(content.title),
        description: adfOf(content.body),
      },
      more: {
        ...(content.assignee === undefined ? {} : { assignee: { accountId: content.assignee } }),
        ...(content.due === undefined ? {} : { duedate: content.due }),
      },
      property: { key: TASK_PROPERTY, value: { task } },
    });
  }
  return { fileTask };
}

/** Repeatable. `null` = nobody's. */
export const assign = (client: JiraClient, issue: string, account: string | null): Promise<void> =>
  client.tell({
    operation: 'assign issue',
    method: 'PUT',
    path: api`/issue/${issue}/assignee`,
    json: { accountId: account },
  });

/** A summary is one line of at most 255 characters. */
export const summaryOf = (title: string) => cut(cleaned(title).replace(/\s+/g, ' '), 250) || 'Task';

async function subtaskTypeOf(client: JiraClient, project: string): Promise<string> {
  const operation = 'find the sub-task type';
  const { issueTypes } = await client.send(
    { operation, path: api`/issue/createmeta/${project}/issuetypes`, query: { maxResults: 200 } },
    createMetaTypes,
  );
  const candidates = issueTypes.filter(({ subtask }) => subtask);
  const type = candidates.find(({ name }) => /^sub-?task$/i.test(name)) ?? candidates[0];
  if (type === undefined) throw new Fault('invalid', operation, { note: `project ${project} has no sub-task type` });
  return type.id;
}
