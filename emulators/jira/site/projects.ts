/** Projects, their issue types with screens, roles and security levels. */
import { WRITABLE_SYSTEM_FIELDS } from '../fields/system.ts';
import type { Json } from '../json.ts';
import type {
  Holder,
  IssueType,
  Project,
  ProjectStyle,
  ProjectType,
  RequestType,
  Role,
  RoleActors,
  ServiceDesk,
} from '../model.ts';
import type { Directory } from './directory.ts';
import type { FieldBook } from './fieldBook.ts';
import { SIMPLE_WORKFLOW, type Workflows } from './workflows.ts';

export interface ProjectTypeSeed {
  readonly name: string;
  readonly subtask?: boolean;
  /** Custom fields (id or name) on both screens, beside the system fields. */
  readonly screen?: readonly string[];
  /** Everything on the create screen, system fields included; overrides `screen`. */
  readonly createScreen?: readonly string[];
  readonly editScreen?: readonly string[];
  readonly required?: readonly string[];
  /** Name of a workflow; a three-step one when left out. */
  readonly workflow?: string;
}

/** A field's id or name; with more to say about it, an object. */
export type RequestFieldSeed = string | { readonly field: string; readonly required?: boolean; readonly preset?: Json };

export interface RequestTypeSeed {
  readonly name: string;
  readonly description?: string;
  readonly helpText?: string;
  readonly issueType: string;
  readonly fields: readonly RequestFieldSeed[];
  /** Names of the portal's groups; one called General when left out, none hides the type. */
  readonly groups?: readonly string[];
}

export interface ProjectSeed {
  readonly key: string;
  readonly name: string;
  readonly kind?: Project['kind'];
  /** Default `classic`: company-managed. */
  readonly style?: ProjectStyle;
  readonly lead?: string;
  readonly types: readonly ProjectTypeSeed[];
  /** Per permission key, e.g. `BROWSE_PROJECTS`; everybody logged in holds what is left out. */
  readonly permissions?: Readonly<Record<string, readonly Holder[]>>;
  /** Role name -> account ids and group names. */
  readonly roles?: Readonly<
    Record<string, { readonly users?: readonly string[]; readonly groups?: readonly string[] }>
  >;
  readonly securityLevels?: readonly { readonly name: string; readonly members: readonly Holder[] }[];
  readonly requestTypes?: readonly RequestTypeSeed[];
  /** Of a service project: who may file. */
  readonly portal?: { readonly access?: ServiceDesk['access']; readonly customers?: readonly string[] };
}

const GENERAL = 'General';

export const hasDesk = (project: Project): project is Project & { readonly desk: ServiceDesk } =>
  project.desk !== undefined;

/** What a team-managed project comes with. */
const TEAM_ROLES = ['Administrator', 'Member', 'Viewer'];

export class Projects {
  readonly #byKey = new Map<string, Project>();
  readonly #byId = new Map<string, Project>();
  readonly #byDesk = new Map<string, Project>();
  readonly #types = new Map<string, IssueType>();
  readonly #roles = new Map<number, Role>();
  readonly #next = { project: 10_000, type: 10_001, role: 10_002, level: 10_400, actor: 10_500, desk: 1, request: 1 };
  readonly #fields: FieldBook;
  readonly #workflows: Workflows;
  readonly #directory: Directory;

  constructor(fields: FieldBook, workflows: Workflows, directory: Directory) {
    this.#fields = fields;
    this.#workflows = workflows;
    this.#directory = directory;
    workflows.add(SIMPLE_WORKFLOW, (id) => id);
    this.addRole('Administrators');
  }

  add(seed: ProjectSeed): Project {
    if (!/^[A-Z][A-Z0-9_]+$/.test(seed.key)) throw new Error(`not a project key: ${seed.key}`);
    const types = seed.types.map((type) => this.#projectType(type));
    const desk = seed.kind === 'service_desk' ? this.#desk(seed, types) : undefined;
    const project: Project = {
      id: String(this.#next.project++),
      key: seed.key,
      name: seed.name,
      kind: seed.kind ?? 'business',
      style: seed.style ?? 'classic',
      ownRoles: new Map(seed.style === 'next-gen' ? TEAM_ROLES.map((name) => this.#ownRole(name)) : []),
      lead: seed.lead,
      types: new Map(types.map((type) => [type.type.id, type])),
      permissions: seed.permissions ?? {},
      actors: new Map(),
      securityLevels: (seed.securityLevels ?? []).map(({ name, members }) => ({
        id: String(this.#next.level++),
        name,
        members,
      })),
      desk,
      issueCount: 0,
    };
    this.#byKey.set(project.key, project);
    this.#byId.set(project.id, project);
    if (desk !== undefined) this.#byDesk.set(desk.id, project);
    for (const [name, { users = [], groups = [] }] of Object.entries(seed.roles ?? {})) {
      const role = this.roleNamedIn(project, name) ?? this.#siteRole(project, name);
      for (const accountId of users) this.addActor(project, role, 'users', accountId);
      for (const group of groups) {
        const found = this.#directory.groupNamed(group) ?? this.#directory.addGroup({ name: group });
        this.addActor(project, role, 'groups', found.groupId);
      }
    }
    return project;
  }

  addRole(name: string, description = ''): Role {
    const role: Role = { id: this.#next.role++, name, description };
    this.#roles.set(role.id, role);
    return role;
  }

  /** As an administrator deletes it: nobody holds it in any project any more. */
  removeRole(role: Role): void {
    this.#roles.delete(role.id);
    for (const project of this.all()) project.actors.delete(role.id);
  }

  remove(project: Project): void {
    this.#byKey.delete(project.key);
    this.#byId.delete(project.id);
    if (project.desk !== undefined) this.#byDesk.delete(project.desk.id);
  }

  #ownRole(name: string): [number, Role] {
    const id = this.#next.role++;
    return [id, { id, name, description: '' }];
  }

  #siteRole({ key, style }: Project, name: string): Role {
    if (style === 'next-gen') throw new Error(`${key} is team-managed and has no role ${name}`);
    return this.addRole(name);
  }

  addActor(project: Project, role: Role, kind: keyof RoleActors, id: string): void {
    const actors = project.actors.get(role.id) ?? { users: new Map(), groups: new Map() };
    project.actors.set(role.id, actors);
    if (!actors[kind].has(id)) actors[kind].set(id, this.#next.actor++);
  }

  get = (idOrKey: string): Project | undefined => this.#byKey.get(idOrKey.toUpperCase()) ?? this.#byId.get(idOrKey);
  /** By the desk's id, or by the project's key ("project identifiers"). */
  desk(serviceDeskId: string): (Project & { readonly desk: ServiceDesk }) | undefined {
    const project = this.#byDesk.get(serviceDeskId) ?? this.#byKey.get(serviceDeskId);
    return project !== undefined && hasDesk(project) ? project : undefined;
  }
  all = (): Iterable<Project> => this.#byKey.values();
  role = (id: number): Role | undefined => this.#roles.get(id);
  roles = (): Iterable<Role> => this.#roles.values();
  /** A company-managed project has all roles of the site, a team-managed one its own. */
  rolesIn = ({ style, ownRoles }: Project): Iterable<Role> =>
    style === 'next-gen' ? ownRoles.values() : this.#roles.values();
  roleIn = (project: Project, id: number): Role | undefined =>
    [...this.rolesIn(project)].find((role) => role.id === id);
  roleNamedIn = (project: Project, name: string): Role | undefined =>
    [...this.rolesIn(project)].find((role) => role.name === name);
  roleNamed = (name: string): Role | undefined => [...this.#roles.values()].find((role) => role.name === name);
  issueTypes = (): Iterable<IssueType> => this.#types.values();

  #desk(seed: ProjectSeed, types: readonly ProjectType[]): ServiceDesk {
    const names = new Set((seed.requestTypes ?? []).flatMap(({ groups = [GENERAL] }) => groups));
    const groups = [...names].map((name, index) => ({ id: String(index + 1), name }));
    const desk: ServiceDesk = {
      id: String(this.#next.desk++),
      access: seed.portal?.access ?? 'open',
      customers: new Set(seed.portal?.customers),
      groups,
      requestTypes: new Map(),
    };
    for (const { issueType, fields, groups: wanted = [GENERAL], ...named } of seed.requestTypes ?? []) {
      const type = types.find((candidate) => candidate.type.name === issueType);
      if (type === undefined) throw new Error(`request type ${named.name}: ${seed.key} has no issue type ${issueType}`);
      this.addRequestType(desk, {
        ...named,
        issueType: type.type,
        groupIds: groups.filter(({ name }) => wanted.includes(name)).map(({ id }) => id),
        fields: fields.map((field) => {
          const { field: name, required = false, preset } = typeof field === 'string' ? { field } : field;
          const { id } = this.#fields.require(name);
          return { id, required: required || type.required.has(id), preset };
        }),
      });
    }
    return desk;
  }

  addRequestType(
    desk: ServiceDesk,
    made: Omit<RequestType, 'id' | 'description' | 'helpText'> & {
      readonly description?: string;
      readonly helpText?: string;
    },
  ): RequestType {
    const type = { description: '', helpText: '', ...made, id: String(this.#next.request++) };
    desk.requestTypes.set(type.id, type);
    return type;
  }

  #projectType(seed: ProjectTypeSeed): ProjectType {
    const ids = (fields: readonly string[]) => new Set(fields.map((field) => this.#fields.require(field).id));
    const screen = [...WRITABLE_SYSTEM_FIELDS, ...(seed.screen ?? [])];
    const workflow = this.#workflows.get(seed.workflow ?? SIMPLE_WORKFLOW.name);
    if (workflow === undefined) throw new Error(`there is no workflow ${seed.workflow}`);
    return {
      type: this.#issueType(seed.name, seed.subtask ?? false),
      create: ids(seed.createScreen ?? screen),
      edit: ids(seed.editScreen ?? screen),
      required: ids(['summary', ...(seed.required ?? [])]),
      workflow,
    };
  }

  /** Issue types belong to the site; projects share one of the same name. */
  #issueType(name: string, subtask: boolean): IssueType {
    const known = this.#types.get(`${name}/${subtask}`);
    if (known !== undefined) return known;
    const type: IssueType = { id: String(this.#next.type++), name, subtask };
    this.#types.set(`${name}/${subtask}`, type);
    return type;
  }
}
