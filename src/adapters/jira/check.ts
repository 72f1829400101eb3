/**
 * What our credential may really do. Jira takes a wrong token for an anonymous visitor and answers many reads all
 * the same, so the first question is who we are ("Get current user"), the second what we may ("Get my permissions").
 */
import { z } from 'zod';
import type { CaseSettings, RoleTarget } from '../../core/policy/model.ts';
import { Fault } from '../../ports/fault.ts';
import type { Power } from '../../ports/provider.ts';
import { api, type JiraClient } from './client.ts';
import { groupIds } from './roleCatalogue.ts';
import { memberPage, ownPermissions, project } from './schemas.ts';

const desk = z.object({ id: z.string() });

/** Permission key -> what Jira's screens call it. */
const NEEDED: Readonly<Record<string, string>> = {
  BROWSE_PROJECTS: 'Browse projects',
  EDIT_ISSUES: 'Edit issues (for the evidence properties)',
  ADD_COMMENTS: 'Add comments',
  CREATE_ATTACHMENTS: 'Create attachments',
  CREATE_ISSUES: 'Create issues (for sub-tasks)',
  TRANSITION_ISSUES: 'Transition issues',
};
const FOR_ROLES: Readonly<Record<string, string>> = {
  ADMINISTER_PROJECTS: 'Administer projects (to read who holds a role)',
};
const GIVES_ROLES: Readonly<Record<string, string>> = {
  BROWSE_PROJECTS: 'Browse projects',
  ADMINISTER_PROJECTS: 'Administer projects (to give and take its roles)',
};
const GLOBAL: Readonly<Record<string, string>> = { USER_PICKER: 'Browse users and groups' };
const KEEPS_THE_FORM: Readonly<Record<string, string>> = {
  ADMINISTER: 'Administer Jira (to keep the choices of the form in step with the catalogue)',
};

export async function probePowers(
  client: JiraClient,
  cases: readonly CaseSettings[],
  fields: Readonly<Record<string, string>>,
): Promise<readonly Power[]> {
  const credential = await probeCredential(client);
  if (!credential.held) return [credential];
  const projects = [...new Set(cases.map(({ project }) => project))];
  const perProject = await Promise.all(
    projects.map(async (key): Promise<readonly Power[]> => {
      // What Jira then says of our rights is said nowhere: more of them would open nothing.
      if ((await projectNamed(client, key))?.archived === true)
        return [
          { power: `${key}: the project is archived`, held: false, remedy: 'restore it, or take it out of cases' },
        ];
      const readsRoles = cases.some(
        (settings) => settings.project === key && settings.mayFile.some(({ kind }) => kind === 'role'),
      );
      return probe(client, readsRoles ? { ...NEEDED, ...FOR_ROLES } : NEEDED, key);
    }),
  );
  const desks = cases.filter(
    ({ kind, requestType }) =>
      kind === 'access-request' && (fields.approvers !== undefined || requestType !== undefined),
  );
  const perDesk = await Promise.all(desks.map((one) => probeDesk(client, one)));
  return [credential, ...(await probe(client, GLOBAL, null)), ...perProject.flat(), ...perDesk];
}

/** Only where tenure.yaml says that the catalogue is pushed to the form. */
export const probeAdministrator = (client: JiraClient): Promise<readonly Power[]> =>
  probe(client, KEEPS_THE_FORM, null);

/**
 * Where `fields.approvers` is mapped, approvals are read of the service desk, and where a request type is named, requests
 * are filed there ("Get service desk by id", also by key).
 */
async function probeDesk(client: JiraClient, { project: key, requestType }: CaseSettings): Promise<Power> {
  const power = `${key}: ${requestType === undefined ? 'read approvals of' : 'use'} its service desk`;
  const call = { operation: 'read service desk', path: `/rest/servicedeskapi/servicedesk/${encodeURIComponent(key)}` };
  try {
    if ((await client.orAbsent(client.send(call, desk))) !== null) return { power, held: true, remedy: null };
    const dropped = requestType === undefined ? 'fields.approvers' : 'its requestType, and fields.approvers';
    const remedy = `it is no service project, or not for us: name one under cases.access-request, or drop ${dropped}`;
    return { power, held: false, remedy };
  } catch (error) {
    if (!(error instanceof Fault && error.kind === 'denied')) throw error;
    return { power, held: false, remedy: 'give the service account a licence as agent of Jira Service Management' };
  }
}

/** What project roles need, in every project the policy names; a project whose team rules it is named as not covered. */
export async function probeRoles(client: JiraClient, named: readonly RoleTarget[]): Promise<readonly Power[]> {
  const projects = [...new Set(named.map((one) => one.project))];
  const powers = await Promise.all(
    projects.map(async (key): Promise<readonly Power[]> => {
      const found = await projectNamed(client, key);
      const isTeamManaged = found !== null && (found.style === 'next-gen' || found.simplified === true);
      if (!isTeamManaged) return probe(client, GIVES_ROLES, key);
      const remedy = 'its team gives and takes access there: take the target out of catalogue.yaml';
      return [{ power: `${key}: a team-managed project is not covered`, held: false, remedy }];
    }),
  );
  return [...powers.flat(), ...(await probeGroups(client, named))];
}

const projectNamed = (client: JiraClient, key: string) =>
  client.orAbsent(client.send({ operation: 'read project', path: api`/project/${key}` }, project));

/** Groups of the site that roles are held through: there, and for us to read. */
async function probeGroups(client: JiraClient, named: readonly RoleTarget[]): Promise<readonly Power[]> {
  const names = [...new Set(named.flatMap(({ through }) => through ?? []))];
  if (names.length === 0) return [];
  const known = await groupIds(client, named).catch((error: unknown) => {
    if (error instanceof Fault && error.kind === 'denied') return new Map<string, string>();
    throw error;
  });
  return Promise.all(
    names.map(async (name): Promise<Power> => {
      const power = `the group "${name}", through which a role is held, and who is in it`;
      const id = known.get(name);
      if (id !== undefined && (await showsMembers(client, id))) return { power, held: true, remedy: null };
      const remedy =
        'let the identity provider push it to the site under this name (or write `jiraGroup`), and give the service account USER_PICKER';
      return { power, held: false, remedy };
    }),
  );
}

async function showsMembers(client: JiraClient, groupId: string): Promise<boolean> {
  const call = { operation: 'list group members', path: api`/group/member`, query: { groupId, maxResults: 1 } };
  try {
    return (await client.orAbsent(client.send(call, memberPage))) !== null;
  } catch (error) {
    if (error instanceof Fault && error.kind === 'denied') return false;
    throw error;
  }
}

async function probeCredential(client: JiraClient): Promise<Power> {
  const power = 'sign in to Jira';
  try {
    await client.whoAmI();
    return { power, held: true, remedy: null };
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === 'transient') throw error;
    const remedy =
      'Jira does not know this mail and API token: make a new token at id.atlassian.com for the service account';
    return { power, held: false, remedy };
  }
}

async function probe(
  client: JiraClient,
  asked: Readonly<Record<string, string>>,
  project: string | null,
): Promise<readonly Power[]> {
  const query = { permissions: Object.keys(asked).join(','), ...(project === null ? {} : { projectKey: project }) };
  const where = project === null ? 'in the global permissions' : `in the permission scheme of project ${project}`;
  const read = await client
    .send({ operation: 'read own permissions', path: api`/mypermissions`, query }, ownPermissions)
    // A project we cannot see at all is 404: none of the permissions is held there.
    .catch((error: unknown) => {
      if (error instanceof Fault && (error.kind === 'missing' || error.kind === 'invalid')) return { permissions: {} };
      throw error;
    });
  const held = new Map(Object.entries(read.permissions).map(([key, { havePermission }]) => [key, havePermission]));
  return Object.entries(asked).map(([key, name]): Power => {
    const power = project === null ? name : `${project}: ${name}`;
    if (held.get(key) === true) return { power, held: true, remedy: null };
    return { power, held: false, remedy: `give the service account ${key} ${where}` };
  });
}
