/**
 * The invariants of the design as statements about one history. Each says in a sentence what is promised, and finds what
 * contradicts it in what was done at the provider, in the record, and in what people decided. Two more (5 and 8) are about
 * how everybody was left: ends.ts.
 */
import { ACCESS } from './access.ts';
import { ANSWERED } from './answered.ts';
import { CLOCK } from './clock.ts';
import { DECIDING } from './deciding.ts';
import { LEAVERS } from './leavers.ts';
import { HANDS } from './otherHands.ts';
import { OTHERS } from './others.ts';
import { OUTSIDE } from './outside.ts';
import { OWNERS } from './owners.ts';
import { PRESSED } from './pressed.ts';
import { RECORD } from './record.ts';
import { REVIEWING } from './reviewing.ts';
import { SECRETS } from './secrets.ts';
import { SHADOW } from './shadow.ts';
import type { Invariant } from './statement.ts';
import { TOGETHER } from './together.ts';

export const INVARIANTS: readonly Invariant[] = [
  ...ACCESS,
  ...HANDS,
  ...DECIDING,
  ...RECORD,
  ...CLOCK,
  ...PRESSED,
  ...SHADOW,
  ...REVIEWING,
  ...TOGETHER,
  ...OWNERS,
  ...ANSWERED,
  ...OUTSIDE,
  ...SECRETS,
  ...OTHERS,
  ...LEAVERS,
];
