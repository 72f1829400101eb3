/**
 * Access given back before its end, and a line taken back before it is decided: by whoever asked for it or has it, on the
 * form or anywhere else. What was given ends now; that it is gone is read back like any other end.
 */
import { type CaseLine, type CaseState, isOpenLine } from '../evidence/index.ts';
import type { Channel, TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Instant } from '../shared/instant.ts';
import { accept, type Outcome, refuse } from '../shared/outcome.ts';
import { endLine } from './endLine.ts';
import { endNow } from './endNow.ts';

/** Said anywhere but on the form: the record names who and where. */
export interface Elsewhere {
  readonly channel: Channel;
  readonly by: string;
}

export type GiveBackRefusal =
  | 'not-yours'
  | 'not-held'
  /** It was to be taken back before anybody decides, and somebody has said yes. */
  | 'given-meanwhile';

/** What is over by then has its own end. */
export function givenBack(
  { state, ledger, now }: { readonly state: CaseState; readonly ledger: PersonLedger; readonly now: Instant },
  lines: readonly CaseLine[],
  elsewhere?: Elsewhere,
): readonly TenureEvent[] {
  const said = elsewhere === undefined ? {} : { channel: elsewhere.channel, personal: { by: elsewhere.by } };
  return lines
    .filter(({ ended }) => ended === null)
    .flatMap((line): readonly TenureEvent[] => {
      if (isOpenLine(line)) return endLine(state, line, 'withdrawn', now, said);
      const held = ledger.grants.find(({ id }) => id === line.grant);
      if (held === undefined || (held.end !== null && held.end <= now)) return [];
      return endNow(state, line, held, 'given-back', now, said);
    });
}

/** One line, by somebody who says who they are. Who approved it may not: they would take what was decided. */
export function giveBackLine(
  state: CaseState,
  name: string,
  by: {
    readonly names: readonly string[];
    readonly channel: Channel;
    /** They mean what is asked for: what is held by now stays. */
    readonly onlyOpen?: boolean;
  },
  around: {
    readonly ledger: PersonLedger;
    /** Names that are now those of who has it, or of who asked, and of nobody else. */
    readonly theirs: readonly string[];
    readonly now: Instant;
  },
): Outcome<readonly TenureEvent[], GiveBackRefusal> {
  const theirs = new Set(around.theirs.map((one) => one.toLowerCase()));
  const mail = by.names[0];
  if (mail === undefined || !by.names.some((one) => theirs.has(one.toLowerCase()))) return refuse('not-yours');
  const lines = state.request.lines.filter(({ id }) => id === name);
  if (by.onlyOpen === true && lines.some((line) => line.ended === null && !isOpenLine(line))) {
    return refuse('given-meanwhile');
  }
  const events = givenBack({ ...around, state }, lines, { channel: by.channel, by: mail });
  return events.length === 0 ? refuse('not-held') : accept(events);
}
