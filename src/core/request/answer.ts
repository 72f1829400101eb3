/**
 * Policy's answer to one line of a request: the rule that answers and for how long, or a refusal with a name. Nobody is
 * asked anything here; `tenure explain --request` prints the same.
 */
import type { LineRefusal } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import type { Engagement } from '../person/model.ts';
import {
  type Asker,
  attributesOf,
  type CatalogueEntry,
  entitlementById,
  isHiddenFrom,
  ruleFor,
  ticked,
} from '../policy/index.ts';
import type { Conflict, Policy, RequestPolicy, RequestRule } from '../policy/model.ts';
import type { EntitlementId } from '../shared/ids.ts';
import type { Instant, Milliseconds } from '../shared/instant.ts';
import { heldNow, heldOf, isToBegin, isTooLongInAll } from './held.ts';
import type { Asked } from './readAsked.ts';

export interface AnswerInput {
  readonly policy: Policy;
  readonly ledger: PersonLedger;
  /** The work it is for. */
  readonly engagement: Engagement;
  readonly asked: Pick<Asked, 'duration' | 'reason' | 'ticket' | 'breakGlass'>;
  /** Who asks for it. */
  readonly asker: Asker;
  /** Asked for beside it on the same form, ... */
  readonly beside: readonly EntitlementId[];
  /** ... and for the same person on other issues that are open. */
  readonly elsewhere: readonly EntitlementId[];
  /** Of these, what whoever asks has asked for themselves, and so knows of. */
  readonly askedByThem: readonly EntitlementId[];
  /** On the form of their work, which says what they hold to whoever may file it. Absent = no. */
  readonly onForm?: boolean;
  readonly now: Instant;
}

export type LineAnswer =
  | { readonly ok: false; readonly because: LineRefusal; readonly rule: string | null; readonly says: string | null }
  | {
      readonly ok: true;
      readonly entry: CatalogueEntry;
      readonly rule: RequestRule;
      /** `null` = as long as the work. */
      readonly duration: Milliseconds | null;
      /** Held already, until a day: this goes on from it. */
      readonly extends: Grant | null;
    };

/** What somebody holds or has asked for is told to themselves, to their manager, and on the form of their work. */
export const maySee = ({ isSelf, isManager }: Asker): boolean => isSelf || isManager;

/**
 * A colleague is answered by policy's rules alone, in the same words whatever is held: they learn of nothing by asking. Whoever is
 * asked about it decides, and what may not be held beside something, or for longer in all, is not given. Only what they have
 * asked for themselves is not asked about twice.
 */
export const answerTo = (line: string, input: AnswerInput): LineAnswer =>
  input.onForm === true || maySee(input.asker)
    ? answerOf(line, input)
    : answerOf(line, { ...input, ledger: { ...input.ledger, grants: [] }, elsewhere: input.askedByThem });

function answerOf(line: string, input: AnswerInput): LineAnswer {
  const { policy, engagement, asked, asker, ledger, now } = input;
  const found = ticked(policy, line);
  if (found.kind === 'unknown') return no(found.why === 'no-such-application' ? 'not-in-catalogue' : found.why);
  const entry: CatalogueEntry = found;
  if (policy.requests !== undefined && isHiddenFrom(policy.requests, entry, asker)) {
    return no(hiddenAs(entry, policy.requests, asker));
  }
  const { duration, breakGlass } = asked;
  const attributes = attributesOf(engagement);
  const looksAt = { entry, workerType: engagement.workerType, attributes, duration, breakGlass };
  const rule = policy.requests === undefined ? undefined : ruleFor(policy.requests, { ...looksAt, asker });
  if (policy.requests === undefined || rule === undefined) {
    const others =
      policy.requests === undefined ? undefined : ruleFor(policy.requests, { ...looksAt, asker: 'anybody' });
    return others === undefined ? no('no-rule') : no('may-not-ask', others);
  }
  if (rule.answer.kind === 'refuse') return no('refused-by-rule', rule, rule.answer.because);
  if (rule.reason === 'needed' && asked.reason === null) return no('needs-reason', rule);
  if (rule.ticket === 'needed' && asked.ticket === null) return no('needs-ticket', rule);

  const id = entry.entitlement.id;
  const held = heldOf(ledger, id, now);
  if (held.some(({ cause }) => cause === 'birthright')) return no('comes-with-the-job', rule);
  const last = held.at(-1) ?? null;
  if (last !== null && (last.end === null || last.end === engagement.end)) return no('held-without-end', rule);
  if (input.beside.includes(id)) return no('asked-already', rule);
  // An emergency does not wait for what nobody has answered.
  if (!breakGlass && input.elsewhere.includes(id)) return no('asked-elsewhere', rule);
  if (last !== null && breakGlass) return no('emergency-held', rule);
  // Until its time begins, nobody can say from when more of it would go on.
  if (held.some(isToBegin)) return no('not-begun', rule);

  const { hold } = rule;
  const span = duration === 'usual' ? hold.usual : duration;
  if (span === 0) return no('no-duration', rule);
  if (isLonger(span, hold.longest)) return no('too-long', rule);
  if (duration !== 'usual' && hold.durations.length > 0 && !hold.durations.some((one) => one === span)) {
    return no('duration-not-offered', rule);
  }
  if (isTooLongInAll(ledger, id, span, hold.longestTotal, now)) return no('too-long-in-all', rule);
  const against = conflictWith(id, { policy, ledger, now, beside: [...input.beside, ...input.elsewhere] });
  if (against !== undefined) return no('conflict', rule, mayRead(against, id, input) ? against.because : null);
  return { ok: true, entry, rule, duration: span, extends: last };
}

const no = (because: LineRefusal, rule: RequestRule | null = null, says: string | null = null): LineAnswer => ({
  ok: false,
  because,
  rule: rule?.id ?? null,
  says,
});

/** As if it were not there: whoever may not see it does not learn of it by asking. */
function hiddenAs({ application }: CatalogueEntry, requests: RequestPolicy, asker: Asker): LineRefusal {
  const isSeen = application.entitlements.some(
    (entitlement) => !isHiddenFrom(requests, { application, entitlement }, asker),
  );
  return isSeen ? 'no-such-role' : 'not-in-catalogue';
}

/** Why two things go not together names the other one. */
const mayRead = ({ entitlements }: Conflict, id: EntitlementId, { policy, asker }: AnswerInput): boolean =>
  entitlements.every((one) => {
    const entry = one === id ? undefined : entitlementById(policy.catalogue, one);
    return entry === undefined || policy.requests === undefined || !isHiddenFrom(policy.requests, entry, asker);
  });

const isLonger = (span: Milliseconds | null, limit: Milliseconds | null) =>
  limit !== null && (span === null || span > limit);

/** With what is held, what will be, and what is asked for beside it. */
export function conflictWith(
  id: EntitlementId,
  { policy, ledger, beside, now }: Pick<AnswerInput, 'policy' | 'ledger' | 'beside' | 'now'>,
): Conflict | undefined {
  const all = new Set([...heldNow(policy, ledger, now), ...beside, id]);
  return policy.requests?.conflicts.find(
    ({ entitlements, atMost }) =>
      entitlements.includes(id) && new Set(entitlements.filter((one) => all.has(one))).size > atMost,
  );
}
