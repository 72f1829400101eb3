/**
 * An issue and its changelog as a filed form. One call in the ordinary case; who may file is cached apart. Nothing
 * from a webhook gets here: what counts is what Jira says when asked.
 */

import type { ReviewWords } from '../../core/policy/model.ts';
import type { ConnectionId } from '../../core/shared/ids.ts';
import type { FieldReading, FiledForm } from '../../ports/tracker.ts';
import type { ActorBook } from './actors.ts';
import type { JiraClient } from './client.ts';
import type { FieldBook, FieldMap } from './fields.ts';
import { lastTouches, type Touch, wholeHistory } from './history.ts';
import { issueCall } from './issueCall.ts';
import { issue as issueSchema } from './schemas.ts';
import { readTasks } from './tasks.ts';
import { readValue } from './values.ts';

const ALWAYS = ['project', 'issuetype', 'status', 'created', 'updated', 'creator', 'security', 'subtasks', 'parent'];

export interface FormParts {
  readonly client: JiraClient;
  readonly fields: FieldBook;
  readonly actors: ActorBook;
  readonly connection: ConnectionId;
  /** What a sub-task that asks for a verdict is closed as. */
  readonly review: ReviewWords | undefined;
}

export async function readForm(parts: FormParts, issueId: string): Promise<FiledForm | null> {
  const { client, actors, connection } = parts;
  const map = await parts.fields.read();
  const ids = [...new Set([...ALWAYS, ...map.mapped.map(({ id }) => id)])];
  const call = issueCall('read issue', issueId, { fields: ids.join(','), expand: 'changelog' });
  const found = await client.orAbsent(client.send(call, issueSchema));
  if (found === null) return null;

  const head = found.fields;
  const project = head.project.key;
  await parts.fields.confirm(map, project);
  const changes = await wholeHistory(client, found.id, found.changelog);
  const touched = lastTouches(changes);
  const filed: Touch = { by: head.creator ?? null, at: head.created };
  const actorOf: ActorOf = (touch) => actors.actorOf(touch.by, project);

  const { fields, emptied, unreadable } = await readFields(map, found.fields, touched, filed, actorOf);
  const status = touched('status') ?? filed;
  const moved = { issueType: touched('issuetype'), project: touched('project') };
  return {
    issue: { connection, id: found.id, key: found.key },
    project,
    issueType: head.issuetype.name,
    status: head.status.name,
    statusBy: await actorOf(status),
    statusAt: status.at,
    created: head.created,
    updated: head.updated,
    creator: await actorOf(filed),
    securityLevel: head.security?.name ?? null,
    parent: head.parent?.id ?? null,
    fields,
    emptied,
    moved: await namedAll(moved, actorOf),
    unreadable,
    tasks: await readTasks(client, head.subtasks ?? [], actorOf, {
      words: parts.review,
      field: map.mapped.find(({ logical }) => logical === 'verdict'),
    }),
  };
}

async function readFields(
  map: FieldMap,
  values: Readonly<Record<string, unknown>>,
  lastTouch: (id: string, display: string) => Touch | undefined,
  filed: Touch,
  actorOf: ActorOf,
) {
  const fields: Record<string, FieldReading> = {};
  const empty: Record<string, Touch | undefined> = {};
  const unreadable: FiledForm['unreadable'][number][] = [...map.absent, ...map.ambiguous].map((field) => ({
    field,
    why: 'not-mapped',
  }));
  for (const { logical, display, id, type } of map.mapped) {
    // Jira leaves out a field that does not belong to this project and issue type; an empty one is null.
    if (!Object.hasOwn(values, id)) {
      unreadable.push({ field: logical, why: 'not-on-issue' });
      continue;
    }
    const reading = readValue(values[id], type);
    if (reading.is === 'unreadable') unreadable.push({ field: logical, why: reading.why });
    const touch = lastTouch(id, display);
    if (reading.is === 'value') {
      const { at } = touch ?? filed;
      fields[logical] = { value: reading.value, author: await actorOf(touch ?? filed), at };
    } else empty[logical] = touch;
  }
  return { fields, emptied: await namedAll(empty, actorOf), unreadable };
}

type ActorOf = (touch: Touch) => ReturnType<ActorBook['actorOf']>;

/** Those that somebody touched since the issue was created, each with who it was. */
async function namedAll(
  touches: Readonly<Record<string, Touch | undefined>>,
  actorOf: ActorOf,
): Promise<FiledForm['emptied']> {
  const named: Record<string, FiledForm['emptied'][string]> = {};
  for (const [name, touch] of Object.entries(touches)) {
    if (touch !== undefined) named[name] = { author: await actorOf(touch), at: touch.at };
  }
  return named;
}
