/**
 * What a lost webhook hid: issues of our types that changed since. JQL times have minute resolution and mean
 * the user's own zone, so the span is given in whole minutes back from now, which means the same in every zone.
 * The search index lags by seconds; an issue it does not show yet is found by the next sweep's overlap.
 * ("Search for issues using JQL enhanced search")
 */

import { caseFiledIn, type FiledIn } from '../../core/shared/filedIn.ts';
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import { api, type JiraClient } from './client.ts';
import { nextPageOf } from './errors.ts';
import { searchPage } from './schemas.ts';

const PAGE = 1_000;

export interface ChangedIssue {
  readonly id: string;
  readonly key: string;
  readonly updated: Instant;
}

export async function* changedSince(
  client: JiraClient,
  places: readonly FiledIn[],
  since: Instant,
  unseen?: Set<string>,
  only?: string,
): AsyncGenerator<ChangedIssue> {
  const all = [...new Set(places.map(({ project }) => project))];
  const projects = only === undefined ? all : all.filter((project) => project === only);
  if (projects.length === 0) return;
  const seen = new Set<string>();
  const changedIn = (some: readonly string[]) => search(client, places, some, since, seen);
  try {
    yield* changedIn(projects);
  } catch (fault) {
    if (!isRefused(fault) || unseen === undefined || projects.length === 1) throw fault;
    // One that is archived, in the trash or not for us fails the search of all of them.
    for (const project of projects) {
      try {
        yield* changedIn([project]);
      } catch (one) {
        if (!isRefused(one)) throw one;
        unseen.add(project);
      }
    }
    if (projects.every((project) => unseen.has(project))) throw fault;
  }
}

const isRefused = (fault: unknown): boolean => fault instanceof Fault && fault.kind === 'invalid';

async function* search(
  client: JiraClient,
  places: readonly FiledIn[],
  projects: readonly string[],
  since: Instant,
  seen: Set<string>,
): AsyncGenerator<ChangedIssue> {
  const jql = `project in (${projects.map(quoted).join(', ')}) AND updated >= "-${minutesSince(client.now(), since)}m" ORDER BY updated ASC`;
  let nextPageToken: string | undefined;
  do {
    const page = await client.send(
      {
        operation: 'search changed issues',
        method: 'POST',
        path: api`/search/jql`,
        json: {
          jql,
          fields: ['updated', 'issuetype', 'parent'],
          maxResults: PAGE,
          ...(nextPageToken ? { nextPageToken } : {}),
        },
      },
      searchPage,
    );
    for (const { id, key, fields } of page.issues) {
      // A sub-task that was closed wakes the case it hangs on.
      const of = fields.issuetype.subtask === true ? fields.parent : { id, key };
      const place = { project: projectOf(key), issueType: fields.issuetype.name };
      const ours = fields.issuetype.subtask === true || caseFiledIn(places, place) !== undefined;
      if (!of || !ours || seen.has(of.id)) continue;
      seen.add(of.id);
      yield { id: of.id, key: of.key, updated: fields.updated };
    }
    nextPageToken = nextPageOf('search changed issues', page);
  } while (nextPageToken !== undefined);
}

/** One more than the rounded-up minutes: a little early is an extra look, a little late is a hole. */
const minutesSince = (now: number, since: Instant) => Math.max(1, Math.ceil((now - epochOf(since)) / 60_000) + 1);
const projectOf = (key: string) => key.slice(0, key.lastIndexOf('-'));
const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
