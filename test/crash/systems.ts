/**
 * The outside systems and the people at them, in a process that outlives every service: what a killed one has done is
 * here, and whoever waits for a form goes on waiting.
 */
import { answerAsks } from '../../bench/stand/child.ts';
import type { RequestLog } from '../../emulators/kit/requestLog.ts';
import { SECRETS, type Systems, startSystems } from '../../examples/acme/company.ts';
import { newTraveller, type Traveller, travel } from './people.ts';
import { recordOf } from './record.ts';
import { departure, type Standing, type SystemAddresses } from './wire.ts';

let systems: Systems | undefined;
const running = (): Systems => {
  if (systems === undefined) throw new Error('not started');
  return systems;
};
const travellers: Traveller[] = [];
const troubles: string[] = [];

answerAsks({
  async start(): Promise<SystemAddresses> {
    systems = await startSystems({
      // The published limits of one org would make of every run a test of patience.
      okta: { limits: 'off' },
      // A delivery that nobody takes is lost: what was missed is found by looking.
      jira: { searchIndexDelayMilliseconds: 20 },
      slack: { limits: 'off' },
      provisioning: true,
    });
    const { okta, jira, smtp, slack = '' } = systems.addresses;
    return { okta, jira, smtp, slack };
  },
  /** Where services listen: Jira tells all of them, Slack the first. */
  hook(urls) {
    const [first, ...others] = String(urls).split(' ');
    const { jira, slack } = running();
    for (const url of [first, ...others]) {
      jira.site.webhooks.add({ url: `${url}/webhooks/jira`, secret: SECRETS.JIRA_WEBHOOK_SECRET ?? '' });
    }
    slack?.listenAt(`${first}/webhooks/slack`);
    return null;
  },
  slackAt(url) {
    running().slack?.listenAt(`${url}/webhooks/slack`);
    return null;
  },
  depart(given) {
    const { itinerary, number } = departure.parse(given);
    const who = newTraveller(itinerary, number);
    travellers.push(who);
    travel(running(), who).catch((fault: unknown) => {
      troubles.push(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
    });
    return null;
  },
  standing: (): Standing => ({
    under: travellers.filter(({ arrived }) => !arrived).length,
    writes: writes(),
    troubles,
  }),
  record: () => recordOf(running(), travellers),
  end: () => systems?.stop(),
});

const places = new Map<RequestLog, { next: number; count: number }>();

/** How often anybody has written anything; it grows as long as something happens. */
function writes(): number {
  const { okta, jira, slack } = running();
  const logs = [okta.log, jira.log, ...(slack === null ? [] : [slack.log])];
  return logs.reduce((sum, log) => {
    const place = places.get(log) ?? { next: 0, count: 0 };
    const fresh = log.list({ since: place.next });
    place.next = (fresh.at(-1)?.sequence ?? place.next - 1) + 1;
    place.count += fresh.filter(({ method, path }) => method !== 'GET' && !READS.test(path)).length;
    places.set(log, place);
    return sum + place.count;
  }, 0);
}

/** Reading by POST. */
const READS = /search|history|list/;
