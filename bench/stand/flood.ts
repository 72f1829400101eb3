/** Sends signed deliveries as fast as they are acknowledged, so many under way at once, from a process of its own. */
import { Agent, request } from 'node:http';
import { signature } from '../../emulators/jira/index.ts';
import { SECRETS } from '../../examples/acme/company.ts';
import { answerAsks } from './child.ts';
import { floodOptions } from './wire.ts';

answerAsks({
  async flood(given) {
    const { url, count, inFlight, issues } = floodOptions.parse(given);
    const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
    // Made before the clock starts: signing is the sender's work.
    const bodies = Array.from({ length: count }, (_, index) => delivery(issues[index % issues.length] ?? '', index));
    const waits: number[] = [];
    const statuses: Record<string, number> = {};
    const begun = performance.now();
    let next = 0;
    const lane = async () => {
      for (let index = next++; index < count; index = next++) {
        const sent = performance.now();
        const status = await post(url, agent, bodies[index] ?? Buffer.alloc(0), `bench-${process.pid}-${index}`);
        waits.push(performance.now() - sent);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
    agent.destroy();
    return { waits, statuses, seconds: (performance.now() - begun) / 1_000 };
  },
});

/** As long as Jira's own for an issue with a form: some five kilobytes. */
function delivery(issue: string, index: number): Buffer {
  return Buffer.from(
    JSON.stringify({
      timestamp: 1_767_225_600_000 + index,
      webhookEvent: 'jira:issue_updated',
      issue_event_type_name: 'issue_generic',
      user: { accountId: '712020:somebody-in-hr', displayName: 'Somebody', active: true },
      issue: { id: issue, key: `PEO-${issue}`, fields: { summary: 'x'.repeat(4_500) } },
    }),
  );
}

function post(url: string, agent: Agent, body: Buffer, identifier: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=UTF-8',
          'content-length': body.length,
          'x-atlassian-webhook-identifier': identifier,
          'x-hub-signature': signature(SECRETS.JIRA_WEBHOOK_SECRET ?? '', body),
        },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
        response.once('error', reject);
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}
