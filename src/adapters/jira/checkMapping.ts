/** Whether the names in the configuration exist in Jira: fields, issue types, statuses, filer groups and roles. */
import { z } from 'zod';
import type { CaseSettings, ExceptionTasks } from '../../core/policy/model.ts';
import type { FiledIn } from '../../core/shared/filedIn.ts';
import { fold } from '../../core/shared/fold.ts';
import { Fault } from '../../ports/fault.ts';
import { roleIdsOf } from './actors.ts';
import { api, type JiraClient } from './client.ts';
import type { FieldBook, FieldMap } from './fields.ts';
import { ALWAYS_ASKED, createRequestForms } from './portalRequests.ts';
import { createMetaFields, createMetaTypes } from './schemas.ts';

export interface MappingProblem {
  readonly what: string;
  readonly remedy: string;
}

const projectStatuses = z.array(z.object({ name: z.string(), statuses: z.array(z.object({ name: z.string() })) }));
const foundGroups = z.object({ groups: z.array(z.object({ name: z.string() })) });

export async function checkMapping(
  client: JiraClient,
  fields: FieldBook,
  cases: readonly CaseSettings[],
  tasks?: ExceptionTasks,
  ledger?: FiledIn,
): Promise<readonly MappingProblem[]> {
  const map = await fields.read();
  const problems = [...namesOf(map), ...(ledger === undefined ? [] : await checkLedger(client, ledger))];
  const onScreens = new Set<string>();
  for (const settings of cases) {
    problems.push(...(await checkType(client, placeOf(settings), onScreens)));
    problems.push(...(await checkStatuses(client, placeOf(settings))));
    problems.push(...(await checkFilers(client, settings)));
    problems.push(...(await checkRequestType(client, map, settings)));
  }
  if (tasks !== undefined) {
    const place = placeOfTasks(tasks);
    problems.push(...(await checkType(client, place, new Set())), ...(await checkStatuses(client, place)));
  }
  for (const { logical, display, id } of onScreens.size === 0 ? [] : map.mapped) {
    if (onScreens.has(id)) continue;
    problems.push({
      what: `field "${display}" (${logical}) is on the create screen of none of the configured issue types`,
      remedy: 'add it to the screen of the issue type whose form should carry it, or drop it from fields',
    });
  }
  return problems;
}

function namesOf(map: FieldMap): MappingProblem[] {
  const single = map.mapped.filter(({ logical, type }) => logical === 'approvers' && type !== 'array');
  return [
    ...single.map(({ display }) => ({
      what: `fields.approvers: "${display}" is no picker of several people`,
      remedy: 'make it a "User Picker (multiple users)": a stage may ask more than one',
    })),
    ...map.absent.map((logical) => ({
      what: `fields.${logical} names a field that Jira does not have`,
      remedy: 'spell it as under Jira settings, Issues, Custom fields, or create it there',
    })),
    ...map.ambiguous.map((logical) => ({
      what: `fields.${logical} names a field that Jira has more than once`,
      remedy: 'rename one of the two fields in Jira: it cannot be told which is meant, so neither is read',
    })),
  ];
}

/** Where issues are filed or moved, as tenure.yaml says it under `where`. */
interface Place extends FiledIn {
  readonly where: string;
  /** Its statuses, each by the setting that names it. */
  readonly named: readonly (readonly [string, string | null])[];
}

const placeOf = ({ kind, project, issueType, statuses, withdrawn }: CaseSettings): Place => ({
  where: `cases.${kind}`,
  project,
  issueType,
  named: [
    ...Object.entries(statuses).map(([use, status]) => [`statuses.${use}`, status] as const),
    ...(withdrawn ?? []).map((status) => ['withdrawn', status] as const),
  ],
});

const placeOfTasks = ({ project, issueType, open, done, decisions }: ExceptionTasks): Place => ({
  where: 'exceptions.tasks',
  project,
  issueType,
  named: [['open', open], ['done', done], ...Object.keys(decisions).map((status) => ['decisions', status] as const)],
});

/** Where it is not there, no seal is ever written, and nobody hears of it before the first of them is refused three times. */
async function checkLedger(client: JiraClient, { project, issueType }: FiledIn): Promise<readonly MappingProblem[]> {
  const path = api`/issue/createmeta/${project}/issuetypes`;
  const meta = await known(
    client.send({ operation: 'read issue types', path, query: { maxResults: 200 } }, createMetaTypes),
  );
  if (meta === null) {
    const remedy = 'spell the project key as in Jira, and let the service account browse and create issues there';
    return [{ what: `seals.ledger: project ${project} is not there, or not for us`, remedy }];
  }
  if (meta.issueTypes.some(({ name }) => same(name, issueType))) return [];
  const there = meta.issueTypes.map(({ name }) => name).join(', ');
  return [{ what: `seals.ledger: ${project} has no issue type "${issueType}"`, remedy: `one of: ${there}` }];
}

async function checkType(client: JiraClient, { where, project, issueType }: Place, onScreens: Set<string>) {
  const path = api`/issue/createmeta/${project}/issuetypes`;
  const meta = await known(
    client.send({ operation: 'read issue types', path, query: { maxResults: 200 } }, createMetaTypes),
  );
  if (meta === null) {
    const remedy = 'spell the project key as in Jira, and let the service account browse and create issues there';
    return [{ what: `${where}: project ${project} is not there, or not for us`, remedy }];
  }
  const problems: MappingProblem[] = [];
  if (!meta.issueTypes.some(({ subtask }) => subtask)) {
    const remedy = 'add a sub-task type to its issue type scheme';
    problems.push({ what: `project ${project} has no sub-task type: work for people cannot be filed`, remedy });
  }
  const type = meta.issueTypes.find(({ name }) => same(name, issueType));
  if (type === undefined) {
    const there = meta.issueTypes.map(({ name }) => name).join(', ');
    problems.push({ what: `${where}: ${project} has no issue type "${issueType}"`, remedy: `one of: ${there}` });
    return problems;
  }
  const screen = await client.send(
    { operation: 'read create screen', path: `${path}/${encodeURIComponent(type.id)}`, query: { maxResults: 200 } },
    createMetaFields,
  );
  for (const { fieldId } of screen.fields) onScreens.add(fieldId);
  return problems;
}

async function checkStatuses(client: JiraClient, { where, project, issueType, named }: Place) {
  const call = { operation: 'read statuses', path: api`/project/${project}/statuses` };
  const types = (await known(client.send(call, projectStatuses))) ?? [];
  const workflow = types.find(({ name }) => same(name, issueType));
  if (workflow === undefined) return [];
  const there = workflow.statuses.map(({ name }) => name);
  return named.flatMap(([use, status]): MappingProblem[] =>
    status === null || there.some((name) => same(name, status))
      ? []
      : [
          {
            what: `${where}.${use}: "${status}" is not a status of ${issueType} in ${project}`,
            remedy: `one of: ${there.join(', ')}`,
          },
        ],
  );
}

/** Asked for outside Jira: the request it is to be filed as, which Tenure fills in for whoever asks. */
async function checkRequestType(client: JiraClient, map: FieldMap, settings: CaseSettings): Promise<MappingProblem[]> {
  const { kind, requestType: name, issueType, project } = settings;
  if (name === undefined) return [];
  const where = `cases.${kind}.requestType: "${name}"`;
  const form = await known(createRequestForms(client).formOf(settings, name));
  if (form === null) {
    const remedy = `make one of that name for the issue type "${issueType}", or drop requestType: an issue is filed instead`;
    return [{ what: `${where} is no request type of ${project} that makes a "${issueType}"`, remedy }];
  }
  const lacks = ALWAYS_ASKED.filter((id) => form.fields.every(({ fieldId }) => fieldId !== id));
  const filled = new Set<string>([...ALWAYS_ASKED, ...map.mapped.map(({ id }) => id)]);
  const wants = form.fields.filter(({ required, fieldId }) => required === true && !filled.has(fieldId));
  const instead = 'what is asked for outside Jira is filed as an issue otherwise';
  return [
    ...lacks.map((id) => ({ what: `${where} has no field ${id}`, remedy: `add it to the request form: ${instead}` })),
    ...wants.map(({ fieldId }) => ({
      what: `${where} requires the field ${fieldId}, which Tenure cannot fill in`,
      remedy: `make it optional, or map it under fields: ${instead}`,
    })),
    ...(form.onBehalf
      ? []
      : [
          {
            what: `${where}: the service account may not raise requests for others`,
            remedy: 'make it an agent of the project: whoever asks does not find the request on the portal otherwise',
          },
        ]),
  ];
}

async function checkFilers(client: JiraClient, { kind, project, mayFile }: CaseSettings) {
  const problems: MappingProblem[] = [];
  const roles = mayFile.some((filer) => filer.kind === 'role') ? await known(roleIdsOf(client, project)) : new Map();
  for (const filer of mayFile) {
    if (filer.kind === 'role') {
      const names = [...(roles?.keys() ?? [])];
      if (names.some((name) => same(name, filer.role))) continue;
      const remedy = roles === null ? 'let the service account administer the project' : `one of: ${names.join(', ')}`;
      problems.push({ what: `cases.${kind}.mayFile: role "${filer.role}" is not known in ${project}`, remedy });
      continue;
    }
    const call = {
      operation: 'find group',
      path: api`/groups/picker`,
      query: { query: filer.group, maxResults: 1_000 },
    };
    const { groups } = await client.send(call, foundGroups);
    if (groups.some(({ name }) => name === filer.group)) continue;
    const remedy = 'spell the group as under Administration, Directory, Groups';
    problems.push({ what: `cases.${kind}.mayFile: Jira has no group "${filer.group}"`, remedy });
  }
  return problems;
}

/** Not there, or hidden from us: Jira makes no difference. */
async function known<Read>(read: Promise<Read>): Promise<Read | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Fault && (error.kind === 'missing' || error.kind === 'denied')) return null;
    throw error;
  }
}

const same = (one: string, other: string) => fold(one) === fold(other);
