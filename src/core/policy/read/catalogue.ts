/** `catalogue.yaml`, checked by its schema -> `Catalogue`. */
import { applicationId, entitlementId, type GroupName, projectRoleName, withinConnection } from '../../shared/ids.ts';
import type { Application, Catalogue, NonPersonAccount, Target } from '../model.ts';
import type { CatalogueInput } from '../schema/catalogue.ts';
import { groupNamed, type Names } from './names.ts';
import type { YamlFile } from './yaml.ts';

type ApplicationInput = CatalogueInput['applications'][string];

export function catalogueFrom(input: CatalogueInput, names: Names, yaml: YamlFile): Catalogue {
  const accounts = Object.entries(input.accounts).map(([id, held]) => accountFrom(id, held, yaml));
  return {
    applications: Object.entries(input.applications).map(([id, held]) => applicationFrom(id, held, names, yaml)),
    ...(accounts.length === 0 ? {} : { accounts }),
  };
}

function accountFrom(id: string, input: CatalogueInput['accounts'][string], yaml: YamlFile): NonPersonAccount {
  return {
    ...input,
    id,
    deputy: input.deputy ?? null,
    secrets: Object.entries(input.secrets).map(([name, secret]) => ({ ...secret, id: name })),
    line: yaml.lineOf(['accounts', id]) ?? 1,
  };
}

function applicationFrom(id: string, input: ApplicationInput, names: Names, yaml: YamlFile): Application {
  return {
    id: applicationId(id),
    name: input.name,
    owner: input.owner,
    deputy: input.deputy ?? null,
    provisioning: input.provisioning,
    tail: input.tail ?? null,
    targets: input.targets.map((target) => targetFrom(target, names)),
    entitlements: Object.entries(input.entitlements).map(([role, { groups, risk, onForm }]) => ({
      id: entitlementId(id, role),
      role,
      groups: [...new Set(groups.map((group) => groupNamed(names, group)))],
      risk,
      onForm: onForm ?? (risk === 'low' ? 'automatic' : 'ask'),
      line: yaml.lineOf(['applications', id, 'entitlements', role]) ?? 1,
    })),
    line: yaml.lineOf(['applications', id]) ?? 1,
  };
}

function targetFrom(input: ApplicationInput['targets'][number], names: Names): Target {
  if ('scimApp' in input) return { kind: 'scim-app', app: input.scimApp };
  const { jiraProject: project, role } = input;
  const connection = names.tracker;
  const group = groupNamed(names, input.group);
  const through = siteGroup(input, group, names);
  const name = projectRoleName(connection, project, role, through);
  return {
    kind: 'jira-project-role',
    connection,
    group,
    project,
    role,
    through,
    name,
  };
}

/** The group of the site that is the role's actor; `null` = each person is. */
function siteGroup(
  { jiraGroup, heldBy }: Extract<ApplicationInput['targets'][number], { readonly jiraProject: string }>,
  group: GroupName,
  { projectRoles }: Names,
): string | null {
  if (jiraGroup !== undefined) return jiraGroup;
  if ((heldBy ?? projectRoles.heldBy) === 'person') return null;
  return projectRoles.groupName.replaceAll('{group}', withinConnection(group));
}
