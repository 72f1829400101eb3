import { describe, expect, it } from 'vitest';
import type { World } from '../app/world.ts';
import { readiness } from './health.ts';

const world = (schemaReady: boolean, policyInForce: () => Promise<unknown>) =>
  ({
    installation: {
      version: '0',
      storeKind: 'postgres',
      schema: async () => ({ pending: [], unknown: [], ready: schemaReady }),
    },
    store: { read: { policyInForce } },
  }) as unknown as World;

describe('ready', () => {
  it('with its schema and a policy', async () => {
    expect(await readiness(world(true, async () => ({ version: 'abc' })))).toEqual({
      ready: true,
      store: { kind: 'postgres', ready: true },
      policy: 'abc',
    });
  });

  it('not before a policy is in force', async () => {
    expect((await readiness(world(true, async () => null))).ready).toBe(false);
  });

  it('not on a schema of another version, and without asking it anything', async () => {
    const answer = await readiness(world(false, () => Promise.reject(new Error('no such table'))));
    expect(answer).toMatchObject({ ready: false, policy: null });
  });

  it('not while the store does not answer', async () => {
    expect((await readiness(world(true, () => Promise.reject(new Error('gone'))))).ready).toBe(false);
  });
});
