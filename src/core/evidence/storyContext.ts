/** What a story needs to know beside the events, and the words in which it says what a grant holds and why. */
import type { PersonLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import { type GroupId, isOfFinding } from '../shared/ids.ts';
import type { Instant, Milliseconds } from '../shared/instant.ts';

export interface StoryContext {
  readonly ledger: PersonLedger;
  nameOf(group: GroupId): string;
  /** A sub-task by its title and key, as it stands below the issue. */
  titleOf(task: string): string;
  /** What a line of a request is about; absent = nobody has named it. */
  entitlementOf(line: string): string | undefined;
  /** A sub-task by which a person opens or closes an application. */
  isTakenOnTrust(task: string): boolean;
  /** A person opens and closes what this line asks for. */
  isByHand(line: string): boolean;
  /** How long the application of a line may honour it after its end; `null` = nobody has said. */
  tailOf(line: string): Milliseconds | null;
  /** The form's own field names. */
  readonly labels: Readonly<Record<string, string>>;
  /** An instant as people of this company read it, in `zone`. */
  show(at: Instant): string;
  readonly zone: string;
}

export function because(grant: Grant): string {
  if (grant.cause === 'birthright') return `reference table, row ${grant.rows.join(', ')}`;
  if (grant.cause === 'request') return 'asked for on the form';
  if (grant.cause === 'break-glass') return 'an emergency, to be looked at afterwards';
  if (isOfFinding(grant.givenBy)) return 'there already, decided about a finding';
  if (grant.cause === 'adopted') return 'there already, confirmed on a list';
  return grant.cause;
}

export const holdName = (grant: Grant, context: Pick<StoryContext, 'nameOf'>) =>
  grant.holds.kind === 'entitlement' ? grant.holds.entitlement : grant.groups.map(context.nameOf).join(', ');
