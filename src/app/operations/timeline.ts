/**
 * The five audit questions for one person: what was asked, by whom it was decided, which group gave it, when it began
 * and when it ended; and everything that was recorded, in order. `on` asks about one instant.
 */
import { z } from 'zod';
import { because, eventLine, holdName } from '../../core/evidence/index.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import { startOf } from '../../core/grant/index.ts';
import type { Grant } from '../../core/grant/model.ts';
import { type GrantId, type GroupId, isOfFinding } from '../../core/shared/ids.ts';
import { covers as coversInstant, type Instant } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import { findingStreams } from '../settling/findingRows.ts';
import { day } from './day.ts';
import { caseKeys, findPerson, groupNames, isSealed } from './find.ts';
import { operation } from './operation.ts';

export const timeline = operation({
  needs: 'store',
  input: z.strictObject({ person: z.string().min(1).max(500), on: day.optional() }),
  async run(world, { person, on }) {
    const { read } = world.store;
    const found = await findPerson(world, person);
    if (!found.ok) return found;
    const { ledger, shown } = found.value;
    const [nameOf, all] = await Promise.all([groupNames(world), read.cases({ person: shown.id })]);
    const sealed = await Promise.all(all.map((row) => isSealed(read, row)));
    const rows = all.filter((_, index) => sealed[index] === false);
    const keyOf = caseKeys(read);
    const of = [...rows.map(({ id }) => id), ...(await findingStreams(read, shown.id))];
    const streams = await Promise.all(of.map((id) => read.stream(id)));
    const events = streams.flat().sort((a, b) => a.position - b.position);
    const filers = new Map(
      events.flatMap(({ stream, event }) => {
        if (event.type === 'CaseOpened') return [[stream, event.filedBy] as const];
        return event.type === 'ExceptionSettled' && isOfFinding(stream) ? [[stream, event.by] as const] : [];
      }),
    );
    const access = ledger.grants
      .filter((grant) => on === undefined || covers(grant, on))
      .flatMap((grant) => grant.groups.map((group) => ({ grant, group })));
    const keys = new Map(await Promise.all(rows.map(async ({ id }) => [id, await keyOf(id)] as const)));
    const heldBy = (id: GrantId) => {
      const grant = ledger.grants.find((one) => one.id === id);
      return grant === undefined ? undefined : holdName(grant, { nameOf });
    };
    return accept({
      person: shown,
      on: on ?? null,
      engagements: await Promise.all(
        ledger.engagements.map(async ({ workerType, attributes, start, end, leaves = [] }) => ({
          workerType,
          attributes,
          start,
          end,
          leaves: await Promise.all(
            leaves
              .filter((leave) => on === undefined || coversInstant(leave, on))
              .map(async ({ from, until, case: of }) => ({ from, until, case: await keyOf(of) })),
          ),
        })),
      ),
      accounts: ledger.accounts.map(({ connection, login, verified, verifiedAt, origin }) => ({
        connection,
        login,
        state: verified,
        verifiedAt,
        origin,
      })),
      access: await Promise.all(
        access.map(async ({ grant, group }) => ({
          group: nameOf(group),
          access: holdName(grant, { nameOf }),
          because: because(grant),
          case: await keyOf(grant.givenBy),
          askedBy: filers.get(grant.givenBy) ?? null,
          policy: grant.policy,
          from: startOf(grant),
          until: grant.end,
          endedBy: grant.endedBy === null ? null : await keyOf(grant.endedBy),
          ...readBack(events, grant, group),
        })),
      ),
      events: events
        .filter(({ at }) => on === undefined || at <= on)
        .flatMap((recorded) => {
          const line = eventLine(recorded.event, heldBy);
          if (line === null) return [];
          const { stream, seq, at } = recorded;
          return [{ at, case: stream === 'system' ? stream : (keys.get(stream) ?? stream), seq, ...line }];
        }),
    });
  },
});

const covers = (grant: Grant, on: Instant) => startOf(grant) <= on && (grant.end === null || on < grant.end);

/** When the provider itself was read as showing it, first, and as no longer showing it after the end. */
function readBack(events: readonly RecordedEvent[], grant: Grant, group: GroupId) {
  const first = events.find(
    ({ event }) => event.type === 'MembershipVerified' && event.group === group && event.under.includes(grant.id),
  );
  const last = events.find(
    ({ event }) =>
      event.type === 'RemovalVerified' && event.group === group && grant.end !== null && event.at >= grant.end,
  );
  const timeOf = (recorded: RecordedEvent | undefined) =>
    recorded !== undefined && 'at' in recorded.event ? recorded.event.at : null;
  return { seenAt: timeOf(first), goneAt: timeOf(last) };
}
