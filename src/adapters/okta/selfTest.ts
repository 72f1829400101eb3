/**
 * What the credential can really do. Okta has two gates, the scope on the app and an admin role, and the second
 * is quiet: without a role `GET /users` answers 200 with an empty list. So a known person and a known group are
 * read by id, and an empty org is refused ("OAuth for Okta", "Standard administrator roles").
 */
import type { OktaConnection } from '../../core/policy/model.ts';
import { Fault } from '../../ports/fault.ts';
import type { Power, SelfTest } from '../../ports/provider.ts';
import { proveSight, TO_READ_APPS } from './apps.ts';
import { begin, type Errand, type OktaClient } from './client.ts';
import { NEEDED_SCOPES, SCOPES } from './config.ts';
import { enrollingGroups } from './enrolment.ts';
import { filledByRules } from './groupRules.ts';
import { logLine } from './logLine.ts';
import type { FieldsOfOrg } from './profileFields.ts';
import { identified } from './schemas.ts';
import { writePower } from './writePower.ts';

const REMEDY = {
  people: 'scope okta.users.read, and an admin role (Admin Roles tab of the app) that reaches these people',
  groups: 'scope okta.groups.read, and an admin role (Admin Roles tab of the app) that reaches these groups',
  rules:
    'scope okta.groups.read, and a role that sees group rules, or shows that there are none (Read-Only Administrator); without it the owner of a group is unknown',
  apps: `${TO_READ_APPS}; without them no leaver's receipt is closed`,
  policies: 'scope okta.policies.read, and Read-Only Administrator; without them no group shows its MFA enrolment',
  roles: 'scope okta.roles.read, and a role that may view roles; without them administrators cannot be left alone',
  schema: 'scope okta.schemas.read',
  log: 'scope okta.logs.read, and a role that reads the System Log (Read-Only Administrator); without them other hands are noticed only by the full sweep, and no last use is kept',
};

export function selfTestOf(client: OktaClient, connection: OktaConnection, schema: FieldsOfOrg): SelfTest {
  return {
    async probePowers(call) {
      const errand = begin(call);
      const signIn = await probe('sign in', signInRemedy(connection), () => signInto(client, errand));
      if (!signIn.power.held) return [signIn.power];
      const granted = signIn.found ?? null;
      const person = await probe('read people', REMEDY.people, () => oneById(client, 'users', errand));
      const group = await probe('read groups', REMEDY.groups, () => oneById(client, 'groups', errand));
      const rules = await probe('read group rules', REMEDY.rules, () =>
        filledByRules(client, connection, 'read groups/rules', errand),
      );
      const apps = await probe('read direct app assignments', REMEDY.apps, () =>
        proveSight(client, 'read apps', errand),
      );
      const policies = await probe('read enrolment policies', REMEDY.policies, () => enrollingGroups(client, errand));
      const roles = await probe('see administrators', REMEDY.roles, () => rolesOf(client, person.found, errand));
      const fields = await probe('read the profile schema', REMEDY.schema, () => schema.read(errand));
      const log = await probe('read the System Log', REMEDY.log, () => lineOf(client, errand));
      return [
        signIn.power,
        ...missingScopes(granted),
        ...[person, group, rules, apps, policies, roles, fields, log].map(({ power }) => power),
        markAttribute(connection, fields.found?.map(({ name }) => name) ?? null),
        await writePower(client, connection, granted, errand),
      ];
    },
  };
}

interface Probed<Found> {
  readonly power: Power;
  readonly found?: Found;
}

/** Tries it. What is refused is an answer; trouble on the way is not, and is thrown. */
async function probe<Found>(power: string, remedy: string, attempt: () => Promise<Found>): Promise<Probed<Found>> {
  try {
    return { found: await attempt(), power: { power, held: true, remedy: null } };
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === 'transient') throw error;
    return { power: { power, held: false, remedy: `${remedy} (${error.message})` } };
  }
}

/** An OAuth token is only given to who may have it; an API token is tried on its own owner ("Get a user", `me`). */
async function signInto(client: OktaClient, errand: Errand): Promise<ReadonlySet<string> | null> {
  const granted = await client.credential.grantedScopes();
  if (granted === null) await client.read(readOf('sign in', 'users/me'), identified, errand);
  return granted;
}

/** Of groups Everyone, which every reading of somebody's groups is held against. */
const FIRST = { users: 'limit=1', groups: `limit=1&filter=${encodeURIComponent('type eq "BUILT_IN"')}` };
const SHOWN = {
  users: 'Okta shows an empty list: no admin role, or an empty org',
  groups: 'Okta does not show the group Everyone: the role sees a part of the groups, or none',
};

/** The first of a list, then that one by its id: the list alone proves nothing. */
async function oneById(client: OktaClient, family: 'users' | 'groups', errand: Errand): Promise<string> {
  const operation = family === 'users' ? 'read people' : 'read groups';
  const [listed] = await client.read(readOf(operation, `${family}?${FIRST[family]}`), identified.array(), errand);
  if (listed === undefined) throw new Fault('denied', operation, { note: SHOWN[family] });
  const path = `${family}/${encodeURIComponent(listed.id)}`;
  return (await client.read(readOf(operation, path), identified, errand)).id;
}

/** An empty log of a minute is an answer too; only a refusal is none. */
async function lineOf(client: OktaClient, errand: Errand): Promise<void> {
  await client.read(readOf('read the System Log', 'logs?limit=1'), logLine.array(), errand);
}

async function rolesOf(client: OktaClient, person: string | undefined, errand: Errand): Promise<void> {
  const operation = 'read admin roles';
  if (person === undefined) throw new Fault('denied', operation, { note: 'nobody to ask about' });
  await client.run(readOf(operation, `users/${encodeURIComponent(person)}/roles`), errand);
}

const readOf = (operation: string, path: string) =>
  ({ operation, method: 'GET', path: `/api/v1/${path}`, effect: 'read' }) as const;

/** The org may leave an ungranted scope out of the token without a word. */
function missingScopes(granted: ReadonlySet<string> | null): Power[] {
  if (granted === null) return [];
  return SCOPES.filter(({ scope }) => !granted.has(scope) && !granted.has(scope.replace(/\.read$/, '.manage'))).map(
    ({ scope, purpose }) => ({
      power: `scope ${scope}`,
      held: false,
      remedy: `a super admin grants ${scope} at the app's Okta API Scopes tab: to ${purpose}`,
    }),
  );
}

/** `fields`: null where the schema was refused, which says nothing about what is in it. */
function markAttribute({ markAttribute: name }: OktaConnection, fields: readonly string[] | null): Power {
  const power = `profile attribute ${name}`;
  if (fields === null) {
    return {
      power,
      held: null,
      remedy: `the profile schema could not be read: ${REMEDY.schema} lets it be looked for`,
    };
  }
  if (fields.includes(name)) return { power, held: true, remedy: null };
  const remedy = `Profile Editor, User (default): add a string attribute "${name}", which carries our mark on accounts we made`;
  return { power, held: false, remedy };
}

function signInRemedy({ auth }: OktaConnection): string {
  return auth.kind === 'api-token'
    ? 'make a new API token as an administrator who stays'
    : `check client id, public key and the granted scopes (${NEEDED_SCOPES.join(', ')}) of the service app`;
}
