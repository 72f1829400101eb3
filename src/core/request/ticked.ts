/**
 * Lines ticked on the form of somebody's work that nobody need only tick: asked about as if who filed the form had filed a
 * request for the person, under the same policy. The form is their reason, its issue their ticket. None of them holds back
 * the rest of the form, and what is decided before the first day begins when the account is there.
 */
import { type CaseState, evolveCaseAll, isOpenLine } from '../evidence/index.ts';
import type { LineRefusal, TenureEvent } from '../evidence/model.ts';
import { evolveAll, type PersonLedger } from '../grant/index.ts';
import { ticked } from '../policy/index.ts';
import type { Instant } from '../shared/instant.ts';
import { follow, workOf } from './decide.ts';
import { endLine } from './endLine.ts';
import { givenBack } from './giveBack.ts';
import { lineEvents } from './lines.ts';
import { isKnown, type Requester, type RequestLook } from './look.ts';
import type { Setting } from './setting.ts';

export interface TickedLook extends Pick<RequestLook, 'rules' | 'policy' | 'facts' | 'askedElsewhere' | 'now'> {
  /** Before this look, ... */
  readonly state: CaseState;
  readonly ledger: PersonLedger;
  /** ... and what the form itself has decided with it. */
  readonly decided: readonly TenureEvent[];
  readonly lines: readonly string[];
  readonly until: Instant | null;
  /** By every name of who filed the form and who ticked, counted or not. No names at all: the tracker shows none. */
  readonly requester: Requester;
  /** Every name of those who stand in for one of them now. */
  readonly standIns: readonly string[];
  /** Who asked for the lines there are, by every name they are known by now. */
  readonly askers: readonly string[];
}

export function decideTicked(look: TickedLook): readonly TenureEvent[] {
  const { decided, now } = look;
  const state = { ...evolveCaseAll(look.state, decided, now), lastSeq: look.state.lastSeq + decided.length };
  const ledger = evolveAll(look.ledger, decided, state.id);
  // A manager the form names is nobody's as long as that edit does not count.
  const hasManager = ledger.person?.profile.managerMail !== undefined;
  const facts = hasManager ? look.facts : { ...look.facts, managers: [] };
  const after = { ...look, state, ledger, facts };
  const engagement = workOf(after);
  const isNew = decided.some(({ type }) => type === 'FormAccepted');
  const isOver = state.withdrawn !== null;
  const asked = isOver ? takenBack(after) : isNew && engagement !== null ? linesNow(after, engagement) : [];
  return [...asked, ...follow(state, asked, settingOf(after, asked, engagement))];
}

/**
 * As everybody else goes on with these lines, who knows nothing of the form: who filed or edited it asks for nothing until
 * a line is asked for by them.
 */
function settingOf(look: TickedLook, asked: readonly TenureEvent[], engagement: Setting['engagement']): Setting {
  const { facts, now } = look;
  const { lines } = evolveCaseAll(look.state, asked, now).request;
  const isAsking = asked.some(({ type }) => type === 'LineAsked');
  // Also by the names that were known when it was asked, should the ledger know none by now.
  const requester = [...new Set([...look.askers, ...lines.flatMap((line) => line.asked.personal.askedBy ?? [])])];
  const theirDelegates = [...(facts.theirDelegates ?? []), ...(isAsking ? look.standIns : [])];
  return { ...look, engagement, requester, facts: { ...facts, theirDelegates } };
}

function linesNow(look: TickedLook, engagement: NonNullable<ReturnType<typeof workOf>>): readonly TenureEvent[] {
  const { state, ledger, policy, until, requester, now } = look;
  const mine = look.lines.filter((text) => isToBeDecided(look, text));
  if (requester.names.length === 0) {
    const because: LineRefusal = 'asker-not-known';
    const fresh = mine.filter((text) => !state.request.notAsked.some((one) => one.asked === text));
    const line = (nth: number) => String(state.request.lines.length + state.request.notAsked.length + nth + 1);
    const refused = fresh.map(
      (text, nth): TenureEvent => ({
        type: 'LineNotAsked',
        line: line(nth),
        because,
        rule: null,
        says: null,
        personal: { asked: text },
      }),
    );
    return [...givenBack({ state, ledger, now }, state.request.lines.filter(isOpenLine)), ...refused];
  }
  const ticket = state.issue?.key ?? null;
  const asked = { lines: mine, duration: 'usual', reason: 'Ticked on the form', ticket, breakGlass: false } as const;
  if (!isKnown(requester)) return [];
  const onForm = { askedBy: requester.names, until };
  return lineEvents({ ...look, askedByThem: [], policy, asked, onForm }, engagement, requester);
}

/** What the catalogue lets be given by ticking it alone is the form's own; what that gave before stays so. */
function isToBeDecided({ rules, state, ledger, policy, now }: TickedLook, text: string): boolean {
  const found = ticked(policy, text);
  if (rules.ticked(text).kind !== 'ask' || found.kind === 'unknown') return false;
  const own = new Set(state.request.lines.map(({ grant }) => grant));
  return !ledger.grants.some(
    ({ id, holds, givenBy, end }) =>
      givenBy === state.id &&
      !own.has(id) &&
      (end === null || end > now) &&
      holds.kind === 'entitlement' &&
      holds.entitlement === found.entitlement.id,
  );
}

/** The form is taken back: nobody is asked any more, and what it gave goes with it. */
function takenBack({ state, ledger, now }: TickedLook): readonly TenureEvent[] {
  return state.request.lines
    .filter(({ ended }) => ended === null)
    .flatMap((line) => {
      if (isOpenLine(line)) return endLine(state, line, 'withdrawn', now);
      const back = givenBack({ state, ledger, now }, [line]);
      const over: TenureEvent = { type: 'LineEnded', line: line.id, because: 'given-back', at: now };
      return back.length === 0 ? [over] : back;
    });
}
