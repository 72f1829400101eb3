/** `tenure.yaml`, checked by its schema -> `Settings`. Only spelling is settled here; check/settings.ts judges. */
import { applicationId, connectionId } from '../../shared/ids.ts';
import type { ApiToken, CaseSettings, Connection, Filer, Settings } from '../model.ts';
import type { ConnectionInput } from '../schema/connections.ts';
import type { SettingsInput } from '../schema/settings.ts';
import { groupNamed, type Names } from './names.ts';

export function settingsFrom(input: SettingsInput, names: Names): Settings {
  const { naming, mail, modes, requiredFields, values, timeZoneBy, protected: guarded } = input;
  const group = (text: string) => groupNamed(names, text);
  return {
    company: input.company,
    timeZone: input.timeZone,
    timeZoneBy: timeZoneBy ?? null,
    connections: Object.entries(input.connections).map(([id, connection]) => connectionFrom(id, connection)),
    primaryConnection: names.primary,
    fields: { ...input.fields },
    requiredFields,
    values,
    cases: casesFrom(input.cases),
    naming: { ...naming, loginClash: naming.loginClash ?? withNumber(naming.login) },
    profile: input.profile,
    times: input.times,
    offboarding: input.offboarding,
    activation: input.activation,
    modes: {
      default: modes.default,
      groups: renamed(modes.groups, group),
      applications: renamed(modes.applications, applicationId),
      departments: modes.departments,
    },
    protected: { accounts: guarded.accounts, groups: guarded.groups.map(group) },
    appCheck: input.appCheck,
    lastUse: input.lastUse,
    mastered: input.mastered,
    keep: input.keep.map(group),
    adoption: {
      ...input.adoption,
      personKey: input.adoption.personKey ?? null,
      contractEnd: input.adoption.contractEnd ?? null,
    },
    brake: input.brake,
    sweep: { ...input.sweep, every: input.sweep.every ?? null },
    exceptions: exceptionsFrom(input.exceptions),
    mail: {
      ...mail,
      from: mail.from ?? `${input.company.replace(/[^\p{L}\p{N} -]/gu, '')} access <tenure@${domainOf(naming.login)}>`,
      templates: mail.templates ?? null,
    },
    ...(input.api === undefined ? {} : { api: { tokens: tokensFrom(input.api) } }),
    ...(input.seals === undefined ? {} : { seals: sealsFrom(input.seals) }),
    ...(input.catalogue === undefined ? {} : { catalogue: input.catalogue }),
    roles: rolesFrom(input.roles),
  };
}

const tokensFrom = ({ tokens }: NonNullable<SettingsInput['api']>): readonly ApiToken[] =>
  Object.entries(tokens).map(([name, { person = null, ...token }]) => ({ name, ...token, person }));

/** `{givenName}@x` -> `{givenName}{n}@x`: the rule most companies would write themselves. */
function withNumber(pattern: string): string {
  const at = pattern.lastIndexOf('@');
  return at === -1 ? `${pattern}{n}` : `${pattern.slice(0, at)}{n}${pattern.slice(at)}`;
}

const domainOf = (pattern: string) => /@([a-z0-9.-]+)$/i.exec(pattern)?.[1]?.toLowerCase() ?? 'localhost';

function renamed<Key extends string, Value>(record: Readonly<Record<string, Value>>, name: (text: string) => Key) {
  const entries = Object.entries(record).map(([text, value]) => [name(text), value] as const);
  return Object.fromEntries(entries) as Readonly<Record<Key, Value>>;
}

const exceptionsFrom = ({ escalate, tasks }: SettingsInput['exceptions']): NonNullable<Settings['exceptions']> => ({
  escalate,
  ...(tasks === undefined ? {} : { tasks }),
});

const sealsFrom = ({ every, ledger }: NonNullable<SettingsInput['seals']>): NonNullable<Settings['seals']> => ({
  every,
  ...(ledger === undefined ? {} : { ledger }),
});

const rolesFrom = ({ push, ...roles }: SettingsInput['roles']): Settings['roles'] => ({
  ...roles,
  ...(push === undefined ? {} : { push }),
});

const KINDS = ['onboarding', 'change', 'leave', 'offboarding'] as const;
const OWN_KINDS = ['adoption', 'policy-change'] as const;

function casesFrom(input: SettingsInput['cases']): readonly CaseSettings[] {
  const statusesFrom = ({ working, waiting, done }: NonNullable<typeof input.adoption>['statuses']) => ({
    working: working ?? null,
    waiting: waiting ?? null,
    done: done ?? null,
  });
  const askedStatuses = ({
    approval,
    declined,
    ...rest
  }: NonNullable<(typeof input)['access-request']>['statuses']) => ({
    ...statusesFrom(rest),
    ...(approval === undefined ? {} : { approval }),
    ...(declined === undefined ? {} : { declined }),
  });
  const filed = KINDS.flatMap((kind): CaseSettings[] => {
    const held = input[kind];
    if (held === undefined) return [];
    return [{ ...held, kind, statuses: statusesFrom(held.statuses), mayFile: held.mayFile.map(filerFrom) }];
  });
  const requests = [input['access-request']].flatMap((asked): CaseSettings[] => {
    if (asked === undefined) return [];
    const { requestType, statuses, ...held } = asked;
    const named = requestType === undefined ? {} : { requestType };
    return [{ ...held, ...named, kind: 'access-request', statuses: askedStatuses(statuses), mayFile: [] }];
  });
  const own = OWN_KINDS.flatMap((kind): CaseSettings[] => {
    const held = input[kind];
    // What they write outside they write as other kinds, so there is nothing of their own to hold in shadow.
    return held === undefined
      ? []
      : [{ ...held, kind, statuses: statusesFrom(held.statuses), mayFile: [], mode: 'live' }];
  });
  return [...filed, ...requests, ...own];
}

const filerFrom = (filer: { group: string } | { role: string }): Filer =>
  'group' in filer ? { kind: 'group', group: filer.group } : { kind: 'role', role: filer.role };

function connectionFrom(name: string, input: ConnectionInput): Connection {
  const id = connectionId(name);
  switch (input.kind) {
    case 'okta': {
      const { auth, eventHookSecret = null } = input;
      return 'token' in auth
        ? { ...input, id, eventHookSecret, auth: { kind: 'api-token', token: auth.token } }
        : { ...input, id, eventHookSecret, auth: { kind: 'private-key-jwt', ...auth, keyId: auth.keyId ?? null } };
    }
    case 'jira':
      return {
        ...input,
        id,
        webhookSecret: input.webhookSecret ?? null,
        automationToken: input.automationToken ?? null,
      };
    case 'mail':
      return { ...input, id, user: input.user ?? null, password: input.password ?? null };
    case 'slack':
      return {
        ...input,
        id,
        appToken: input.appToken ?? null,
        signingSecret: input.signingSecret ?? null,
        team: input.team ?? null,
        app: input.app ?? null,
      };
  }
}
