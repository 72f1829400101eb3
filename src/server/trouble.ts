/** What goes wrong with an operation, as its caller is told. */
import { OtherKey } from '../app/seals/otherKey.ts';
import type { World } from '../app/world.ts';
import { UnknownEvent } from '../core/evidence/index.ts';
import { Fault } from '../ports/fault.ts';

/** What the network or PostgreSQL says of a server that is down, starting or ending; outside systems' are faults by then. */
const STORE_AWAY = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|08...|57P0[123])$/;

const isStoreAway = (trouble: unknown): boolean =>
  trouble instanceof Error && 'code' in trouble && STORE_AWAY.test(String(trouble.code));

/** What failed outside is said by its own words, which hold no secret and nobody's name; our own bugs go to the log. */
export function troubleSaid(
  { log }: World,
  operation: string,
  trouble: unknown,
): {
  readonly status: 500 | 502 | 503;
  readonly refusal: 'outside' | 'newer-record' | 'other-key' | 'no-store' | 'internal';
  readonly says: string;
} {
  if (trouble instanceof Fault) {
    log.warn({ operation, fault: trouble.message }, 'an operation could not be carried out');
    return { status: 502, refusal: 'outside', says: `An outside system failed: ${trouble.message}.` };
  }
  if (trouble instanceof UnknownEvent) {
    const says = `A newer version of Tenure works on the same store (${trouble.message}): ask that one.`;
    return { status: 503, refusal: 'newer-record', says };
  }
  if (trouble instanceof OtherKey) return { status: 500, refusal: 'other-key', says: trouble.message };
  const said = trouble instanceof Error ? (trouble.stack ?? trouble.message) : String(trouble);
  log.error({ operation, trouble: said }, 'an operation failed');
  if (isStoreAway(trouble)) {
    return { status: 503, refusal: 'no-store', says: 'The store does not answer: look at PostgreSQL, then ask again.' };
  }
  return { status: 500, refusal: 'internal', says: 'Tenure failed at this; its log says where.' };
}
