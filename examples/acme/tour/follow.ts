/** Follows one case live: every new event is handed out with the milliseconds since the case began. */
import { type CaseState, foldCase } from '../../../src/core/evidence/index.ts';
import type { RecordedEvent } from '../../../src/core/evidence/model.ts';
import { caseId } from '../../../src/core/shared/ids.ts';
import type { Reader } from '../../../src/ports/store.ts';

export interface FollowOptions {
  readonly read: Reader;
  readonly issueId: string;
  /** Epoch milliseconds at which the form was filed; `null`: by an earlier run, so from the first event on. */
  readonly since: number | null;
  /** What to wait for. */
  until(state: CaseState): boolean;
  /** Gives up after so many milliseconds. */
  readonly patience: number;
  onEvent(recorded: RecordedEvent, milliseconds: number): void;
}

export interface Followed {
  readonly state: CaseState;
  readonly reached: boolean;
}

export async function follow(options: FollowOptions): Promise<Followed> {
  const id = caseId('jira', options.issueId);
  const deadline = Date.now() + options.patience;
  let shown = 0;
  for (;;) {
    const stream = await options.read.stream(id);
    const since = options.since ?? Date.parse(stream[0]?.at ?? '');
    for (const recorded of stream.slice(shown)) options.onEvent(recorded, Date.parse(recorded.at) - since);
    shown = stream.length;
    const state = foldCase(id, stream);
    if (options.until(state)) return { state, reached: true };
    if (Date.now() > deadline) return { state, reached: false };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
