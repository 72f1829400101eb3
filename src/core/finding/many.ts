/**
 * So many findings of one kind that they are one question. It is asked anew when it has become another one: an open one
 * when its count is no longer about right, one that somebody has let be when there is clearly more, or after a month.
 */
import { type Instant, milliseconds, plus } from '../shared/instant.ts';

/** What is let be is let be until then, and not for good. */
const LET_BE = milliseconds(30 * 86_400_000);
/** About the same: within a tenth of what was told. */
const SHARE = 0.1;

export interface ToldMany {
  readonly findings: number;
  /** `null` = it still waits for somebody. */
  readonly letBeAt: Instant | null;
}

export function isToldAnew({ findings, letBeAt }: ToldMany, now: number, at: Instant): boolean {
  const more = now - findings;
  const clearly = Math.max(1, findings * SHARE);
  if (letBeAt === null) return Math.abs(more) >= clearly;
  return more >= clearly || plus(letBeAt, LET_BE) <= at;
}
