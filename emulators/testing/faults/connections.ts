/** What befalls a connection is the same everywhere: what the caller gets, and whether the work was done. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../kit/faults/fault.ts';
import { someone } from '../../okta/testing/client.ts';
import { aMoment, atOkta, atSlack, fileIssue, hangUp, jira, lay, met, okta, pass, slack } from './standIns.ts';

export function onConnections(): void {
  /** What a connection can do to a request is the same everywhere: `work` does something that can be looked at. */
  const CONNECTIONS = [
    {
      name: 'okta',
      url: () => okta.url,
      faults: () => okta.faults,
      log: () => okta.log,
      work: () => atOkta('POST', '/users?activate=false', { profile: someone() }),
      done: () => okta.directory.users().length,
    },
    {
      name: 'jira',
      url: () => jira.url,
      faults: () => jira.faults,
      log: () => jira.log,
      work: () => fileIssue(),
      done: () => jira.site.issues.count,
    },
    {
      name: 'slack',
      url: () => slack.url,
      faults: () => slack.faults,
      log: () => slack.log,
      work: () => atSlack('chat.postMessage', { channel: '#it', text: 'hello' }),
      done: () => slack.workspace.conversations.named('it')?.messages.length ?? 0,
    },
  ] as const;

  describe.each(CONNECTIONS)('at $name a connection', ({ url, faults, log, work, done }) => {
    it.each<[string, Fault, number, 'done' | 'not done']>([
      ['that is cut before the work', { do: 'drop' }, 0, 'not done'],
      ['that is cut after the work', { do: 'lose-response' }, 0, 'done'],
      ['that nobody answers', { do: 'never-answer' }, -1, 'not done'],
      ['that nobody answers, and yet', { do: 'never-answer', work: true }, -1, 'done'],
      ['to who is out of order', { do: 'refuse', status: 500 }, 500, 'not done'],
      ['to who is away', { do: 'refuse', status: 503 }, 503, 'not done'],
      ['to who is down', { do: 'down', until: '1h' }, 0, 'not done'],
    ])('%s', async (_, fault, status, outcome) => {
      lay(faults(), fault);
      const before = done();
      const answered = work();
      if (status === -1) {
        // Long after it was met, and whatever it brought about was done, nothing has come.
        while (log().list().length === 0) await aMoment();
        await Promise.race([answered, fetch(`${url()}/_emulator/faults`).then(aMoment)]);
        hangUp();
      }
      expect((await answered).status).toBe(status);
      expect(done() - before).toBe(outcome === 'done' ? 1 : 0);
      expect(log().list()).toMatchObject([{ faults: [fault.do], responseLost: status <= 0 }]);
      pass(3_600_000);
      expect((await work()).status).toBeLessThan(300);
      expect(done() - before).toBe(outcome === 'done' ? 2 : 1);
    });

    it('that is slow is overtaken by the next', async () => {
      lay(faults(), { do: 'delay', by: '60ms', spread: '20ms' });
      const order: string[] = [];
      const slow = work().then(() => order.push('slow'));
      while (faults().standing().length > 0) await aMoment();
      await work().then(() => order.push('next'));
      await slow;
      expect(order).toEqual(['next', 'slow']);
      expect(met(log())).toEqual(['delay']);
    });
  });
}
