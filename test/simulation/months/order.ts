/**
 * Hints are lost, and sweeps are seldom here: a move may be read days before the older form of the work that it means. It is
 * said then of the work that is known, which people see on its issue, and put right by filing what is meant.
 */
import { caseId, type PersonId } from '../../../src/core/shared/ids.ts';
import { jira } from './company.ts';
import type { History } from './history.ts';

export function isReadOutOfOrder({ trace, site }: History, who: PersonId | null): boolean {
  const created = new Map([...site.issues.values()].map((one) => [caseId(jira, one.id) as string, one.created]));
  const moved: string[] = [];
  for (const { events } of trace.commits)
    for (const { stream, event } of events) {
      if (event.type !== 'EngagementOpened' && event.type !== 'EngagementChanged') continue;
      if (event.engagement.person !== who) continue;
      const at = created.get(stream);
      if (at === undefined) continue;
      if (event.type === 'EngagementOpened' && moved.some((each) => each > at)) return true;
      if (site.issues.get(stream.slice(stream.indexOf(':') + 1))?.issueType === 'Change') moved.push(at);
    }
  return false;
}
