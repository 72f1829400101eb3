/**
 * The form handed in: whoever asks hears in its fields what stands against it, and nothing is raised; or it is a request
 * like any other. Handed in twice it is one request: the form carries a name of its own.
 */
import type { Choice, Offer } from '../../core/request/index.ts';
import type { Outcome } from '../../core/shared/outcome.ts';
import type { Desk, DeskAct, DeskAnswer } from '../../ports/desk.ts';
import { offersFor } from '../requests/offers.ts';
import { type NotRaised, type Raised, raiseRequest } from '../requests/raise.ts';
import type { World } from '../world.ts';
import { aboutWhom, chosenIn, noOffersWords } from './ask.ts';
import { choicesIn, durationField, FIELDS, isEmergencyOnly, refusalOf, timeValue } from './askForm.ts';
import { strangerWords, whoIs } from './who.ts';

type HandedIn = Extract<DeskAct, { readonly kind: 'form' }>;

/** The desk wants an answer within three seconds; the tracker may take longer. */
const PATIENCE = 1_500;

export async function handInAsk(world: World, desk: Desk, act: HandedIn): Promise<DeskAnswer> {
  const wrong = (field: string, says: string): DeskAnswer => ({
    kind: 'wrong',
    // Where that field is not there, at the one that always is.
    fields: { [act.fields.includes(field) ? field : FIELDS.access]: says },
  });
  const { access, reason, ticket } = chosenIn(act.answers);
  const who = await whoIs(world, desk, act.by);
  if (!who.ok) return wrong(FIELDS.access, strangerWords(who.refusal));
  const about = await aboutWhom(world, desk, who.value, act.answers);
  if (!about.ok) return wrong(FIELDS.forWhom, about.refusal);
  const asker = who.value.person;
  const offers = await offersFor(world, about.value);
  if (!offers.ok) return wrong(FIELDS.forWhom, noOffersWords(offers.refusal));
  const offer = access === null ? null : offers.value.named(access);
  if (offer === null) return wrong(FIELDS.access, 'Choose what it is: the catalogue has nothing like that any more.');
  if (!offer.offered) return wrong(FIELDS.access, refusalOf(offer));
  const breakGlass = act.answers[FIELDS.emergency] !== undefined || isEmergencyOnly(offer);
  const duration = durationField(offer, breakGlass);
  const choice = choiceIn(offer, breakGlass, act.answers[duration]);
  if (choice === undefined) return wrong(duration, HOW_LONG);
  const { rule } = choice;
  if (rule.reason === 'needed' && reason === null) return wrong(FIELDS.reason, 'Say what it is needed for.');
  if (rule.ticket === 'needed' && ticket === null)
    return wrong(FIELDS.ticket, 'Name the ticket it is for: its key or its link.');
  const lines = [offer.entry.entitlement.id];
  const what = { asker, beneficiary: about.value, lines, duration: choice.asks, reason, ticket, breakGlass };
  const raised = await inTime(world, raiseRequest(world, { ...what, channel: 'slack', key: act.token }));
  if (raised === null || raised.ok) return { kind: 'taken' };
  const { refusal, says, details } = raised.refusal;
  return wrong(FIELD_OF[refusal] ?? FIELDS.access, [says, ...details].join(' '));
}

const HOW_LONG = 'Choose for how long.';

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

/** `null` = it is kept, and its issue is still being filed: whoever asked sees it on their page. */
async function inTime(
  { log }: World,
  raising: Promise<Outcome<Raised, NotRaised>>,
): Promise<Outcome<Raised, NotRaised> | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE);
  });
  raising.catch((trouble: unknown) => log.warn({ fault: String(trouble) }, 'a request was not raised in time'));
  try {
    return await Promise.race([raising, late]);
  } finally {
    clearTimeout(timer);
  }
}
