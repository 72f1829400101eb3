/** Are there the connections Tenure cannot work without, and are they reached safely? */
import type { Connection, Problem, Settings } from '../model.ts';
import { caution, fault, type Place } from '../read/problem.ts';
import { didYouMean } from '../read/suggest.ts';
import type { Path } from '../read/yaml.ts';

export const isProvider = ({ kind }: Connection) => kind === 'okta';

export function* connectionProblems(settings: Settings, at: (...path: Path) => Place): Iterable<Problem> {
  const { connections, primaryConnection, activation } = settings;
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
  if (activation.mailFrom === 'tenure' && !connections.some(({ kind }) => kind === 'mail')) {
    const remedy = 'Add a connection with `kind: mail`, or set `activation.mailFrom: provider`.';
    yield caution(here, 'no-mail', 'there is no mail connection, so no activation mail or notice can be sent', remedy);
  }
  for (const connection of connections) {
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
