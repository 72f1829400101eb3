/**
 * The form handed in: whoever asks hears in its fields what stands against it, and nothing is raised; or it is a request
 * like any other. Handed in twice it is one request: the form carries a name of its own.
 */
import { isEmergencyFor, sharedChoices } from '../../core/request/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { Desk, DeskAct, DeskAnswer } from '../../ports/desk.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import { offersFor } from '../requests/offers.ts';
import { type NotRaised, type Raised, type RequestAsked, raiseRequest } from '../requests/raise.ts';
import type { World } from '../world.ts';
import { aboutWhom, chosenIn, namedIn, noOffersWords } from './ask.ts';
import {
  durationField,
  FIELDS,
  isDurationField,
  MOST_LINES,
  NO_TIME_SHARED,
  refusalOf,
  timeValue,
  wants,
} from './askForm.ts';
import { strangerWords, whoIs } from './who.ts';

type HandedIn = Extract<DeskAct, { readonly kind: 'form' }>;

/** The desk wants an answer within three seconds; the tracker may take longer. */
const PATIENCE = 1_500;

export async function handInAsk(world: World, desk: Desk, act: HandedIn): Promise<DeskAnswer> {
  const before = await world.store.read.raised(`slack:${act.token}`);
  if (before !== null) return handedInBefore(world, desk, act, before);
  const read = await readHandedIn(world, desk, act);
  if (!read.ok) return shown(act, read.refusal);
  const raising = raiseRequest(world, read.value);
  const raised = await withinPatience(raising);
  if (raised === null) void tellLater(world, desk, act, raising);
  return raised === null || raised.ok ? { kind: 'taken' } : shown(act, wrongIn(raised.refusal));
}

/** The desk did not hear that it was taken. Whoever took it may have died over it: its job looks now, and not in a minute. */
async function handedInBefore(world: World, desk: Desk, act: HandedIn, kept: RaisedRow): Promise<DeskAnswer> {
  if (kept.issue !== null || !(await isSame(world, desk, act, kept))) {
    return shown(act, { field: FIELDS.access, says: ASKED_BEFORE });
  }
  await world.engine.send({ lane: 'look', raised: kept.key });
  return { kind: 'taken' };
}

/** What is in the form is what was kept. Whether it is offered still is not asked: it has been asked for. */
async function isSame(world: World, desk: Desk, { by, answers }: HandedIn, kept: RaisedRow): Promise<boolean> {
  const who = await whoIs(world, desk, by);
  const about = who.ok ? await aboutWhom(world, desk, who.value, answers) : null;
  if (!who.ok || about?.ok !== true) return false;
  const { access, reason, ticket } = chosenIn(answers);
  const times = Object.entries(answers).flatMap(([field, value]) => (isDurationField(field) ? [value] : []));
  const { asker, beneficiary, lines, duration } = kept;
  return (
    asker === who.value.person &&
    beneficiary === about.value &&
    canonical([...lines].sort()) === canonical([...new Set(access)].sort()) &&
    times.includes(timeValue({ asks: duration })) &&
    reason === kept.reason &&
    ticket === kept.ticket &&
    (kept.breakGlass || answers[FIELDS.emergency] === undefined)
  );
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
  const about = await aboutWhom(world, desk, who.value, act.answers);
  if (!about.ok) return wrong(FIELDS.forWhom, about.refusal);
  const offers = await offersFor(world, about.value, who.value.person);
  if (!offers.ok) return wrong(FIELDS.forWhom, noOffersWords(offers.refusal));
  const chosen = namedIn(offers.value, access);
  if (chosen.length === 0 || chosen.length < new Set(access).size) return wrong(FIELDS.access, NOT_THERE);
  if (chosen.length > MOST_LINES) return wrong(FIELDS.access, `Ask for at most ${MOST_LINES} at once.`);
  const refused = chosen.flatMap((offer) => (offer.offered ? [] : [refusalOf(offer)]));
  if (refused.length > 0) return wrong(FIELDS.access, refused.join(' '));
  const breakGlass = isEmergencyFor(chosen, act.answers[FIELDS.emergency] !== undefined);
  const choices = sharedChoices(chosen, breakGlass);
  if (choices.length === 0) return wrong(FIELDS.access, NO_TIME_SHARED);
  // As it is offered now: a time that was chosen for something else, or is offered no more, is none.
  const times = durationField(chosen, breakGlass);
  const choice = choices.find((one) => timeValue(one) === act.answers[times]);
  if (choice === undefined) return wrong(times, 'Choose for how long.');
  if (wants(choice, 'reason') && reason === null) return wrong(FIELDS.reason, 'Say what it is needed for.');
  if (wants(choice, 'ticket') && ticket === null) return wrong(FIELDS.ticket, 'Name its ticket: the key or the link.');
  const lines = chosen.map(({ entry }) => entry.entitlement.id);
  const { asks: duration } = choice;
  const what = { asker: who.value.person, beneficiary: about.value, lines, duration, reason, ticket, breakGlass };
  return accept({ ...what, channel: 'slack', key: act.token });
}

const NOT_THERE = 'Choose what it is: the catalogue has nothing like that any more.';
const ASKED_BEFORE =
  'You have asked with this form already: your page shows it. For something else, open it once more.';

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
