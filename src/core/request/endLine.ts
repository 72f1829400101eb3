/** A line that comes to nothing, and with it the question that was open about it. */
import { type CaseLine, type CaseState, openQuestions } from '../evidence/index.ts';
import type { LineEnd, TenureEvent } from '../evidence/model.ts';
import type { Instant } from '../shared/instant.ts';

type Ended = Extract<TenureEvent, { readonly type: 'LineEnded' }>;
/** Where and by whom it was said, other than on the form. */
export type Said = Pick<Ended, 'channel' | 'personal'>;

export function endLine(
  state: CaseState,
  line: CaseLine,
  because: LineEnd,
  at: Instant,
  said: Said = {},
): readonly TenureEvent[] {
  const reason = because === 'left' || because === 'not-offered' ? because : OVER.has(because) ? 'over' : 'withdrawn';
  const open = openQuestions(state.request).filter((one) => one.line === line.id);
  return [
    ...open.map((one): TenureEvent => ({ type: 'QuestionVoided', question: one.id, because: reason, at })),
    { type: 'LineEnded', line: line.id, because, at, ...said },
  ];
}

/** It was held, and is not any more: nothing is left to be said about it. */
const OVER: ReadonlySet<LineEnd> = new Set([
  'expired',
  'given-back',
  'ended-elsewhere',
  'not-in-place',
  'not-justified',
  'moved',
  'not-kept',
  'conflict-since',
]);
