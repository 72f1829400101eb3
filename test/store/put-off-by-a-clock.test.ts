import { expect, it } from 'vitest';
import { milliseconds, minus, plus } from '../../src/core/shared/instant.ts';
import { LONGEST_PAUSE, LONGEST_WAIT } from '../../src/core/shared/putOff.ts';
import { describeOnEveryStore } from '../support/stores.ts';
import { at, onboarding, register, zoe, zoesAccount } from './world.ts';

const AHEAD = at('2026-03-05T08:00:00Z');
const MINUTE = milliseconds(60_000);
const IDLE = milliseconds(30_000);
const LOOKED_AT = { lane: 'bulk', forms: 'of-nobody' } as const;

describeOnEveryStore('what was put off by a clock that stood ahead', (makeStore) => {
  /** Touched, put off for a minute and sent for then, by that clock; and then it shows something else. */
  async function putOffAhead() {
    let now = AHEAD;
    const { store, engineOf } = await makeStore({ clock: () => now });
    await register(store, zoe);
    await store.transaction(
      async (tx) => {
        await tx.raiseWanted(zoesAccount, null);
        const row = await tx.lockReconcile(zoesAccount);
        await tx.saveReconcile({ ...row, retryAt: plus(AHEAD, MINUTE) });
        await tx.send(LOOKED_AT, { startAfter: plus(AHEAD, MINUTE) });
        await tx.send({ lane: 'evidence', stream: onboarding }, { startAfter: plus(AHEAD, MINUTE) });
      },
      { person: zoe, account: zoesAccount },
    );
    const engine = engineOf();
    return async (shown: typeof now) => {
      now = shown;
      return [
        await store.read.unsettledAccounts(IDLE, 10),
        await store.read.unwrittenStreams(IDLE, 10),
        await engine.notInHand([LOOKED_AT]),
      ];
    };
  }

  it('is found when the clock was put right', async () => {
    const asOf = await putOffAhead();
    expect(await asOf(minus(AHEAD, milliseconds(3 * 86_400_000)))).toEqual([[zoesAccount], [onboarding], [LOOKED_AT]]);
  });

  it('waits, if that may be what was meant', async () => {
    const asOf = await putOffAhead();
    expect(await asOf(AHEAD)).toEqual([[], [], []]);
    expect(await asOf(minus(plus(AHEAD, MINUTE), LONGEST_WAIT))).toEqual([[], [], []]);
    // A job of its own may pause for longer.
    expect((await asOf(minus(plus(AHEAD, MINUTE), LONGEST_PAUSE)))[2]).toEqual([]);
  });
});
