/**
 * What a credential of ours may not do, or may not do any more, is told to a person by name before somebody's end meets it: the
 * self-test of `tenure doctor`, by the clock. Told once for each right, withdrawn when it is held again. An outside system that does
 * not answer has said nothing about our rights.
 */
import { sha256 } from '../../core/shared/canonical.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { Power } from '../../ports/provider.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { endFinding, isOver } from '../settling/findingRows.ts';
import type { World } from '../world.ts';

const RIGHT_MISSING = 'right-missing';
const CALL = { lane: 'bulk', timeoutMilliseconds: 20_000 } as const;
const LONGEST = 1_000;

/** Answers how many were told. */
export async function tellMissingRights(world: World): Promise<number> {
  const { tracker, providers, desk, store } = world;
  const known = await store.read.exceptions({ kinds: [RIGHT_MISSING] });
  let told = await compare(world, known, tracker.connection, () => tracker.probePowers());
  for (const [name, provider] of providers) told += await compare(world, known, name, () => provider.probePowers(CALL));
  if (desk !== null) told += await compare(world, known, desk.connection, () => desk.probePowers());
  return told;
}

async function compare(
  world: World,
  known: readonly ExceptionRow[],
  connection: string,
  probe: () => Promise<readonly Power[]>,
): Promise<number> {
  const powers = await probe().catch((trouble: unknown) => {
    // Whatever is wrong with one keeps no other from being tried.
    if (!(trouble instanceof Fault))
      world.log.error({ connection, trouble: String(trouble) }, 'the rights of a connection could not be tried');
    return [];
  });
  const [signIn] = powers;
  if (signIn === undefined) return 0;
  const own = known.filter(({ detail }) => detail.connection === connection);
  const missing = new Map(powers.flatMap(({ power, held, remedy }) => (held === false ? [[power, remedy]] : [])));
  const unknown = new Set(powers.flatMap(({ power, held }) => (held === null ? [power] : [])));
  let told = 0;
  for (const [power, remedy] of missing) {
    const before = own.filter(({ detail }) => detail.right === power);
    if (before.every(isOver)) told += await tell(world, { connection, right: power, remedy }, before.length);
  }
  for (const row of own) {
    // Who cannot sign in is told nothing about the rest.
    const right = String(row.detail.right);
    if (isOver(row) || missing.has(right) || unknown.has(right) || !signIn.held) continue;
    await world.store.transaction(async (tx) => {
      await tx.lockSystem();
      const ended = await endFinding(tx, row, 'gone');
      if (ended.length > 0) void tx.append('system', ended);
    });
  }
  return told;
}

interface Missing {
  readonly connection: string;
  readonly right: string;
  readonly remedy: string | null;
}

async function tell({ store }: World, { connection, right, remedy }: Missing, before: number): Promise<number> {
  return store.transaction(async (tx) => {
    await tx.lockSystem();
    const id = exceptionId(`right!${connection}!${sha256(right).slice(0, 8)}!${before + 1}`);
    // Another process may have told it meanwhile.
    if ((await tx.exceptionNow(id)) !== null) return 0;
    const detail = { connection, right, give: remedy?.slice(0, LONGEST) ?? null };
    const nobodys = { case: null, person: null, account: null, group: null } as const;
    void tx.append('system', [{ type: 'ExceptionRaised', exception: id, kind: RIGHT_MISSING, detail }]);
    await tx.raiseException({ id, kind: RIGHT_MISSING, ...nobodys, detail, openedAt: tx.now, settled: null });
    return 1;
  });
}
