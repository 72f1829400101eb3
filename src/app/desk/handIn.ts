/**
 * The form handed in: whoever asks hears in its fields what stands against it, and nothing is raised; or it is a request
 * like any other. Handed in twice it is one request: the form carries a name of its own.
 */
import type { Choice, Offer } from '../../core/request/index.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { Desk, DeskAct, DeskAnswer } from '../../ports/desk.ts';
import { offersFor } from '../requests/offers.ts';
import { type NotRaised, type Raised, type RequestAsked, raiseRequest } from '../requests/raise.ts';
import type { World } from '../world.ts';
import { aboutWhom, chosenIn, noOffersWords } from './ask.ts';
import { choicesIn, durationField, FIELDS, isEmergencyOnly, refusalOf, timeValue } from './askForm.ts';
import { strangerWords, whoIs } from './who.ts';

type HandedIn = Extract<DeskAct, { readonly kind: 'form' }>;

/** The desk wants an answer within three seconds; the tracker may take longer. */
const PATIENCE = 1_500;

export async function handInAsk(world: World, desk: Desk, act: HandedIn): Promise<DeskAnswer> {
  const read = await readHandedIn(world, desk, act);
  if (!read.ok) return shown(act, read.refusal);
  const raising = raiseRequest(world, read.value);
  const raised = await withinPatience(raising);
  if (raised === null) void tellLater(world, desk, act, raising);
  return raised === null || raised.ok ? { kind: 'taken' } : shown(act, wrongIn(raised.refusal));
}

interface Wrong {
  readonly field: string;
  readonly says: string;
}

/** Where that field is not there, at the one that always is. */
const shown = ({ fields }: HandedIn, { field, says }: Wrong): DeskAnswer => ({
  kind: 'wrong',
  fields: { [fields.includes(field) ? field : FIELDS.access]: says },
});

async function readHandedIn(world: World, desk: Desk, act: HandedIn): Promise<Outcome<RequestAsked, Wrong>> {
  const wrong = (field: string, says: string) => refuse<Wrong>({ field, says });
  const { access, reason, ticket } = chosenIn(act.answers);
  const who = await whoIs(world, desk, act.by);
  if (!who.ok) return wrong(FIELDS.access, strangerWords(who.refusal));
  if ((await world.store.read.raised(`slack:${act.token}`)) !== null) return wrong(FIELDS.access, ASKED_BEFORE);
  const about = await aboutWhom(world, desk, who.value, act.answers);
  if (!about.ok) return wrong(FIELDS.forWhom, about.refusal);
  const offers = await offersFor(world, about.value, who.value.person);
  if (!offers.ok) return wrong(FIELDS.forWhom, noOffersWords(offers.refusal));
  const offer = access === null ? null : offers.value.named(access);
  if (offer === null) return wrong(FIELDS.access, 'Choose what it is: the catalogue has nothing like that any more.');
  if (!offer.offered) return wrong(FIELDS.access, refusalOf(offer));
  const breakGlass = act.answers[FIELDS.emergency] !== undefined || isEmergencyOnly(offer);
  const times = durationField(offer, breakGlass);
  const choice = choiceIn(offer, breakGlass, act.answers[times]);
  if (choice === undefined) return wrong(times, 'Choose for how long.');
  const { rule, asks: duration } = choice;
  if (rule.reason === 'needed' && reason === null) return wrong(FIELDS.reason, 'Say what it is needed for.');
  if (rule.ticket === 'needed' && ticket === null) return wrong(FIELDS.ticket, 'Name its ticket: the key or the link.');
  const lines = [offer.entry.entitlement.id];
  const what = { asker: who.value.person, beneficiary: about.value, lines, duration, reason, ticket, breakGlass };
  return accept({ ...what, channel: 'slack', key: act.token });
}

/** Handed in before, and the desk did not hear that it was taken. */
const ASKED_BEFORE =
  'You have asked with this form already: your page shows it. For something else, open it once more.';

/** As it is offered now: a time that was chosen for something else, or is offered no more, is none. */
const choiceIn = (
  offer: Extract<Offer, { readonly offered: true }>,
  breakGlass: boolean,
  chosen: string | undefined,
): Choice | undefined => choicesIn(offer, breakGlass).find((one) => timeValue(one) === chosen);

/** What stands against it is said at the field it is about. */
const FIELD_OF: Readonly<Partial<Record<NotRaised['refusal'], string>>> = {
  'needs-reason': FIELDS.reason,
  'needs-ticket': FIELDS.ticket,
  'not-working-here': FIELDS.forWhom,
  'unknown-person': FIELDS.forWhom,
  'ambiguous-person': FIELDS.forWhom,
};

function wrongIn({ refusal, says, details }: NotRaised): Wrong {
  if (refusal === 'key-used') return { field: FIELDS.access, says: ASKED_BEFORE };
  return { field: FIELD_OF[refusal] ?? FIELDS.access, says: [says, ...details].join(' ') };
}

type Raising = Promise<Outcome<Raised, NotRaised>>;

/** `null` = it is not known yet; most likely it is kept, and its issue is still being filed. */
async function withinPatience(raising: Raising): Promise<Outcome<Raised, NotRaised> | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE);
  });
  try {
    return await Promise.race([raising, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The form is closed by then: what came to nothing is said in their conversation. */
async function tellLater(world: World, desk: Desk, { by }: HandedIn, raising: Raising): Promise<void> {
  try {
    const raised = await raising;
    if (!raised.ok) await desk.whisper(by, null, `Nothing was asked for. ${wrongIn(raised.refusal).says}`);
  } catch (trouble) {
    world.log.error({ trouble: String(trouble) }, 'a request handed in at the desk was not raised');
    await desk.whisper(by, null, 'Nothing was asked for: please try once more.').catch(() => null);
  }
}
