/** How the account inside one application stands, in words: for the issue's table, and as one line for a receipt. */
import type { Milliseconds } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import type { AppSaid } from './model.ts';

interface Words {
  readonly what: string;
  readonly why: string;
}

export function appWords({ state, tail = null }: AppSaid): Words {
  switch (state) {
    case 'provisioned':
      return { what: 'Account in the application', why: 'made there by the provider' };
    case 'sign-on-only':
      return { what: 'May sign on', why: 'the provider makes no account there, so none is proved' };
    case 'waiting':
      return { what: 'Account in the application not there yet', why: '' };
    case 'failed':
      return { what: 'Account in the application refused', why: '' };
    case 'missing':
      return { what: 'Application not assigned', why: '' };
    case 'closed':
      return { what: 'Application gone', why: `the provider closes the account there; ${tailWords(tail)}` };
    case 'unassigned':
      return {
        what: 'Application gone',
        why: `provisioning is off: the provider leaves the account there as it is; ${tailWords(tail)}`,
      };
    case 'still-there':
      return { what: 'Application not gone yet', why: tailWords(tail) };
    case 'switched-off':
      return { what: 'Application left as it is', why: `it is switched off at the provider; ${tailWords(tail)}` };
    default:
      return unreachable(state);
  }
}

/** Applications of which the same is said, together, in the order in which each is first said. */
export function alike(
  apps: readonly AppSaid[],
): readonly { readonly said: Words; readonly first: AppSaid; readonly names: readonly string[] }[] {
  const groups = new Map<string, { readonly said: Words; readonly first: AppSaid; readonly names: string[] }>();
  for (const one of apps) {
    const said = appWords(one);
    const key = `${said.what}|${said.why}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { said, first: one, names: [one.name] });
    else known.names.push(one.name);
  }
  return [...groups.values()];
}

/** All of one reading on one line: "Slack: account there. Sign-on only, no account is made: Zoom, Figma". */
export const appsLine = (apps: readonly AppSaid[]): string =>
  alike(apps)
    .map(({ first, names }) => {
      const short = shortly(first);
      if (names.length === 1 && first.state !== 'sign-on-only') return `${first.name}: ${short}`;
      return `${short.charAt(0).toUpperCase()}${short.slice(1)}: ${names.join(', ')}`;
    })
    .join('. ');

function shortly({ state, tail = null }: AppSaid): string {
  switch (state) {
    case 'provisioned':
      return 'account there';
    case 'sign-on-only':
      return 'sign-on only, no account is made';
    case 'waiting':
      return 'account not there yet';
    case 'failed':
      return 'account refused';
    case 'missing':
      return 'not assigned';
    case 'closed':
      return `gone, account closed there (${tailWords(tail)})`;
    case 'unassigned':
      return `gone, account left there (${tailWords(tail)})`;
    case 'still-there':
      return `not gone yet (${tailWords(tail)})`;
    case 'switched-off':
      return `left as it is, switched off at the provider (${tailWords(tail)})`;
    default:
      return unreachable(state);
  }
}

export function appSentence(said: AppSaid): string {
  const { what, why } = appWords(said);
  return `${said.name}: ${what.toLowerCase()}${why === '' ? '' : ` (${why})`}`;
}

const HOUR = 3_600_000;

export function tailWords(tail: Milliseconds | null): string {
  if (tail === null) return 'how long it may honour access is not known';
  if (tail === 0) return 'it honours access no longer';
  if (tail < HOUR) return `it may honour access for ${Math.ceil(tail / 60_000)} min`;
  const hours = Math.ceil(tail / HOUR);
  return hours % 24 === 0 && hours > 24
    ? `it may honour access for ${hours / 24} d`
    : `it may honour access for ${hours} h`;
}
