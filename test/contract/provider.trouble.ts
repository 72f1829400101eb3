/** Trouble on the way, the same for every vendor. */
import { beforeAll, describe, expect, it } from 'vitest';
import { epochOf } from '../../src/core/shared/instant.ts';
import { faultOf, ordinary, type Stage } from './provider.world.ts';

export function describeTrouble(at: () => Stage): void {
  let stage: Stage;
  beforeAll(() => {
    stage = at();
  });

  describe('trouble', () => {
    it('of the network or the vendor is transient, and a read leaves nothing in doubt', async () => {
      const id = stage.org.account(stage.freshLogin());
      stage.world.trouble.dropNext();
      expect(await faultOf(stage.provider.readAccount(id, ordinary))).toMatchObject({
        kind: 'transient',
        outcomeUnknown: false,
      });
      stage.world.trouble.failNext();
      expect(await faultOf(stage.provider.readAccount(id, ordinary))).toMatchObject({
        kind: 'transient',
        outcomeUnknown: false,
      });
    });

    it('ends in time, whatever the vendor does', async () => {
      const begun = performance.now();
      const fault = await faultOf(stage.provider.listGroups({ lane: 'ordinary', timeoutMilliseconds: 1 }));
      expect(fault).toMatchObject({ kind: 'transient', retryAt: null });
      expect(performance.now() - begun).toBeLessThan(500);
    });

    // Last: the limit holds the calls after it back.
    it('of a limit says when to come again', async () => {
      const id = stage.org.account(stage.freshLogin());
      stage.world.trouble.limitNextReading(2);
      const fault = await faultOf(stage.provider.readAccount(id, ordinary));
      expect(fault.kind).toBe('transient');
      const wait = fault.retryAt === null ? null : epochOf(fault.retryAt) - Date.now();
      expect(wait).toBeGreaterThan(1_000);
      expect(wait).toBeLessThan(5_000);
      stage.world.forgetCalls();
      expect((await faultOf(stage.provider.readAccount(id, ordinary))).retryAt).not.toBeNull();
      expect(stage.world.calls()).toEqual({ reads: 0, writes: 0 });
    });
  });
}
