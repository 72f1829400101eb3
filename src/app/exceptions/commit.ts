/** One way for what is said about exceptions into their stream: a case's like every event of it, else the system's own. */
import { foldCase } from '../../core/evidence/index.ts';
import type { RecordedEvent, StreamId, TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger } from '../../core/grant/index.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { ExceptionRow, Tx } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

export const streamOf = ({ case: on }: Pick<ExceptionRow, 'case'>): StreamId => on ?? 'system';

interface Standing {
  readonly events: readonly RecordedEvent[];
  readonly now: Instant;
  readonly tx: Tx;
}

/** `decide` sees the stream under its lock; what it answers is committed with the messages it asks for. */
export async function commitAbout(
  world: World,
  force: RulesInForce,
  stream: StreamId,
  decide: (standing: Standing) => Promise<readonly TenureEvent[]>,
): Promise<readonly TenureEvent[]> {
  const on = stream === 'system' ? null : stream;
  // Whom a case is about is known from its first event on, or told later by one of a case that waits.
  const person = on === null ? null : foldCase(on, await world.store.read.stream(on)).person;
  return world.store.transaction(async (tx) => {
    const ledger = person === null ? emptyLedger : await tx.lockPerson(person);
    const recorded = await tx.lockCase(stream);
    const events = await decide({ events: recorded, now: tx.now, tx });
    if (events.length === 0) return events;
    if (on === null) void tx.append(stream, events);
    else {
      const state = foldCase(on, recorded);
      const { settings } = force.policy;
      await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: false, mayProve: false });
    }
    for (const message of new Set(events.flatMap(messageIn))) {
      await tx.send({ lane: 'notify', told: stream, message, by: 'mail' });
      if (world.desk !== null) await tx.send({ lane: 'notify', told: stream, message, by: 'desk' });
    }
    return events;
  });
}

const messageIn = (event: TenureEvent): readonly string[] =>
  event.type === 'ExceptionHandedOver' || event.type === 'ExceptionEscalated' ? [event.notice] : [];
