/**
 * Who answers in whose place, and until when: recorded in the system's own stream, and kept together for every look at a
 * request. Taken back, it holds nothing from that instant on.
 */
import type { PersonLedger } from '../../core/grant/index.ts';
import { type Delegation, type DelegationRefusal, mayDelegate, worksSince } from '../../core/request/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { Reader, Tx } from '../../ports/store.ts';
import { isListed } from '../identity.ts';
import type { World } from '../world.ts';
import { namesOfOnly } from './speaker.ts';

const KEPT = 'delegations';

export const readDelegations = async (read: Pick<Reader, 'getControl'>): Promise<readonly Delegation[]> =>
  (await read.getControl<readonly Delegation[]>(KEPT)) ?? [];

/** Named person: a ledger, and its id. */
export interface Known {
  readonly id: PersonId;
  readonly ledger: PersonLedger;
}

export interface Delegating {
  readonly of: Known;
  readonly to: Known;
  readonly from: Instant;
  readonly until: Instant;
  readonly reason: string;
  /** Work address or login of who says so: the one to be stood in for, or one of `roles.confirm`. */
  readonly by: string;
}

export async function delegate(
  world: World,
  { of, to, from, until, reason, by }: Delegating,
): Promise<Outcome<Delegation, DelegationRefusal | 'not-allowed'>> {
  if (!(await maySay(world, of, by))) return refuse('not-allowed');
  const naming = await personSaying(world, of, by);
  if (naming === null) return refuse('not-allowed');
  const id = world.freshId();
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const { now } = tx;
    const may = mayDelegate({ of: of.id, to: to.id, by: naming, from, until, now });
    if (!may.ok) return may;
    if (![of, to].every(({ ledger }) => worksSince(ledger.engagements, now, now))) return refuse('not-working');
    const made: Delegation = { id, of: of.id, to: to.id, by: naming, from, until, setAt: now };
    await keep(tx, [...(await standing(tx)), made]);
    await tx.append('system', [
      {
        type: 'DelegationSet',
        delegation: id,
        person: of.id,
        to: to.id,
        from,
        until,
        at: now,
        personal: { by, reason },
      },
    ]);
    await tx.send({ lane: 'bulk', requests: 'whom-they-ask' });
    return accept(made);
  });
}

/** All of that person's, or one of them. */
export async function endDelegations(
  world: World,
  { of, id, by }: { readonly of: Known; readonly id: string | null; readonly by: string },
): Promise<Outcome<readonly Delegation[], 'not-allowed' | 'none'>> {
  if (!(await maySay(world, of, by))) return refuse('not-allowed');
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const all = await standing(tx);
    const over = all.filter((one) => one.of === of.id && (id === null || one.id === id));
    if (over.length === 0) return refuse('none');
    await keep(
      tx,
      all.filter((one) => !over.includes(one)),
    );
    await tx.append(
      'system',
      over.map((one) => ({
        type: 'DelegationEnded',
        delegation: one.id,
        person: one.of,
        to: one.to,
        at: tx.now,
        personal: { by },
      })),
    );
    await tx.send({ lane: 'bulk', requests: 'whom-they-ask' });
    return accept(over);
  });
}

/** Those whose time is over are in the record, and are kept here no longer. */
const standing = async (tx: Tx): Promise<readonly Delegation[]> =>
  ((await tx.getControl<readonly Delegation[]>(KEPT)) ?? []).filter(({ until }) => until > tx.now);

const keep = (tx: Tx, all: readonly Delegation[]) => tx.setControl(KEPT, all);

async function maySay(world: World, { id }: Known, by: string): Promise<boolean> {
  if ((await namesOfOnly(world, id)).includes(by.trim().toLowerCase())) return true;
  const force = await world.rules.current();
  return force !== null && (await isListed(world, force.policy.settings.roles.confirm, by));
}

/** `null` = nobody the ledger knows, or one of several: it could be whoever asks, and nobody would see it. */
async function personSaying(world: World, { id }: Known, by: string): Promise<PersonId | null> {
  const name = by.trim().toLowerCase();
  if ((await namesOfOnly(world, id)).includes(name)) return id;
  const [known, ...more] = await world.store.read.findPersons(name);
  return known === undefined || more.length > 0 ? null : known;
}
