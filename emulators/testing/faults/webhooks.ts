/** Deliveries that come late, twice, in another order, or not at all. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createIssue, DEMO_BOT } from '../../jira/index.ts';
import type { Faults } from '../../kit/faults/faults.ts';
import { objectOf } from '../../kit/json.ts';
import { aMoment, atOkta, jira, lay, listener, okta, pass, slack } from './standIns.ts';

export function onWebhooks(): void {
  describe('a webhook', () => {
    interface Sender {
      readonly at: string;
      readonly faults: () => Faults;
      /** Something happens that is told under this name. */
      readonly happen: (name: string) => Promise<unknown>;
      /** It sends again at once what was not answered, or later, or what was lost too. */
      readonly again: 'at once' | 'later' | 'later, and the lost';
    }
    const SENDERS: readonly Sender[] = [
      {
        at: 'okta',
        faults: () => okta.faults,
        happen: async (name) => okta.directory.createGroup(name),
        again: 'at once',
      },
      {
        at: 'jira',
        faults: () => jira.faults,
        happen: async (name) =>
          createIssue(jira.site, jira.site.directory.signIn(DEMO_BOT.email, DEMO_BOT.token), issueNamed(name)),
        again: 'later',
      },
      {
        at: 'slack',
        faults: () => slack.faults,
        happen: async (name) => slack.workspace.join({ name, realName: name }),
        again: 'later, and the lost',
      },
    ];
    const issueNamed = (summary: string) => ({
      fields: { project: { key: 'HELP' }, issuetype: { name: 'Access request' }, summary },
    });
    let serial = 0;
    const heard = (...names: readonly string[]) =>
      listener.heard.flatMap((body) => names.filter((name) => body.includes(name)).map((name) => name.split('-')[1]));

    beforeAll(async () => {
      const hook = {
        name: 'all',
        events: { type: 'EVENT_TYPE', items: ['group.lifecycle.create'] },
        channel: { type: 'HTTP', version: '1.0.0', config: { uri: listener.url } },
      };
      const { body } = await atOkta('POST', '/eventHooks', hook);
      await atOkta('POST', `/eventHooks/${objectOf(body).id}/lifecycle/verify`);
    });

    it.each(
      SENDERS.flatMap((sender) =>
        (
          [
            ['late', { do: 'late-webhook', by: '10m' }, 'b', 'b a'],
            ['twice', { do: 'double-webhook' }, 'a a b', 'a a b'],
            ['after the next', { do: 'reorder-webhook', times: 2 }, 'b a', 'b a'],
            ['not at all', { do: 'lose-webhook' }, 'b', sender.again === 'later, and the lost' ? 'a b' : 'b'],
            [
              'unheard, and so again',
              { do: 'lose-webhook-answer' },
              sender.again === 'at once' ? 'a a b' : 'a b',
              'a a b',
            ],
            ['after the vendor is up again', { do: 'down', until: '10m' }, '', 'a b'],
          ] as const
        ).map(([how, fault, atFirst, later]) => ({ ...sender, how, fault, atFirst, later })),
      ),
    )('of $at comes $how', async ({ faults, happen, fault, atFirst, later }) => {
      serial += 1;
      const [a, b] = [`x${serial}-a-x`, `x${serial}-b-x`];
      lay(faults(), fault);
      // What is told in one breath may go out together: the first is on its way, or known to be kept, before the second.
      await happen(a);
      await come([a], atFirst.startsWith('a a') ? 'a a' : atFirst.startsWith('a') ? 'a' : '');
      await happen(b);
      await come([a, b], atFirst);
      expect(heard(a, b).join(' ')).toBe(atFirst);
      for (let minutes = 0; minutes < 18; minutes += 6) {
        pass(6 * 60_000);
        await come([a, b], later);
      }
      expect(heard(a, b).toSorted().join(' ')).toBe(later.split(' ').toSorted().join(' '));
    });

    /** As many as are expected have come, and then, for a while, no more. */
    async function come(names: readonly string[], wanted: string): Promise<void> {
      const count = wanted.split(' ').filter((one) => one !== '').length;
      for (let turn = 0; turn < 20_000 && heard(...names).length < count; turn += 1) await aMoment();
      for (let turn = 0; turn < 50; turn += 1) await aMoment();
    }
  });
}
