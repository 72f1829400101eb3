/**
 * Every kind of fault at every emulator, over its own wire: what the caller gets, and whether the work was done. One of
 * each emulator serves all rows, which stand by what they are about in `testing/faults`.
 */
import { expect, it } from 'vitest';
import { FAULT_KITS } from './faultKits.ts';
import type { FaultKind } from './kit/faults/fault.ts';
import { onConnections } from './testing/faults/connections.ts';
import { onTheDoor } from './testing/faults/door.ts';
import { onLimits } from './testing/faults/limits.ts';
import { onLists } from './testing/faults/lists.ts';
import { onMail } from './testing/faults/mail.ts';
import { onRights } from './testing/faults/rights.ts';
import { onSearchIndexes } from './testing/faults/searchIndex.ts';
import { atOkta, eachStandIn, okta, pass, seen } from './testing/faults/standIns.ts';
import { onWebhooks } from './testing/faults/webhooks.ts';

eachStandIn();

onConnections();
onLists();
onLimits();
onSearchIndexes();
onRights();
onWebhooks();
onMail();
onTheDoor();

it('the same seed meets the same requests in the same way, and another seed others', async () => {
  const kit = okta.faults.kit;
  const run = async (seed: number) => {
    const { drawFaults } = await import('./kit/faults/draw.ts');
    okta.faults.lay({
      seed,
      faults: drawFaults(kit, seed, { for: '10m', perHour: { drop: 120, refuse: 120, 'cut-list': 120 } }),
    });
    okta.log.clear();
    for (let n = 0; n < 20; n += 1) {
      pass(30_000);
      await atOkta('GET', n % 2 === 0 ? '/users?limit=2' : '/groups');
    }
    return okta.log.list().map(({ status, faults }) => [status, ...faults]);
  };
  const first = await run(21);
  expect(first.flat().some((one) => typeof one === 'string')).toBe(true);
  expect(await run(21)).toEqual(first);
  expect(await run(22)).not.toEqual(first);
});

it('nothing an emulator can do by faults is left out above', () => {
  const can = FAULT_KITS.flatMap(({ name, kinds }) => [...kinds].map((kind: FaultKind) => `${name} ${kind}`));
  expect(can.filter((one) => !seen.has(one))).toEqual([]);
});
