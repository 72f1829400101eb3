/** What a form asks for beyond birthright: ticked applications, and what no machine can do. */
import type { TenureEvent } from '../evidence/model.ts';
import { sha256 } from '../shared/canonical.ts';
import type { GrantId } from '../shared/ids.ts';
import { later } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import type { Look } from './decide.ts';
import type { Engagement } from './model.ts';
import { moveEnd, sameHold } from './regrant.ts';
import type { Entitled } from './rules.ts';

/** Ticked lines: automatic ones become grants that end with the engagement, the others are listed as waiting. */
export function lineEvents(
  look: Look,
  person: Engagement['person'],
  engagement: Engagement,
  nextId: () => GrantId,
): TenureEvent[] {
  const { filed, ledger, rules, state, now } = look;
  const events: TenureEvent[] = [];
  const asked = ledger.grants.filter(
    (grant) => grant.cause === 'request' && grant.givenBy === state.id && (grant.end === null || grant.end > now),
  );
  const still = new Set<string>();
  for (const line of filed.applications) {
    const ticked = rules.ticked(line);
    switch (ticked.kind) {
      case 'automatic': {
        const { holds, groups, manual } = ticked.entitled;
        if (manual !== null) {
          events.push(...task(look, 'application', manual));
          break;
        }
        const standing = asked.find((grant) => sameHold(grant.holds, holds));
        if (standing !== undefined) still.add(standing.id);
        else if (groups.length > 0) {
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
              start: { kind: 'exact', at: later(engagement.accountFrom, now) },
              end: engagement.end,
              endedBy: null,
              changeSet: null,
            },
          });
        }
        break;
      }
      case 'ask':
      case 'unknown':
        if (!state.lines.some((known) => known.line === line)) {
          const because = ticked.kind === 'ask' ? 'needs-decision' : 'not-in-catalogue';
          events.push({ type: 'LineWaiting', line, because });
        }
        break;
      default:
        unreachable(ticked);
    }
  }
  // Ticked before and not any more: given back.
  for (const grant of asked) if (!still.has(grant.id)) events.push(moveEnd(grant, now, state.id, null));
  return events;
}

/** Hardware on the form and manually provisioned entitlements, each once. */
export function taskRequests(look: Look, entitled: readonly Entitled[]): TenureEvent[] {
  const manual = entitled.flatMap(({ manual }) => (manual === null ? [] : [manual]));
  const wanted = [
    ...look.filed.hardware.flatMap((item) => task(look, 'hardware', item)),
    ...manual.flatMap((title) => task(look, 'application', title)),
  ];
  const keys = new Set(look.filed.hardware.map((item) => taskKey('hardware', item)));
  const dropped = look.state.tasks
    .filter(
      ({ about, state, task: key }) =>
        about === 'hardware' && state !== 'done' && state !== 'dropped' && !keys.has(key),
    )
    .map((one): TenureEvent => ({ type: 'TaskDropped', task: one.task }));
  return [...wanted, ...dropped];
}

function task({ state }: Look, about: 'hardware' | 'application', title: string): TenureEvent[] {
  const key = taskKey(about, title);
  const known = state.tasks.some((one) => one.task === key && one.state !== 'dropped');
  return known ? [] : [{ type: 'TaskRequested', task: key, about, title }];
}

const taskKey = (about: string, title: string) => `${about}-${sha256(title.toLowerCase()).slice(0, 12)}`;
