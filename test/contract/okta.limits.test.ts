/** Limits and load against an org that counts: nothing sleeps, nothing runs into a 429, revocations go first. */
import { channel } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from 'vitest';
import { accountId, type GroupId, type ProviderAccountId, providerAccountId } from '../../src/core/shared/ids.ts';
import { epochOf } from '../../src/core/shared/instant.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { CallOptions } from '../../src/ports/provider.ts';
import { type OktaWorld, startOktaWorld } from './okta.world.ts';
import { faultOf, ordinary } from './provider.world.ts';

let world: OktaWorld;
afterEach(() => world.stop());

const nobody = providerAccountId('00u00000000000000001');
const revocation: CallOptions = { ...ordinary, lane: 'revocation' };
const statuses = () => world.emulator.log.list().map(({ status }) => status);

/** Calls until the gauge refuses. */
async function exhaust(call: CallOptions): Promise<{ sent: number; fault: Fault }> {
  for (let sent = 0; ; sent += 1) {
    try {
      await world.provider.readAccount(nobody, call);
    } catch (error) {
      if (error instanceof Fault) return { sent, fault: error };
      throw error;
    }
  }
}

describe('the share of a limit', () => {
  it('is kept without ever meeting a 429, and the refusal says when to come again', async () => {
    world = await startOktaWorld({ limits: { 'user-read': 100 }, share: 0.5 });
    const { sent, fault } = await exhaust(ordinary);
    expect(sent).toBe(47); // half of 100, less the twentieth that is never lent
    expect(fault).toMatchObject({ kind: 'transient', vendorCode: null, outcomeUnknown: false });
    if (fault.retryAt === null) throw new Error('a limit has an instant');
    expect(epochOf(fault.retryAt) - Date.now()).toBeGreaterThan(50_000);
    expect(statuses()).not.toContain(429);
  });

  it('leaves something for a revocation behind a backlog', async () => {
    world = await startOktaWorld({ limits: { 'user-read': 100 }, share: 0.5 });
    await exhaust(ordinary);
    expect((await exhaust(revocation)).sent).toBe(3);
    expect(statuses()).not.toContain(429);
  });

  it('is corrected when others use the same bucket', async () => {
    world = await startOktaWorld({ limits: { 'user-read': 20 } });
    const other = () =>
      fetch(`${world.emulator.url}/api/v1/users/me`, { headers: { authorization: 'SSWS emulator-token' } });
    for (let n = 0; n < 15; n += 1) await other();
    expect((await exhaust(ordinary)).sent).toBeLessThanOrEqual(5);
    expect(statuses()).not.toContain(429);
  });
});

/** The calls of one end: what is there, whether it is an administrator's, the removal, and that it is gone. */
async function removal(group: GroupId, account: ProviderAccountId): Promise<void> {
  const { provider } = world;
  const room = provider.makeRoom?.(accountId(account), ordinary);
  const call: CallOptions = room === undefined ? ordinary : { ...ordinary, room };
  try {
    await provider.readGroupsOf(account, call);
    await provider.holdsAdminRole(account, call);
    await provider.removeMember(group, account, call);
    expect((await provider.readGroupsOf(account, call)).map((one) => one.group)).not.toContain(group);
  } finally {
    room?.close();
  }
}

it('lets nothing be begun that could not be read back: at a full limit no call is made in vain', async () => {
  world = await startOktaWorld({ limits: { users: 20 }, unchecked: true });
  const group = world.org.group('ending');
  const accounts = Array.from({ length: 12 }, (_, n) => world.org.account(`ending${n}@contract.test`));
  for (const account of accounts) world.org.put(account, group);
  const [first, ...others] = accounts;
  if (first === undefined) throw new Error('nobody ends');
  // Its answers say how small the limit is.
  await removal(group, first);
  const results = await Promise.allSettled(others.map((account) => removal(group, account)));
  // Twenty, less the one that only revocations may use, are six times three calls.
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(Fault);
  expect(world.calls()).toEqual({ reads: 18, writes: 6 });
  expect(statuses()).not.toContain(429);
  // Whoever leaves does not wait for the places that are kept, or for the line.
  await world.provider.readGroupsOf(first, revocation);
});

describe('many calls at once', () => {
  it('share kept-alive connections', async () => {
    world = await startOktaWorld({ latencyMilliseconds: 5, slots: 55, unchecked: true });
    let connections = 0;
    const count = () => {
      connections += 1;
    };
    channel('undici:client:connected').subscribe(count);
    const worker = async () => {
      for (let n = 0; n < 10; n += 1) await world.provider.readAccount(nobody, ordinary);
    };
    await Promise.all(Array.from({ length: 50 }, worker));
    channel('undici:client:connected').unsubscribe(count);
    expect(statuses()).toHaveLength(500);
    // Fetch opens one more now and then instead of waiting for one that is just being put back.
    expect(connections).toBeGreaterThan(0);
    expect(connections).toBeLessThan(120);
  });

  it('above what the org answers at a time are put off for a moment, and become fewer', async () => {
    world = await startOktaWorld({ concurrency: 5, latencyMilliseconds: 40, slots: 40, unchecked: true });
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, () => world.provider.readAccount(nobody, ordinary)),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const fault of refused) {
      expect(fault).toMatchObject({ kind: 'transient' });
      expect(epochOf(fault.retryAt) - Date.now()).toBeLessThan(2_500);
    }
    world.forgetCalls();
    await Promise.allSettled(Array.from({ length: 5 }, () => world.provider.readAccount(nobody, ordinary)));
    expect(statuses()).not.toContain(429);
  });

  it('end at their hard time-out', async () => {
    world = await startOktaWorld();
    world.emulator.faults.add({ on: '.', do: 'delay', by: '300ms' });
    const begun = performance.now();
    const fault = await faultOf(world.provider.readAccount(nobody, { lane: 'ordinary', timeoutMilliseconds: 50 }));
    expect(fault).toMatchObject({ kind: 'transient', message: 'read account: transient: no answer (time-out)' });
    expect(performance.now() - begun).toBeLessThan(250);
  });
});

it('asks for half a page when the org fails at a whole one', async () => {
  world = await startOktaWorld();
  const body = { errorCode: 'E0000009', errorSummary: 'Internal Server Error', errorCauses: [] };
  world.emulator.faults.add({ on: 'GET /api/v1/groups\\?', times: 2, do: 'refuse', status: 500, body });
  await world.provider.listGroups(ordinary);
  const asked = world.emulator.log.list({ matching: /GET \/api\/v1\/groups\?/ });
  expect(asked.map(({ path }) => /limit=(\d+)/.exec(path)?.[1])).toEqual(['200', '100', '50']);
});
