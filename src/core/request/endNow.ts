/** What was given of a line ends now, and with it the line, what was asked about it, and what people have opened for it. */
import type { CaseLine, CaseState } from '../evidence/index.ts';
import type { LineEnd, TenureEvent } from '../evidence/model.ts';
import type { Grant } from '../grant/model.ts';
import { closedByHand } from '../person/index.ts';
import type { Instant } from '../shared/instant.ts';
import { endLine, type Said } from './endLine.ts';

export const endNow = (
  state: CaseState,
  line: CaseLine,
  held: Grant,
  because: LineEnd,
  now: Instant,
  said: Said = {},
): readonly TenureEvent[] => [
  { type: 'GrantEnded', grant: held.id, end: now, by: state.id, changeSet: null },
  ...endLine(state, line, because, now, said),
  ...closedByHand(state, { ...held, end: now }),
];
