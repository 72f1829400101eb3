import { describe, expect, it } from 'vitest';
import type { World } from '../app/world.ts';
import type { EngineStanding } from '../ports/engine.ts';
import { readiness } from './health.ts';

interface Given {
  readonly pending?: readonly string[];
  readonly unknown?: readonly string[];
  readonly policyInForce?: () => Promise<unknown>;
  readonly engine?: EngineStanding;
  readonly newer?: string;
}

function asked({ pending = [], unknown = [], policyInForce, engine, newer = undefined }: Given = {}) {
  const world = {
    installation: {
      version: '0',
      storeKind: 'postgres',
      schema: async () => ({ pending, unknown, ready: pending.length + unknown.length === 0 }),
      newer: newer ?? null,
    },
    engine: { standing: () => engine ?? { state: 'working', stalled: [] } },
    store: { read: { policyInForce: policyInForce ?? (async () => ({ version: 'abc' })) } },
  } as unknown as World;
  return readiness(world);
}

const WELL = { ready: true, store: { kind: 'postgres', ready: true }, policy: 'abc', because: [], notes: [] };

describe('ready', () => {
  it('with its schema, a policy, and workers that come through', async () => {
    expect(await asked()).toEqual(WELL);
  });

  it('not before a policy is in force', async () => {
    expect(await asked({ policyInForce: async () => null })).toMatchObject({
      ready: false,
      because: ['no policy is in force'],
    });
  });

  it('not while the schema lacks a step, and without asking it anything', async () => {
    const policyInForce = () => Promise.reject(new Error('no such table'));
    expect(await asked({ pending: ['0099_more'], policyInForce })).toMatchObject({
      ready: false,
      store: { ready: false },
      because: ['the schema lacks 0099_more: tenure migrate'],
    });
  });

  it('beside a newer version’s schema, which only adds; and it says so', async () => {
    expect(await asked({ unknown: ['0099_more'] })).toEqual({
      ...WELL,
      notes: ["the schema is a newer version's (0099_more)"],
    });
  });

  it('not while the store does not answer', async () => {
    const policyInForce = () => Promise.reject(new Error('gone'));
    expect(await asked({ policyInForce })).toMatchObject({ ready: false, because: ['the store does not answer'] });
  });

  it.each([
    ['not-started', 'the workers have not been started'],
    ['stopping', 'it was asked to end, and finishes what it has begun'],
    ['stopped', 'it has ended its work'],
  ] as const)('not while its engine is %s', async (state, says) => {
    expect(await asked({ engine: { state, stalled: [] } })).toMatchObject({ ready: false, because: [says] });
  });

  it('not while a lane’s worker does not come through, and says which', async () => {
    expect((await asked({ engine: { state: 'working', stalled: ['urgent'] } })).because).toEqual([
      'the workers of urgent do not come through to the store',
    ]);
  });

  it('not once it has met what it cannot read', async () => {
    expect((await asked({ newer: 'event X has version 2' })).because).toEqual([
      'a newer Tenure works here: event X has version 2',
    ]);
  });
});
