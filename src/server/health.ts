/**
 * Alive is one thing, ready another. Ready is who may be given deliveries and work: the store answers, its schema has
 * what this version needs, a policy is in force, the workers come through, nobody asked it to end, and nobody newer has
 * written what it cannot read. Whatever is not so is said in words.
 */
import type { World } from '../app/world.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly store: { readonly kind: string; readonly ready: boolean };
  /** Version of the policy in force. */
  readonly policy: string | null;
  /** Why it is not ready; empty when it is. */
  readonly because: readonly string[];
  /** What whoever operates it should know, ready or not. */
  readonly notes: readonly string[];
}

export async function readiness(world: World): Promise<Readiness> {
  const { installation } = world;
  const own = [
    ...ofEngine(world),
    ...(installation.newer === null ? [] : [`a newer Tenure works here: ${installation.newer}`]),
  ];
  const kept = await ofStore(world);
  const because = [...kept.because, ...own];
  return {
    ready: because.length === 0,
    store: { kind: installation.storeKind, ready: kept.ready },
    policy: kept.policy,
    because,
    notes: kept.notes,
  };
}

/** A step of a newer version is no reason: migrations only add, and this process goes on beside it until it is replaced. */
async function ofStore({ installation, store }: World) {
  const nothing = { ready: false, policy: null, notes: [] };
  try {
    const { pending, unknown } = await installation.schema();
    if (pending.length > 0) return { ...nothing, because: [`the schema lacks ${pending.join(', ')}: tenure migrate`] };
    const notes = unknown.length === 0 ? [] : [`the schema is a newer version's (${unknown.join(', ')})`];
    const policy = (await store.read.policyInForce())?.version ?? null;
    return { ready: true, policy, notes, because: policy === null ? ['no policy is in force'] : [] };
  } catch {
    return { ...nothing, because: ['the store does not answer'] };
  }
}

function ofEngine({ engine }: World): readonly string[] {
  const { state, stalled } = engine.standing();
  if (state !== 'working') return [ENGINE[state]];
  return stalled.length === 0 ? [] : [`the workers of ${stalled.join(', ')} do not come through to the store`];
}

const ENGINE = {
  'not-started': 'the workers have not been started',
  stopping: 'it was asked to end, and finishes what it has begun',
  stopped: 'it has ended its work',
} as const;
