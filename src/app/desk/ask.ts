/**
 * Asking where people decide: a form that offers what policy would let be asked, and says beside its own fields what it
 * would not. Whatever comes back is only what somebody chose: who they are, what is offered and whether it may be asked is
 * looked up again each time.
 */
import type { Offer } from '../../core/request/index.ts';
import { deskUserId, type PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { Desk, DeskAct, DeskAnswer, DeskAnswers } from '../../ports/desk.ts';
import { Fault } from '../../ports/fault.ts';
import { type NoOffers, type Offers, offersFor } from '../requests/offers.ts';
import type { World } from '../world.ts';
import { askForm, FIELDS, optionOf, refusalOf } from './askForm.ts';
import { timesFor } from './times.ts';
import { type Known, otherStrangerWords, strangerWords, whoIs } from './who.ts';

type Opened = Extract<DeskAct, { readonly kind: 'command' | 'press' }>;
type Changed = Extract<DeskAct, { readonly kind: 'change' }>;
type Searched = Extract<DeskAct, { readonly kind: 'search' }>;

/** A select shows no more. */
const MOST_OPTIONS = 100;
/** Of what the words behind the command found and may not be asked: a sentence each. */
const MOST_REFUSED = 3;

/** `words`: what they look for; or exactly what, as a button of their page named it. */
export async function openAsk(
  world: World,
  desk: Desk,
  act: Opened,
  wanted: { readonly words: string } | { readonly entitlement: string },
): Promise<void> {
  const who = await whoIs(world, desk, act.by);
  if (!who.ok) return desk.whisper(act.by, act.replyTicket, strangerWords(who.refusal));
  const offers = await offersFor(world, who.value.person);
  if (!offers.ok) return desk.whisper(act.by, act.replyTicket, noOffersWords(offers.refusal));
  const shown =
    'words' in wanted
      ? byWords(offers.value, wanted.words)
      : { ...NONE, offers: namedIn(offers.value, [wanted.entitlement]) };
  const show = await timesFor(world, who.value.person);
  const view = { token: world.freshId(), isEmergency: false, show, ...shown };
  await desk.openForm(act.formTicket, askForm(view));
}

export const noOffersWords = (why: NoOffers): string => NO_OFFERS[why];
const NO_OFFERS: Readonly<Record<NoOffers, string>> = {
  'no-policy': 'Nothing can be asked for yet: no policy is in force.',
  'not-working': 'Whom it is for does not work here now: access begins with the work.',
};

interface Wanted {
  readonly offers: readonly Offer[];
  readonly found: readonly Offer[];
  readonly says: readonly string[];
}
const NONE: Wanted = { offers: [], found: [], says: [] };

/** One thing found is chosen; several are listed; what may not be asked says why. */
function byWords(offers: Offers, words: string): Wanted {
  if (words.trim() === '') return NONE;
  const found: Offer[] = [];
  const refused: string[] = [];
  for (const offer of offers.find(words)) {
    if (!offer.offered && refused.length < MOST_REFUSED) refused.push(refusalOf(offer));
    if (offer.offered) found.push(offer);
    if (found.length === MOST_OPTIONS) break;
  }
  const [only, ...more] = found;
  if (only === undefined && refused.length === 0) {
    return { ...NONE, says: [`Nothing here is called “${words.trim().slice(0, 100)}”. Search with other words.`] };
  }
  if (only === undefined || more.length > 0) return { offers: [], found, says: refused };
  return { offers: [only], found: [], says: refused };
}

/** Something was chosen that decides what else there is to choose. */
export async function changeAsk(world: World, desk: Desk, act: Changed): Promise<void> {
  const who = await whoIs(world, desk, act.by);
  if (!who.ok) return;
  const about = await aboutWhom(world, desk, who.value, act.answers);
  const offers = about.ok ? await offersFor(world, about.value, who.value.person) : null;
  const wrong = !about.ok ? about.refusal : offers?.ok === false ? noOffersWords(offers.refusal) : null;
  const { access } = chosenIn(act.answers);
  const form = askForm({
    token: act.token,
    offers: offers?.ok === true ? namedIn(offers.value, access) : [],
    found: [],
    isEmergency: act.answers[FIELDS.emergency] !== undefined,
    says: wrong === null ? [] : [wrong],
    show: await timesFor(world, who.value.person),
  });
  try {
    await desk.changeForm(act.place, form);
  } catch (trouble) {
    // They have chosen again, or closed it: the next act is about what they see then.
    if (!(trouble instanceof Fault) || (trouble.kind !== 'conflict' && trouble.kind !== 'missing')) throw trouble;
  }
}

export async function searchAsk(world: World, desk: Desk, act: Searched): Promise<DeskAnswer> {
  const nothing: DeskAnswer = { kind: 'options', options: [] };
  const who = await whoIs(world, desk, act.by);
  const about = who.ok ? await aboutWhom(world, desk, who.value, act.answers) : null;
  if (!who.ok || about === null || !about.ok) return nothing;
  const offers = await offersFor(world, about.value, who.value.person);
  if (!offers.ok) return nothing;
  const found: Offer[] = [];
  for (const offer of offers.value.find(act.words)) {
    if (offer.offered) found.push(offer);
    if (found.length === MOST_OPTIONS) break;
  }
  return { kind: 'options', options: found.map(optionOf) };
}

/** Without what is not in the catalogue any more. */
export const namedIn = (offers: Offers, access: readonly string[]): readonly Offer[] =>
  [...new Set(access)].flatMap((one) => offers.named(one) ?? []);

export interface Chosen {
  /** One or several, as they were chosen. */
  readonly access: readonly string[];
  readonly reason: string | null;
  readonly ticket: string | null;
}

export function chosenIn(answers: DeskAnswers): Chosen {
  const text = (field: string) => answers[field]?.trim() || null;
  return { access: text(FIELDS.access)?.split('\n') ?? [], reason: text(FIELDS.reason), ticket: text(FIELDS.ticket) };
}

/** Whoever asks, unless they chose somebody. */
export async function aboutWhom(
  world: World,
  desk: Desk,
  own: Known,
  answers: DeskAnswers,
): Promise<Outcome<PersonId, string>> {
  const picked = answers[FIELDS.forWhom];
  if (picked === undefined) return accept(own.person);
  const other = await whoIs(world, desk, deskUserId(picked));
  return other.ok ? accept(other.value.person) : refuse(otherStrangerWords(other.refusal));
}
