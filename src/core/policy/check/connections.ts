/** Are there the connections Tenure cannot work without, and are they reached safely? */
import { isProvider } from '../connectionKinds.ts';
import type { Connection, JiraConnection, Problem, Settings } from '../model.ts';
import { caution, fault, type Place } from '../read/problem.ts';
import { didYouMean } from '../read/suggest.ts';
import type { Path } from '../read/yaml.ts';

export function* connectionProblems(settings: Settings, at: (...path: Path) => Place): Iterable<Problem> {
  const { connections, primaryConnection } = settings;
  const providers = connections.filter(isProvider).map(({ id }) => id);
  const trackers = connections.filter(({ kind }) => kind === 'jira');
  const here = at('connections');
  if (providers.length === 0) {
    yield fault(here, 'no-provider', 'there is no identity provider', 'Add a connection with `kind: okta`.');
  } else if (!providers.includes(primaryConnection)) {
    const remedy = didYouMean(primaryConnection, providers, `Name one of ${providers.join(', ')}.`);
    yield fault(at('primaryConnection'), 'bad-primary', `"${primaryConnection}" is no identity provider here`, remedy);
  } else if (providers.length > 1 && at('primaryConnection').line === at().line) {
    const message = `there are ${providers.length} identity providers; ${primaryConnection} is taken as the primary one`;
    yield caution(here, 'primary-not-stated', message, 'Say which with `primaryConnection:`.');
  }
  if (trackers.length !== 1) {
    const remedy = 'Have exactly one connection with `kind: jira`.';
    yield fault(here, 'one-jira', `there are ${trackers.length} Jira connections`, remedy);
  }
  const servers = connections.filter(({ kind }) => kind === 'mail').length;
  if (servers !== 1) {
    const message =
      servers === 0
        ? 'there is no mail connection, and managers, `mail.exception` and new colleagues are written to'
        : `there are ${servers} mail connections`;
    yield fault(here, 'one-mail', message, 'Have exactly one connection with `kind: mail` and `url: smtp://...`.');
  }
  yield* mailProblems(settings, at);
  yield* deskProblems(settings, at);
  for (const connection of connections) yield* pathProblems(connection, at);
  for (const connection of connections) {
    if (connection.kind === 'jira' && connection.webhookSecret === null && connection.automationToken === null) {
      const message = `nothing proves that a webhook comes from Jira, so forms are found only every ${minutes(connection)}`;
      const remedy = 'Set `webhookSecret:` (admin webhook) or `automationToken:` (Automation).';
      yield caution(at('connections', connection.id), 'no-webhook-proof', message, remedy);
    }
    if (connection.kind === 'mail' || !connection.baseUrl.startsWith('http://')) continue;
    if (/^http:\/\/(localhost|127\.|\[::1\])/.test(connection.baseUrl)) continue;
    const message = `connection "${connection.id}" is reached without encryption`;
    yield caution(
      at('connections', connection.id, 'baseUrl'),
      'not-encrypted',
      message,
      'Use https:// outside of a test.',
    );
  }
}

/** Tenure adds the paths of the API itself; only Atlassian's gateway has one of its own in front. */
function* pathProblems(connection: Connection, at: (...path: Path) => Place): Iterable<Problem> {
  if (connection.kind === 'mail') return;
  const { pathname, host } = new URL(connection.baseUrl);
  if (pathname === '/' || (connection.kind === 'jira' && host === 'api.atlassian.com')) return;
  const message = `connection "${connection.id}" has the path ${pathname} behind its address`;
  yield fault(at('connections', connection.id, 'baseUrl'), 'address-with-path', message, 'Write the host alone.');
}

/** One place to decide is enough, and it must be heard. */
function* deskProblems({ connections }: Settings, at: (...path: Path) => Place): Iterable<Problem> {
  const desks = connections.filter(({ kind }) => kind === 'slack');
  if (desks.length > 1) {
    const message = `there are ${desks.length} Slack connections`;
    yield fault(at('connections'), 'one-slack', message, 'Have one connection with `kind: slack`, or none.');
  }
  for (const desk of desks) {
    if (desk.kind !== 'slack' || desk.appToken !== null || desk.signingSecret !== null) continue;
    const message = `what people press in Slack does not reach Tenure by "${desk.id}"`;
    const remedy =
      'Set `appToken:` (Socket Mode, nothing to open to the outside) or `signingSecret:` (signed requests).';
    yield fault(at('connections', desk.id), 'deaf-to-slack', message, remedy);
  }
}

function* mailProblems({ connections, mail }: Settings, at: (...path: Path) => Place): Iterable<Problem> {
  const isStated = at('mail', 'from').line !== at().line;
  if (isStated && !/[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+>?$/.test(mail.from)) {
    const remedy = 'Write an address, or a name with one: "Acme IT <it@acme.example>".';
    yield fault(at('mail', 'from'), 'sender-without-address', `"${mail.from}" is nobody mail can come from`, remedy);
  }
  for (const connection of connections) {
    if (connection.kind !== 'mail' || (connection.user === null) === (connection.password === null)) continue;
    const message =
      connection.user === null ? 'there is a password and no user' : `there is no password for "${connection.user}"`;
    const remedy = 'Set both `user:` and `password:`, or neither.';
    yield fault(at('connections', connection.id), 'half-a-credential', message, remedy);
  }
}

const minutes = ({ sweepEvery }: JiraConnection) => `${Math.max(1, Math.round(sweepEvery / 60_000))} min`;
