/** What a person sees in Jira and Okta, for the assertions of a story. */
import type { LoggedRequest } from '../../emulators/kit/requestLog.ts';
import type { Filed } from '../../examples/acme/forms.ts';
import { verifyPieces } from '../../src/core/evidence/verifyPieces.ts';
import type { Company } from './company.ts';

// ---- Jira ------------------------------------------------------------------------------------------------

/** Our comments on an issue as plain text, oldest first. */
export function commentsOn({ systems }: Company, issue: Filed): readonly string[] {
  const { comments } = systems.jira.site.issue(issue.key);
  return [...comments.values()].map(({ body }) => wordsOf(body));
}

export const statusOf = ({ systems }: Company, issue: Filed): string =>
  systems.jira.site.issue(issue.key).state.status.name;

export const propertiesOf = ({ systems }: Company, issue: Filed): ReadonlyMap<string, unknown> =>
  systems.jira.site.issue(issue.key).properties;

/** The record on the issue, checked with nothing but the issue and the public key. */
export function recordOn(company: Company, issue: Filed) {
  const properties = propertiesOf(company, issue);
  const bodies = [...properties].flatMap(([key, value]) => (key.startsWith('tenure.record.') ? [value] : []));
  const { verify } = company.verifier;
  return verifyPieces(properties.get('tenure.record') ?? null, bodies, null, { verify });
}

function wordsOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return '';
  const text = 'text' in node && typeof node.text === 'string' ? node.text : '';
  const children = 'content' in node && Array.isArray(node.content) ? node.content.map(wordsOf).join('') : '';
  const line = 'type' in node && ['paragraph', 'heading', 'tableRow'].includes(String(node.type)) ? '\n' : '';
  const cell = 'type' in node && String(node.type).startsWith('table') && line === '' ? ' | ' : '';
  return (
    text +
    children.replace(/\n$/, cell === '' ? '\n' : '') +
    cell +
    (line === '' || children.endsWith('\n') ? '' : line)
  );
}

// ---- Okta ------------------------------------------------------------------------------------------------

export function accountWith({ systems }: Company, login: string) {
  const found = systems.okta.directory.user(login);
  if (found === undefined) throw new Error(`nobody at Okta has the login ${login}`);
  return found;
}

/** Names of the groups a person is in, sorted, Everyone left out. */
export function groupsOf({ systems }: Pick<Company, 'systems'>, login: string): readonly string[] {
  const { directory } = systems.okta;
  const user = directory.user(login);
  if (user === undefined) return [];
  const member = new Set(directory.groupsOf(user.id));
  return directory
    .groups()
    .filter(({ id }) => member.has(id))
    .map(({ profile }) => profile.name)
    .sort();
}

export function groupId({ systems }: Company, name: string): string {
  const found = systems.okta.directory.groups().find(({ profile }) => profile.name === name);
  if (found === undefined) throw new Error(`no group at Okta is called ${name}`);
  return found.id;
}

/** Requests to Okta since a mark, as "METHOD /path" with ids replaced by names where they are known. */
export function oktaCalls(company: Company, since = 0): readonly string[] {
  return company.systems.okta.log.list({ since }).map((request) => said(company, request));
}

export const oktaWrites = (company: Company, since = 0): readonly string[] =>
  oktaCalls(company, since).filter((call) => !call.startsWith('GET '));

/** The log's end: what comes later has at least this sequence. */
export const markOfLog = ({ systems }: Company): number => (systems.okta.log.list().at(-1)?.sequence ?? -1) + 1;

function said({ systems }: Company, { method, path }: LoggedRequest): string {
  const { directory } = systems.okta;
  const named = decodeURIComponent(path)
    .replace(/\/groups\/(00g\w+)/g, (whole, id: string) => {
      const group = directory.groups().find((one) => one.id === id);
      return group === undefined ? whole : `/groups/${group.profile.name}`;
    })
    .replace(/\/users\/(00u\w+)/g, (whole, id: string) => {
      const user = directory.user(id);
      return user === undefined ? whole : `/users/${String(user.profile.login).split('@')[0]}`;
    });
  return `${method} ${named.replace('/api/v1', '')}`;
}
