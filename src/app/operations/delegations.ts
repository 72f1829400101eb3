/** Delegation during an absence: who answers requests in whose place, and until when. */
import { z } from 'zod';
import { attributesOf } from '../../core/policy/index.ts';
import { type DelegationRefusal, workOf } from '../../core/request/index.ts';
import { type Instant, parseInstant } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import { delegate, endDelegations, readDelegations } from '../requests/delegations.ts';
import type { World } from '../world.ts';
import { findPerson, inForce, shownPerson } from './find.ts';
import { operation, type RefusalName, refused } from './operation.ts';

const who = z.string().min(1).max(500);

export const delegateOperation = operation({
  needs: 'store',
  input: z.strictObject({
    /** Who is stood in for. */
    person: who,
    to: who,
    /** A day (from its beginning) or an instant; absent = from now on. */
    from: z.string().max(50).optional(),
    /** A day (until its end) or an instant. */
    until: z.string().min(1).max(50),
    reason: z.string().trim().min(1).max(2_000),
    by: z.string().min(1).max(320),
  }),
  async run(world, { person, to, from, until, reason, by }) {
    const [of, other, force, now] = await Promise.all([
      findPerson(world, person),
      findPerson(world, to),
      inForce(world),
      world.store.read.now(),
    ]);
    if (!of.ok) return of;
    if (!other.ok) return other;
    if (!force.ok) return force;
    const { ledger } = of.value;
    const work = workOf({ ledger, now });
    if (work === null) return refused('not-working', person);
    if (workOf({ ledger: other.value.ledger, now }) === null) return refused('not-working', to);
    const { rules } = force.value;
    const instant = (text: string, day: typeof rules.startOf): Instant | null =>
      parseInstant(text) ?? day({ kind: 'date', date: text }, attributesOf(work));
    const begins = from === undefined ? now : instant(from, rules.startOf);
    const ends = instant(until, rules.endOf);
    if (begins === null || ends === null) return refused('not-a-day', begins === null ? from : until);
    const outcome = await delegate(world, {
      of: { id: of.value.shown.id, ledger },
      to: { id: other.value.shown.id, ledger: other.value.ledger },
      from: begins,
      until: ends,
      reason,
      by,
    });
    if (!outcome.ok) return refused(REFUSALS[outcome.refusal], outcome.refusal === 'not-allowed' ? by : person);
    const { id } = outcome.value;
    return accept({ delegation: id, of: of.value.shown, to: other.value.shown, from: begins, until: ends });
  },
});

const REFUSALS = {
  'to-oneself': 'delegates-to-oneself',
  'not-working': 'not-working',
  'ends-before-it-begins': 'ends-before-it-begins',
  'already-over': 'delegation-over',
  'not-allowed': 'not-allowed-to-delegate',
} as const satisfies Record<DelegationRefusal | 'not-allowed', RefusalName>;

/** Revoked: from now on nobody answers in that person's place. */
export const endDelegationOperation = operation({
  needs: 'store',
  input: z.strictObject({
    person: who,
    /** One of several; absent = all of theirs. */
    delegation: z.string().max(100).optional(),
    by: z.string().min(1).max(320),
  }),
  async run(world, { person, delegation, by }) {
    const of = await findPerson(world, person);
    if (!of.ok) return of;
    const { ledger, shown } = of.value;
    const outcome = await endDelegations(world, { of: { id: shown.id, ledger }, id: delegation ?? null, by });
    if (outcome.ok) return accept({ of: shown, ended: outcome.value.map(({ id }) => id) });
    return outcome.refusal === 'none' ? refused('no-delegation', person) : refused('not-allowed-to-delegate', by);
  },
});

/** Those that are running or are to begin. */
export const delegationsOperation = operation({
  needs: 'store',
  input: z.strictObject({ person: who.optional() }),
  async run(world: World, { person }) {
    const of = person === undefined ? null : await findPerson(world, person);
    if (of !== null && !of.ok) return of;
    const { read } = world.store;
    const [all, now] = await Promise.all([readDelegations(read), read.now()]);
    const named = async (id: (typeof all)[number]['of']) => shownPerson(id, await read.person(id));
    const theirs = all.filter((one) => one.until > now && (of === null || one.of === of.value.shown.id));
    return accept({
      delegations: await Promise.all(
        theirs.map(async ({ id, of: whose, to, from, until }) => ({
          delegation: id,
          of: await named(whose),
          to: await named(to),
          from,
          until,
          isRunning: from <= now,
        })),
      ),
    });
  },
});
