/** What every decision about a request ends with: its events, the alarms they raise, and the instant it goes on by itself. */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { Tx } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import type { World } from '../world.ts';
import { keepOpenAsks } from './openAsks.ts';
import { wakeForNext } from './wakeUp.ts';

export async function commitRequest(
  { timing }: World,
  tx: Tx,
  policy: Policy,
  decided: { readonly ledger: PersonLedger; readonly state: CaseState; readonly events: readonly TenureEvent[] },
): Promise<void> {
  const { events } = decided;
  const after = await commitCase(tx, {
    ...decided,
    settings: policy.settings,
    timing,
    edits: events.some(isEdit),
    mayProve: events.some(({ type }) => ANSWERS.has(type)),
  });
  await keepOpenAsks(tx, after);
  await wakeForNext(tx, after, policy);
}

/** Events after which an account may have to change. */
const isEdit = ({ type }: TenureEvent): boolean =>
  type === 'GrantGiven' || type === 'GrantEnded' || type === 'GrantReinstated';

/** Events after which a case may be proved, or open again, without anything having changed outside. */
const ANSWERS: ReadonlySet<TenureEvent['type']> = new Set([
  'FormAccepted',
  'LineNotAsked',
  'LineEnded',
  'QuestionAsked',
  'DecisionMade',
  'ExceptionRaised',
  'ExceptionSettled',
  'TaskRequested',
  'TaskDone',
  'TaskDropped',
]);
