/** What a form asks for beyond birthright: ticked applications, and what no machine can do. */
import type { TenureEvent } from '../evidence/model.ts';
import type { GrantId } from '../shared/ids.ts';
import { later } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import { isClosing, openedAgain, openingTitle, taskKey } from './byHand.ts';
import { firstEnd, heldAsDated, heldUntil } from './dated.ts';
import { editedSince } from './editedSince.ts';
import { wasGivenBack } from './givenBack.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';
import { beginOf, moveEnd, sameHold, standsFrom } from './regrant.ts';
import type { Entitled } from './rules.ts';

/** Ticked lines: automatic ones become grants that end with the work or when the form says; the others are listed as waiting. */
export function lineEvents(
  look: Look,
  person: Engagement['person'],
  engagement: Engagement,
  nextId: () => GrantId,
): TenureEvent[] {
  const { filed, ledger, rules, state, now } = look;
  const events: TenureEvent[] = [];
  const asked = ledger.grants.filter(
    (grant) =>
      grant.cause === 'request' &&
      grant.givenBy === state.id &&
      (grant.end === null || grant.end > now) &&
      !isDecidedLine(state, grant.id),
  );
  const still = new Set<string>();
  const until = heldUntil(look, engagement.attributes);
  const isOver = until !== null && until <= now;
  const ticksAnew = editedSince(look);
  for (const line of filed.applications) {
    const ticked = rules.ticked(line);
    switch (ticked.kind) {
      case 'automatic': {
        const { holds, groups, manual, risk } = ticked.entitled;
        const begin = beginOf(engagement, risk);
        const standing = asked.find((grant) => sameHold(grant.holds, holds) && standsFrom(grant, begin, now));
        if (isOver) break;
        if (standing !== undefined) {
          still.add(standing.id);
          events.push(...heldAsDated(standing, until, engagement.end, state.id));
        } else if (!ticksAnew('applications') && !ticksAnew('applicationsUntil') && wasGivenBack(look, holds)) break;
        else if (groups.length > 0 || manual !== null) {
          events.push({
            type: 'GrantGiven',
            grant: {
              id: nextId(),
              person,
              engagement: engagement.id,
              holds,
              groups: [...groups].sort(),
              cause: 'request',
              givenBy: state.id,
              rows: [],
              policy: rules.version,
              start: { kind: 'exact', at: later(begin, now) },
              end: firstEnd(until, engagement.end),
              ...(until === null ? {} : { until }),
              endedBy: null,
              changeSet: null,
            },
          });
        }
        break;
      }
      case 'ask': {
        // Given by ticking it alone, before the catalogue wanted it decided.
        const standing = asked.find((grant) => sameHold(grant.holds, ticked.entitled.holds));
        if (standing !== undefined) still.add(standing.id);
        else if (!rules.asksAboutTicked) waits(line, 'needs-decision');
        break;
      }
      case 'unknown':
        waits(line, 'not-in-catalogue');
        break;
      default:
        unreachable(ticked);
    }
  }
  function waits(line: string, because: 'needs-decision' | 'not-in-catalogue') {
    if (!state.lines.some((known) => known.line === line)) events.push({ type: 'LineWaiting', line, because });
  }
  // Ticked before and not any more: given back.
  for (const grant of asked) if (!still.has(grant.id)) events.push(moveEnd(grant, now, state.id, null));
  // Opened by hand once, closed on its day, and given again: opened again.
  const again = openedAgain(state, events).filter((event) => event.type === 'TaskRequested' && isClosing(event));
  return [...events, ...again];
}

/** What is ticked and automatic, as the catalogue resolves it. */
export const tickedEntitled = ({ filed, rules }: Pick<Look, 'filed' | 'rules'>): Entitled[] =>
  filed.applications.flatMap((line) => {
    const ticked = rules.ticked(line);
    return ticked.kind === 'automatic' ? [ticked.entitled] : [];
  });

/**
 * Hardware on the form and manually provisioned entitlements, each once. What another case has had opened is
 * there already. A task nobody has done yet is dropped when its reason is gone.
 */
export function taskRequests(look: Look, entitled: readonly Entitled[]): TenureEvent[] {
  const { state, filed } = look;
  const manual = (of: readonly Entitled[]) => of.flatMap((one) => (one.manual === null ? [] : [one.manual]));
  const tasks = new Map(
    [
      ...filed.hardware.map((title) => ({ about: 'hardware' as const, title })),
      ...manual([...entitled, ...tickedEntitled(look)]).map((title) => ({ about: 'application' as const, title })),
    ].map((one) => [taskKey(one.about, one.title), one]),
  );
  const standing = new Set(state.tasks.filter((one) => one.state !== 'dropped').map(({ task }) => task));
  const held = new Set(openedByHand(look).map((title) => taskKey('application', title)));
  const requested = [...tasks]
    .filter(([task]) => !standing.has(task) && !held.has(task))
    .map(([task, { about, title }]): TenureEvent => ({ type: 'TaskRequested', task, about, title }));
  const dropped = state.tasks
    .filter((one) => one.state !== 'done' && one.state !== 'dropped' && !tasks.has(one.task) && !isClosing(one))
    .filter(({ task }) => !state.request.lines.some((line) => isOfLine(task, line)))
    .map(({ task }): TenureEvent => ({ type: 'TaskDropped', task }));
  return [...requested, ...dropped];
}

/** What is decided about a line is a matter of its own: the form neither gives it nor takes it. */
export const isDecidedLine = ({ request }: Look['state'], grant: GrantId): boolean =>
  request.lines.some((line) => line.grant === grant);

/** What is opened by hand for a line is asked for by the line. */
const isOfLine = (task: string, { entitlement }: Look['state']['request']['lines'][number]) =>
  task === `application:${entitlement}`;

/** What another case has had opened for them already. */
const openedByHand = ({ ledger, state, now }: Look): string[] =>
  ledger.grants.flatMap(({ groups, holds, givenBy, end }) =>
    groups.length === 0 && holds.kind === 'entitlement' && givenBy !== state.id && (end === null || end > now)
      ? [openingTitle(holds.entitlement)]
      : [],
  );
