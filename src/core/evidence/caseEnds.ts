/** What stood before a case set an end: by it an end that is taken back goes back where it was. */
import type { CaseId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

interface Ends {
  readonly endsBefore: Readonly<Record<string, Instant | null>>;
  readonly endersBefore: Readonly<Record<string, CaseId>>;
}

/** A change holds off the end the contract has by then, which another case may have moved since it last did. */
export function heldOffAnew<State extends Ends>(state: State, id: string, before?: Instant | null, by?: CaseId): State {
  if (before === undefined) return state;
  const { [id]: _end, ...endsBefore } = state.endsBefore;
  const { [id]: _ender, ...endersBefore } = state.endersBefore;
  return endSet({ ...state, endsBefore, endersBefore }, id, before, by);
}

/** The first one counts: what stood before the case touched it at all. */
export function endSet<State extends Ends>(state: State, id: string, before?: Instant | null, by?: CaseId): State {
  if (before === undefined || id in state.endsBefore) return state;
  const endersBefore = by === undefined ? state.endersBefore : { ...state.endersBefore, [id]: by };
  return { ...state, endsBefore: { ...state.endsBefore, [id]: before }, endersBefore };
}
