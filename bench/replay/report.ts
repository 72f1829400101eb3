/** What a replay found, for people and for machines. */
import type { History } from './history.ts';
import type { Replayed } from './run.ts';

/** Everything that is not as it should be, each counted once. */
export const differencesOf = (replayed: Replayed): number =>
  kindsOf(replayed).reduce((sum, [, found]) => sum + found.length, 0);

const kindsOf = (replayed: Replayed): readonly (readonly [string, readonly string[]])[] => [
  ['provider writes of the adoption', writesOf(replayed)],
  ['facts missing', replayed.missing],
  ['facts too many', replayed.extra],
  ['people here without their access', replayed.presentWithoutAccess],
  ['leavers with something left', replayed.leaversWithSomething],
  ['cases not proved before the clock went on', replayed.stuck],
  ['cases not proved at the end', replayed.unproved],
  ['issues not done', replayed.issuesNotDone],
  ['open exceptions', replayed.openExceptions],
  ['evidence chains broken', replayed.brokenChains],
];

const writesOf = ({ adopted }: Replayed): readonly string[] =>
  adopted === null || adopted.providerWrites === 0 ? [] : [`${adopted.providerWrites} writes`];

const SHOWN = 20;
const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);

export function textOf(history: History, replayed: Replayed): string {
  const { facts, filings, cases, streams, events } = replayed;
  const { adopted } = replayed;
  const head = [
    ...(adopted === null
      ? []
      : [
          `adopted: ${adopted.people} people with ${adopted.memberships} memberships, ${adopted.providerWrites} provider writes`,
        ]),
    `${history.lines} events, ${history.membershipLines} of them memberships, in ${history.changeSets.length} change sets`,
    `${history.people.length} people, ${history.groups.length} groups; filed: ${filings.joiner} onboardings, ${filings.mover} changes, ${filings.leaver} offboardings`,
    `${cases} cases, ${events} evidence events in ${streams} streams, ${seconds(replayed.milliseconds)} s, ${seconds(replayed.processorMilliseconds)} s of processor time`,
    `facts: ${facts.expected} expected, ${facts.found} found; ${replayed.present} people here, ${replayed.leavers} have left`,
  ];
  const tail = kindsOf(replayed).flatMap(([what, found]) => [
    `${what}: ${found.length}`,
    ...found.slice(0, SHOWN).map((one) => `  ${one}`),
    ...(found.length > SHOWN ? [`  and ${found.length - SHOWN} more`] : []),
  ]);
  return [...head, ...tail].join('\n');
}

export function documentOf(history: History, replayed: Replayed) {
  return {
    events: history.lines,
    differences: differencesOf(replayed),
    membershipEvents: history.membershipLines,
    changeSets: history.changeSets.length,
    people: history.people.length,
    groups: history.groups.length,
    adopted: replayed.adopted,
    filings: replayed.filings,
    cases: replayed.cases,
    proved: replayed.cases - replayed.unproved.length,
    leavers: replayed.leavers,
    leaversWithSomething: replayed.leaversWithSomething.length,
    facts: { ...replayed.facts, missing: replayed.missing.length, extra: replayed.extra.length },
    issuesNotDone: replayed.issuesNotDone.length,
    openExceptions: replayed.openExceptions.length,
    evidenceEvents: replayed.events,
    brokenChains: replayed.brokenChains.length,
    jobs: replayed.jobs,
    milliseconds: replayed.milliseconds,
    processorMilliseconds: replayed.processorMilliseconds,
  };
}
