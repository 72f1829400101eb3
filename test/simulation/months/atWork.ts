/** What somebody does here by the last forms that count, and what comes with it: worked out without Tenure, held to its ledger. */
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import { caseId, type GroupId } from '../../../src/core/shared/ids.ts';
import type { Colleague } from './colleague.ts';
import { jira } from './company.ts';
import { instant } from './facts.ts';
import { bringsBy, type Edition } from './policies.ts';
import { DAY, HOUR } from './timeline.ts';

interface Dated {
  readonly start: number;
  readonly end: number | null;
}

/** `null` = so near that an hour decides. */
function stands({ start, end }: Dated, now: number): 'left' | 'working' | 'ahead' | 'none' | null {
  if (end !== null && end <= now) return 'left';
  const [activeFrom, accountFrom] = [start - HOUR, start - 3 * DAY];
  if ([start, end, activeFrom, accountFrom].some((one) => one !== null && Math.abs(one - now) < 2 * HOUR)) return null;
  return activeFrom <= now ? 'working' : accountFrom <= now ? 'ahead' : 'none';
}

const worksOf = (colleague: Colleague) => (colleague.other === null ? [colleague] : [colleague, colleague.other]);

/** By the last forms that count; `null` = so near that an hour decides. */
export function shouldStand(colleague: Colleague, now: number): string | null {
  const all = worksOf(colleague).map((one) => stands(one, now));
  if (all.includes(null)) return null;
  const most = (['working', 'ahead', 'left'] as const).find((one) => all.includes(one));
  return most ?? (colleague.workedBefore ? 'left' : 'none');
}

/** What the job brings, straight from the table; of two works what either brings. */
export function compareWork(
  colleague: Colleague,
  edition: Edition,
  ledger: PersonLedger,
  now: number,
  leftAs: ReadonlySet<GroupId>,
  say: (says: string) => void,
): void {
  const at = instant(now);
  const { other } = colleague;
  const isOfOther = ({ openedBy }: { readonly openedBy: string }) =>
    other !== null && openedBy === caseId(jira, other.form.id);
  const begins = ({ start, end }: Dated) => start - 3 * DAY <= now && (end === null || end > now);
  const running = ledger.engagements.filter((one) => one.activeFrom <= at && (one.end === null || one.end > at));
  const present =
    other === null
      ? [{ job: colleague, work: running[0] }]
      : [
          {
            job: colleague,
            work: mainOf(ledger, colleague),
          },
          { job: other, work: ledger.engagements.find(isOfOther) },
        ].filter(({ job }) => begins(job));
  if (other === null && running.length === 0) return;
  const surely = new Set<GroupId>();
  const perhaps = new Set<GroupId>();
  // What somebody who was adopted did not hold is given when a person says so.
  const leftOut = new Set<GroupId>();
  for (const { job, work } of present) {
    if (stands(job, now) === null && other !== null) return;
    const { department, title } = job;
    if (work === undefined) say(`works for ${department} as ${title}, and the ledger has no such work`);
    for (const [name, should] of Object.entries({ department, title })) {
      const is = work?.attributes[name];
      if (work !== undefined && is !== should) say(`${name} is ${is}, the last form says ${should}`);
    }
    const brought = bringsBy(edition, department, title);
    for (const group of brought.surely) surely.add(group);
    for (const group of brought.perhaps) perhaps.add(group);
    for (const group of work?.leftOut?.flatMap(({ groups }) => groups) ?? []) leftOut.add(group);
  }
  const held = new Set(
    ledger.grants
      .filter((one) => one.cause === 'birthright' && one.start.at <= at && (one.end === null || one.end > at))
      .flatMap(({ groups }) => groups),
  );
  for (const group of surely)
    if (!held.has(group) && !leftAs.has(group) && !leftOut.has(group))
      say(`${group} comes with the job and is not granted`);
  for (const group of held)
    if (!surely.has(group) && !perhaps.has(group) && !leftAs.has(group))
      say(`${group} is granted and does not come with the job`);
}

/** By the form they came with, or as it was taken over. */
function mainOf({ engagements }: PersonLedger, { onboarding }: Colleague) {
  const own = onboarding === null ? null : caseId(jira, onboarding.id);
  return engagements.find(({ openedBy, begunBefore }) => (own === null ? begunBefore === true : openedBy === own));
}
