/** What the schema of `catalogue.yaml` cannot see, and where it disagrees with `tenure.yaml`. */

import { fold } from '../../shared/fold.ts';
import { connectionOf, withinConnection } from '../../shared/ids.ts';
import { isProvider } from '../connectionKinds.ts';
import type { Application, Catalogue, Entitlement, Problem, Settings } from '../model.ts';
import { caution, fault } from '../read/problem.ts';
import { didYouMean } from '../read/suggest.ts';
import type { YamlFile } from '../read/yaml.ts';

/** `settings` is `null` when `tenure.yaml` could not be read: then only what the catalogue says by itself is judged. */
export function checkCatalogue(catalogue: Catalogue, settings: Settings | null, yaml: YamlFile): readonly Problem[] {
  return [
    ...nameProblems(catalogue, yaml),
    ...accountProblems(catalogue, yaml),
    ...catalogue.applications.flatMap((application) => [
      ...applicationProblems(application, yaml),
      ...application.entitlements.flatMap((entitlement) => [
        ...entitlementProblems(application, entitlement, settings, yaml),
      ]),
    ]),
  ];
}

function* nameProblems({ applications }: Catalogue, yaml: YamlFile): Iterable<Problem> {
  const seen = new Map<string, Application>();
  for (const application of applications) {
    for (const name of new Set([fold(application.name), fold(application.id)])) {
      const first = seen.get(name);
      if (first !== undefined) {
        const place = { file: yaml.file, line: yaml.lineOf(['applications', application.id, 'name']) };
        const message = `"${application.name}" could mean ${first.id} or ${application.id}`;
        yield fault(place, 'duplicate-application', message, 'Give every application a name of its own.');
      }
      seen.set(name, application);
    }
  }
}

function* applicationProblems(application: Application, yaml: YamlFile): Iterable<Problem> {
  const { id, owner, deputy } = application;
  if (deputy === null || fold(deputy) !== fold(owner)) return;
  const place = { file: yaml.file, line: yaml.lineOf(['applications', id, 'deputy']) };
  yield caution(
    place,
    'deputy-is-owner',
    `owner and deputy of ${id} are the same person`,
    'Name somebody else, or nobody.',
  );
}

function* entitlementProblems(
  application: Application,
  { id, role, groups }: Entitlement,
  settings: Settings | null,
  yaml: YamlFile,
): Iterable<Problem> {
  const path = ['applications', application.id, 'entitlements', role];
  const place = { file: yaml.file, line: yaml.lineOf(path) };
  if (groups.length === 0 && application.provisioning === 'provider') {
    const remedy = 'List its groups, or set `provisioning: manual` on the application.';
    yield fault(place, 'no-groups', `${id} has no group, so nothing would open it`, remedy);
  }
  if (settings === null) return;
  const providers = new Set(settings.connections.filter(isProvider).map((connection) => connection.id));
  for (const [index, group] of groups.entries()) {
    const at = { file: yaml.file, line: yaml.lineOf([...path, 'groups', index]) };
    if (providers.size > 0 && !providers.has(connectionOf(group))) {
      const message = `${id} names a group at "${connectionOf(group)}", which is no identity provider`;
      yield fault(at, 'group-at-no-provider', message, `Name the group at one of ${[...providers].join(', ')}.`);
    }
    if (withinConnection(group) === '') {
      yield fault(at, 'no-group-name', `${id} names a group without a name`, 'Write the name behind the colon.');
    }
    if (settings.protected.groups.includes(group)) {
      const message = `${id} opens through the protected group "${withinConnection(group)}", which Tenure never writes`;
      yield fault(
        at,
        'protected-group',
        message,
        'Take the group out here, or out of `protected.groups` in tenure.yaml.',
      );
    }
  }
}

/** Each login once, and answered for by people: not by itself, and not by another account that is nobody's own. */
function* accountProblems({ accounts = [] }: Catalogue, yaml: YamlFile): Iterable<Problem> {
  const logins = new Map<string, string>();
  for (const { id, login } of accounts) {
    const first = logins.get(fold(login));
    if (first !== undefined) {
      const place = { file: yaml.file, line: yaml.lineOf(['accounts', id, 'login']) };
      const message = `${first} and ${id} are both the login "${login}"`;
      yield fault(place, 'duplicate-account', message, 'Register each account once.');
    }
    logins.set(fold(login), id);
  }
  for (const { id, owner, deputy, secrets } of accounts) {
    for (const [key, name] of [
      ['owner', owner],
      ['deputy', deputy],
    ] as const) {
      if (name === null || !logins.has(fold(name))) continue;
      const place = { file: yaml.file, line: yaml.lineOf(['accounts', id, key]) };
      yield fault(place, 'account-owned-by-none', `the ${key} of ${id} is no person`, 'Name somebody who works here.');
    }
    const place = { file: yaml.file, line: yaml.lineOf(['accounts', id]) };
    if (deputy !== null && fold(deputy) === fold(owner)) {
      yield caution(
        place,
        'deputy-is-owner',
        `owner and deputy of ${id} are the same person`,
        'Name somebody else, or nobody.',
      );
    }
    if (deputy === null) {
      const message = `${id} has no deputy: when its owner leaves, it falls to their manager`;
      yield caution(place, 'no-deputy', message, 'Name a deputy.');
    }
    for (const secret of secrets) {
      if (secret.knownTo.length > 0) continue;
      const at = { file: yaml.file, line: yaml.lineOf(['accounts', id, 'secrets', secret.id]) };
      yield caution(at, 'secret-known-to-nobody', `nobody is said to know ${id}'s ${secret.id}`, 'List who does.');
    }
  }
}

/** Names in `tenure.yaml` that only the catalogue can confirm. */
export function* applicationsNamed(settings: Settings, { applications }: Catalogue, yaml: YamlFile): Iterable<Problem> {
  const known = applications.map(({ id }) => id);
  for (const id of Object.keys(settings.modes.applications)) {
    if (known.some((one) => one === id)) continue;
    const place = { file: yaml.file, line: yaml.lineOf(['modes', 'applications', id]) };
    const remedy = didYouMean(id, known, 'Use an id of catalogue.yaml.');
    yield fault(place, 'unknown-application', `catalogue.yaml has no application "${id}"`, remedy);
  }
}
