/**
 * Several things asked for on one form: one time for all of them, so what there is to choose from is what each of them
 * offers. Each still has its own rule, its own question and its own end.
 */
import type { RequestRule } from '../policy/model.ts';
import type { Choice, Offer } from './offered.ts';

type Offered = Extract<Offer, { readonly offered: true }>;

/** One time all of them may be asked for, and the rules that would answer: one for each. */
export interface SharedChoice extends Omit<Choice, 'rule'> {
  readonly rules: readonly RequestRule[];
}

/** In an emergency only what is for emergencies, whether it was ticked or one of them is offered in no other way. */
export const isEmergencyFor = (offers: readonly Offer[], isTicked: boolean): boolean =>
  isTicked || offers.some(isEmergencyOnly);

export const isEmergencyOnly = (offer: Offer): boolean => offer.offered && offer.choices.length === 0;

/** Shortest first. Nothing is shared with what is not offered at all. */
export function sharedChoices(offers: readonly Offer[], isEmergency: boolean): readonly SharedChoice[] {
  const of = (offer: Offered) => (isEmergency ? offer.emergency : offer.choices);
  const offered = offers.flatMap((offer) => (offer.offered ? [of(offer)] : []));
  const [first, ...others] = offered;
  if (first === undefined || offered.length < offers.length) return [];
  return first.flatMap((choice) => {
    const same = others.map((choices) =>
      choices.find(({ asks, duration }) => asks === choice.asks && duration === choice.duration),
    );
    const all = [choice, ...same].filter((one) => one !== undefined);
    if (all.length < offered.length) return [];
    const { asks, duration } = choice;
    return [{ asks, duration, isUsual: all.every(({ isUsual }) => isUsual), rules: all.map(({ rule }) => rule) }];
  });
}
