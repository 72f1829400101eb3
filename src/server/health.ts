/** Alive is one thing, ready another: a process that waits for its schema or its policy takes no work yet. */
import type { World } from '../app/world.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly store: { readonly kind: string; readonly ready: boolean };
  /** Version of the policy in force. */
  readonly policy: string | null;
}

export async function readiness({ installation, store }: World): Promise<Readiness> {
  const kind = installation.storeKind;
  try {
    const schema = await installation.schema();
    const policy = schema.ready ? ((await store.read.policyInForce())?.version ?? null) : null;
    return { ready: schema.ready && policy !== null, store: { kind, ready: schema.ready }, policy };
  } catch {
    return { ready: false, store: { kind, ready: false }, policy: null };
  }
}
