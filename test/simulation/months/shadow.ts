/** Of what is in shadow: it is computed and told, and nothing of it is written. */
import { FIGMA } from './company.ts';
import type { Facts, OwnWrite } from './facts.ts';
import { knownPolicy, type Modes } from './policies.ts';
import type { Found, Invariant } from './statement.ts';

/** What a process keeps of the rules may be seconds old, and what was under way goes on to its next look at them. */
const KEPT_FOR = 60_000;

export const SHADOW: readonly Invariant[] = [
  {
    number: 0,
    name: 'shadow writes nothing',
    promises: 'nothing is written at the provider of what the policy in force holds in shadow',
    broken: (facts) => {
      const times = timesOf(facts);
      return facts.writes.flatMap((write) => writtenInShadow(times, write));
    },
  },
];

interface Time {
  readonly from: number;
  readonly modes: Modes;
}

const timesOf = ({ history }: Facts): readonly Time[] =>
  history.trace.commits.flatMap(({ at, events }) =>
    events.flatMap(({ event }): readonly Time[] => {
      const known = event.type === 'PolicyApplied' ? knownPolicy(event.version) : null;
      return known === null ? [] : [{ from: at, modes: known.modes }];
    }),
  );

function writtenInShadow(times: readonly Time[], { sent, person, op, group, at }: OwnWrite): readonly Found[] {
  const during = times.filter(({ from }, index) => {
    const until = times[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    return from <= sent.at && until > sent.at - KEPT_FOR;
  });
  const isHeld = ({ modes }: Time) => modes === 'shadow' || (modes !== 'live' && group !== null && FIGMA.has(group));
  if (during.length === 0 || !during.every(isHeld)) return [];
  return [{ person, says: `${op}${group === null ? '' : ` ${group}`} was sent, and it is in shadow`, at }];
}
