/** What one person sees of their own access, and what they may ask for: `tenure access`. */
import { z } from 'zod';
import { titleOf } from '../../core/policy/index.ts';
import type { RequestRule, Risk } from '../../core/policy/model.ts';
import type { Choice, Offer } from '../../core/request/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import type { EntitlementId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import { homeOf } from '../requests/mine.ts';
import { offerRefusal, offersFor } from '../requests/offers.ts';
import { findPerson } from './find.ts';
import { operation, refused } from './operation.ts';

export const access = operation({
  needs: 'store',
  input: z.strictObject({ person: z.string().min(1).max(500) }),
  async run(world, { person }) {
    const found = await findPerson(world, person);
    if (!found.ok) return found;
    const { shown } = found.value;
    const { holds, asked, kept, toDecide, again, works } = await homeOf(world, shown.id);
    return accept({ person: shown, works, holds, asked, kept, toDecide, again });
  },
});

export const offers = operation({
  // In which groups somebody is who would ask is read at the provider, where policy names groups.
  needs: 'outside',
  input: z.strictObject({
    /** Whom it would be for. */
    person: z.string().min(1).max(500),
    /** A few letters of application or role; absent = everything. */
    search: z.string().max(200).default(''),
    limit: z.int().min(1).max(1_000).default(100),
  }),
  async run(world, { person, search, limit }) {
    const found = await findPerson(world, person);
    if (!found.ok) return found;
    const { shown } = found.value;
    const known = await offersFor(world, shown.id);
    if (!known.ok) return refused(known.refusal, person);
    const all: ShownOffer[] = [];
    let more = 0;
    for (const offer of known.value.find(search)) {
      if (all.length < limit) all.push(shownOffer(offer));
      else more += 1;
    }
    return accept({ person: shown, offers: all, more });
  },
});

interface ShownChoice {
  readonly for: string;
  readonly isUsual: boolean;
  readonly rule: string;
  readonly answer: RequestRule['answer']['kind'];
  readonly reason: RequestRule['reason'];
  readonly ticket: RequestRule['ticket'];
}

type ShownOffer = { readonly access: EntitlementId; readonly title: string; readonly risk: Risk } & (
  | {
      readonly offered: true;
      readonly choices: readonly ShownChoice[];
      readonly emergency: readonly ShownChoice[];
      /** Held already, until then. */
      readonly heldUntil: Instant | null;
    }
  | { readonly offered: false; readonly words: string; readonly rule: string | null; readonly says: string | null }
);

function shownOffer(offer: Offer): ShownOffer {
  const { id, risk } = offer.entry.entitlement;
  const shown = { access: id, title: titleOf(offer.entry), risk };
  if (!offer.offered) {
    const { because, rule, says } = offer;
    return { ...shown, offered: false, words: offerRefusal(because), rule, says };
  }
  return {
    ...shown,
    offered: true,
    choices: offer.choices.map(shownChoice),
    emergency: offer.emergency.map(shownChoice),
    heldUntil: offer.extends?.end ?? null,
  };
}

const shownChoice = ({ duration, isUsual, rule }: Choice): ShownChoice => ({
  for: durationWords(duration),
  isUsual,
  rule: rule.id,
  answer: rule.answer.kind,
  reason: rule.reason,
  ticket: rule.ticket,
});
