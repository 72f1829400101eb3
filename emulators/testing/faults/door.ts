/** Faults that are laid and let go over the wire. */
import { describe, expect, it } from 'vitest';
import { atOkta, met, okta, statuses } from './standIns.ts';

export function onTheDoor(): void {
  describe('the control door', () => {
    const door = (method: string, text?: string) =>
      fetch(`${okta.url}/_emulator/faults`, { method, ...(text === undefined ? {} : { body: text }) });

    it('takes a plan, shows what is on the watch, adds one, and lets them go', async () => {
      expect(
        (await door('PUT', 'seed: 5\nfaults:\n  - { do: drop, operation: list-groups, name: no groups }')).status,
      ).toBe(200);
      expect((await door('POST', '{"do":"refuse","status":503}')).status).toBe(204);
      expect(statuses([await atOkta('GET', '/groups'), await atOkta('GET', '/groups')])).toEqual([0, 503]);
      expect(met(okta.log)).toEqual(['no groups', 'refuse']);
      expect((await door('PUT', 'faults: [{ do: down }]')).status).toBe(200);
      expect(await (await door('GET')).json()).toMatchObject([{ fault: { do: 'down' }, met: 0 }]);
      await door('DELETE');
      expect((await atOkta('GET', '/groups')).status).toBe(200);
    });

    it('refuses a plan with a mistake whole, and keeps what is laid', async () => {
      await door('PUT', 'faults: [{ do: drop }]');
      const refused = await door('PUT', 'faults:\n  - do: drop\n  - do: explode');
      expect([refused.status, await refused.json()]).toMatchObject([
        400,
        { mistakes: [{ name: 'unknown-fault', line: 3 }] },
      ]);
      expect((await door('POST', '{"do":"explode"}')).status).toBe(400);
      expect(okta.faults.standing()).toMatchObject([{ fault: { do: 'drop' } }]);
    });
  });
}
