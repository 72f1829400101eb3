/**
 * What somebody may ask for, before they ask: policy's answer to every entitlement and every time it may be held, for
 * themselves or for somebody else. Held already, it is offered as an extension; what is not offered says why. The same
 * answer is given again when it is asked, so an offer promises nothing.
 */
import type { LineRefusal } from '../evidence/model.ts';
import type { Grant } from '../grant/model.ts';
import type { CaseRules } from '../person/index.ts';
import type { CatalogueEntry } from '../policy/index.ts';
import type { RequestRule } from '../policy/model.ts';
import { type Milliseconds, milliseconds } from '../shared/instant.ts';
import { type AnswerInput, answerTo, type LineAnswer } from './answer.ts';
import type { Asked } from './readAsked.ts';

export interface OfferInput extends Omit<AnswerInput, 'asked'> {
  readonly rules: Pick<CaseRules, 'ticked'>;
}

/** One time it may be asked for, and the rule that would answer. */
export interface Choice {
  /** What to ask with. `usual` where the rule gives a time it does not let anybody choose. */
  readonly asks: Asked['duration'];
  /** `null` = as long as the work. */
  readonly duration: Milliseconds | null;
  /** What is given when nothing is chosen. */
  readonly isUsual: boolean;
  readonly rule: RequestRule;
}

export type Offer =
  | {
      readonly offered: true;
      readonly entry: CatalogueEntry;
      /** Shortest first. Empty = in an emergency only. */
      readonly choices: readonly Choice[];
      readonly emergency: readonly Choice[];
      /** Held already, until a day: this would go on from it. */
      readonly extends: Grant | null;
    }
  | {
      readonly offered: false;
      readonly entry: CatalogueEntry;
      readonly because: LineRefusal;
      /** The rule that says no, and what it says; `null` = no rule does. */
      readonly rule: string | null;
      readonly says: string | null;
    };

export function offerOf(entry: CatalogueEntry, input: OfferInput): Offer {
  const line = `${entry.application.id}: ${entry.entitlement.role}`;
  const resolved = input.rules.ticked(line);
  if (resolved.kind !== 'unknown' && resolved.entitled.missing.length > 0) {
    return { offered: false, entry, because: 'unknown-group', rule: null, says: null };
  }
  const normally = answersTo(line, false, input);
  const inEmergency = answersTo(line, true, input);
  const { refused } = normally;
  const [first] = [...normally.found, ...inEmergency.found];
  if (first === undefined && refused !== null) {
    const { because, rule, says } = refused;
    return { offered: false, entry, because, rule, says };
  }
  return {
    offered: true,
    entry,
    choices: normally.found,
    emergency: inEmergency.found,
    extends: first?.extends ?? null,
  };
}

type Refused = Extract<LineAnswer, { readonly ok: false }>;
type Found = Choice & Pick<Extract<LineAnswer, { readonly ok: true }>, 'extends'>;

interface Answers {
  readonly found: readonly Found[];
  /** What stands against it; `null` = nothing, as far as the usual time goes. */
  readonly refused: Refused | null;
}

function answersTo(line: string, breakGlass: boolean, input: OfferInput): Answers {
  const rules = input.policy.requests?.rules.filter(({ when }) => when.breakGlass === breakGlass) ?? [];
  const spans = [...new Set(rules.flatMap(spansOf))];
  const tried = spans.map((span) => ({ span, answer: ask(line, span, breakGlass, input) }));
  const usually = ask(line, 'usual', breakGlass, input);
  const usual = usually.ok ? usually.duration : undefined;
  const chosen = tried.flatMap(({ span, answer }): readonly Found[] => {
    // A time another rule names is nothing to choose here, even where this one would let it pass.
    if (!answer.ok || !spansOf(answer.rule).includes(span)) return [];
    const { rule, extends: goesOnFrom } = answer;
    return [{ asks: span, duration: span, isUsual: span === usual, rule, extends: goesOnFrom }];
  });
  const isUnchosen = usually.ok && chosen.every(({ isUsual }) => !isUsual);
  const given: readonly Found[] = isUnchosen
    ? [{ asks: 'usual', duration: usually.duration, isUsual: true, rule: usually.rule, extends: usually.extends }]
    : [];
  const refusals = [usually, ...tried.map(({ answer }) => answer)].flatMap((one) => (one.ok ? [] : [one]));
  return {
    found: [...chosen, ...given].toSorted((a, b) => lengthOf(a.duration) - lengthOf(b.duration)),
    refused: usually.ok ? null : (refusals.find(({ because }) => !IS_ABOUT_TIME.has(because)) ?? usually),
  };
}

/** Another time might have been answered: whatever else stands against it says more. */
const IS_ABOUT_TIME: ReadonlySet<LineRefusal> = new Set(['no-rule', 'too-long', 'duration-not-offered']);

/** Asked with everything a rule may want beside the time: that it is wanted is no reason not to offer. */
const ask = (line: string, duration: Asked['duration'], breakGlass: boolean, input: OfferInput) =>
  answerTo(line, { ...input, asked: { duration, breakGlass, reason: 'to be given', ticket: 'to be given' } });

const HOUR = 3_600_000;
/** What people choose from where a rule lets them have anything up to its longest. */
const LADDER = [1, 6, 24, 7 * 24, 30 * 24, 90 * 24].map((hours) => milliseconds(hours * HOUR));

/** What people may choose from, by one rule. */
export function spansOf({ hold: { durations, longest } }: RequestRule): readonly (Milliseconds | null)[] {
  if (durations.length > 0) return durations;
  return [...LADDER.filter((span) => longest === null || span < longest), longest];
}

const lengthOf = (span: Milliseconds | null) => span ?? Number.POSITIVE_INFINITY;
