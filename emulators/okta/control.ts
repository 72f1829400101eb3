/**
 * Seeding and looking from another process, under `/_emulator`:
 *
 *   POST /seed   {attributes, groups, users, rules, apps, policies}   everything optional; groups are named by name
 *   GET  /state                                                       users, groups with members, apps with accounts
 *   POST /use {login, app}                                            a sign-on to an app, by its label
 *   POST /sign-in {login}      POST /activation {login}               what a person would do
 */
import { Hono } from 'hono';
import type { OktaDirectory } from './directory.ts';
import { OktaError } from './http/errors.ts';
import { z } from './http/route.ts';
import { POLICY_TYPES, USER_STATUSES } from './store/model.ts';
import { attributeShape } from './users/schemaRoutes.ts';

const names = z.array(z.string()).default([]);

const seedShape = z.object({
  attributes: z.record(z.string(), attributeShape).default({}),
  groups: z
    .array(
      z.object({
        name: z.string(),
        description: z.string().optional(),
        type: z.enum(['OKTA_GROUP', 'APP_GROUP']).optional(),
        hasAdminRole: z.boolean().optional(),
      }),
    )
    .default([]),
  users: z
    .array(
      z.object({
        profile: z.record(z.string(), z.unknown()),
        status: z.enum(USER_STATUSES).optional(),
        hasPassword: z.boolean().optional(),
        groups: names,
      }),
    )
    .default([]),
  rules: z.array(z.object({ name: z.string(), expression: z.string(), groups: names })).default([]),
  apps: z
    .array(
      z.object({
        label: z.string(),
        name: z.string().optional(),
        features: names,
        groups: names,
        users: names,
      }),
    )
    .default([]),
  policies: z.array(z.object({ type: z.enum(POLICY_TYPES), name: z.string(), groups: names })).default([]),
});
export type OktaSeed = z.input<typeof seedShape>;

/** Where each seeded thing ended up: its id by name, login or label. */
export interface Seeded {
  readonly groups: Record<string, string>;
  readonly users: Record<string, string>;
  readonly rules: Record<string, string>;
  readonly apps: Record<string, string>;
}

export function seed(directory: OktaDirectory, input: OktaSeed): Seeded {
  const wanted = seedShape.parse(input);
  const existing = directory.groups().map(({ id, profile }) => [profile.name, id] as const);
  const groups: Record<string, string> = Object.fromEntries(existing);
  const idsOf = (list: readonly string[]) =>
    list.map((name) => {
      const id = groups[name];
      if (id === undefined) throw new OktaError(400, 'seed', `there is no group named ${name}`);
      return id;
    });
  const users: Record<string, string> = {};
  const rules: Record<string, string> = {};
  const apps: Record<string, string> = {};
  for (const [name, attribute] of Object.entries(wanted.attributes)) directory.defineAttribute(name, attribute);
  for (const { name, ...more } of wanted.groups) groups[name] = directory.createGroup(name, defined(more)).id;
  for (const { profile, groups: member, ...more } of wanted.users) {
    const user = directory.createUser({ profile, ...defined(more) });
    for (const groupId of idsOf(member)) directory.addMember(groupId, user.id);
    users[String(profile.login)] = user.id;
  }
  for (const { groups: targets, ...rule } of wanted.rules) {
    rules[rule.name] = directory.createRule({ ...rule, groupIds: idsOf(targets) }).id;
  }
  for (const { groups: assigned, users: logins, name, ...app } of wanted.apps) {
    const { id } = directory.createApp({ ...app, ...defined({ name }), groupIds: idsOf(assigned) });
    apps[app.label] = id;
    for (const login of logins) directory.assignUser(id, directory.user(login)?.id ?? login);
  }
  for (const policy of wanted.policies) directory.createPolicy(policy.type, policy.name, idsOf(policy.groups));
  return { groups, users, rules, apps };
}

export function controlRoutes(directory: OktaDirectory): Hono {
  const control = new Hono();
  control.onError((error, context) => context.json({ error: error.message }, 400));
  control.post('/seed', async (context) => context.json(seed(directory, (await context.req.json()) as OktaSeed)));
  control.get('/state', (context) => context.json(stateOf(directory)));
  const personOf = (login: unknown) => {
    const user = directory.user(String(login));
    if (user === undefined) throw new OktaError(404, 'state', `nobody has the login ${String(login)}`);
    return user.id;
  };
  control.post('/sign-in', async (context) => {
    const { login } = (await context.req.json()) as { login?: unknown };
    return context.json({ sessionId: directory.signIn(personOf(login)) });
  });
  control.post('/use', async (context) => {
    const { login, app: label } = (await context.req.json()) as { login?: unknown; app?: unknown };
    const app = directory.apps().find((one) => one.label === label);
    if (app === undefined) throw new OktaError(404, 'state', `no app is called ${String(label)}`);
    directory.useApp(personOf(login), app.id);
    return context.json({});
  });
  control.post('/activation', async (context) => {
    const { login } = (await context.req.json()) as { login?: unknown };
    return context.json({ status: directory.completeActivation(personOf(login)).status });
  });
  return control;
}

function stateOf(directory: OktaDirectory) {
  return {
    users: directory.users().map((user) => ({ ...user, sessions: directory.sessionsOf(user.id).length })),
    groups: directory.groups().map((group) => ({ ...group, members: directory.members(group.id) })),
    rules: directory.rules(),
    apps: directory.apps().map((app) => ({ ...app, users: directory.appUsers(app.id) })),
    mails: directory.mails,
  };
}

type Defined<Shape> = { [Key in keyof Shape]?: Exclude<Shape[Key], undefined> };

/** Leaves out what is undefined, which exact optional properties tell apart from absent. */
function defined<Shape extends object>(shape: Shape): Defined<Shape> {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Defined<Shape>;
}
