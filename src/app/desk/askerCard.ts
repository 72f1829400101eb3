/**
 * A word to whoever asked at the desk, with the link to the issue: put before them once, and changed in place as the request
 * goes on. It decides nothing and is looked for before it is posted again; should it come twice all the same, it is read twice.
 */
import {
  type CaseLine,
  type CaseState,
  foldCase,
  lineEnd,
  openQuestions,
  stillAsked,
} from '../../core/evidence/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import type { CaseId, EntitlementId, PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Desk, DeskCard, DeskPlace } from '../../ports/desk.ts';
import { Fault } from '../../ports/fault.ts';
import { raisedBehind } from '../requests/ahead.ts';
import { type OwnView, ownView } from '../requests/ownView.ts';
import { namesOfOnly } from '../requests/speaker.ts';
import type { World } from '../world.ts';
import { type Show, timesFor } from './times.ts';

interface Standing {
  readonly place: DeskPlace;
  /** Digest of what stands there. */
  readonly stands: string;
}

export async function tellAsker(world: World, desk: Desk, id: CaseId): Promise<void> {
  const { read } = world.store;
  const state = foldCase(id, await read.stream(id));
  const raised = await raisedBehind(world, state);
  if (raised === null || raised.channel !== 'slack' || state.person === null) return;
  const [view, ledger, show] = await Promise.all([
    ownView(world),
    read.person(state.person),
    timesFor(world, raised.asker),
  ]);
  const isForOther = raised.asker !== state.person;
  const forWhom = isForOther ? await view.personOf(state.person) : null;
  const { issue } = state;
  const link = issue && { says: `${issue.key} in Jira`, address: world.tracker.addressOf(issue.key) };
  const card = cardOf(view, raised.lines, state, ledger, forWhom, show, link);
  const stands = sha256(canonical(card));
  const key = `desk-asked:${desk.connection}:${id}`;
  const known = await read.getControl<Standing>(key);
  if (known?.stands === stands) return;
  const place = await put(world, desk, raised.asker, sha256(key), card, known, raised.raisedAt);
  if (place !== null) {
    await world.store.transaction((tx) => tx.setControl(key, { place, stands } satisfies Standing));
  }
}

/** In the place where it stands; where it was taken away, or nothing is known, it is looked for and posted. `null` = nobody is there. */
async function put(
  world: World,
  desk: Desk,
  asker: PersonId,
  key: string,
  card: DeskCard,
  known: Standing | null,
  since: Instant,
): Promise<DeskPlace | null> {
  if (known !== null && (await changed(desk, known.place, key, card))) return known.place;
  for (const mail of await namesOfOnly(world, asker)) {
    const user = await desk.findUser(mail);
    if (user === null) continue;
    const found = known === null ? await desk.find(user, key, since) : null;
    if (found !== null && (await changed(desk, found, key, card))) return found;
    return desk.post(user, key, card);
  }
  return null;
}

async function changed(desk: Desk, place: DeskPlace, key: string, card: DeskCard): Promise<boolean> {
  try {
    await desk.update(place, key, card);
    return true;
  } catch (trouble) {
    if (trouble instanceof Fault && trouble.kind === 'missing') return false;
    throw trouble;
  }
}

function cardOf(
  view: OwnView,
  wanted: readonly EntitlementId[],
  { request }: CaseState,
  ledger: PersonLedger,
  forWhom: string | null,
  show: Show,
  link: DeskCard['link'],
): DeskCard {
  return {
    title: `You asked for ${wanted.map((one) => view.titleOf(one)).join(', ')}`,
    facts: [
      ...(forWhom === null ? [] : [{ label: 'For', value: forWhom }]),
      ...request.lines.flatMap((line) => [
        {
          label: view.titleOf(line.entitlement),
          value: `${durationWords(line.duration)}. ${standing(request, line, ledger, show)}`,
        },
      ]),
      // Policy may have changed between the form and its issue.
      ...request.notAsked.map(({ asked }) => ({ label: asked, value: 'Not asked about: the issue says why.' })),
    ],
    notes: [],
    link,
    buttons: [],
  };
}

function standing(request: CaseState['request'], line: CaseLine, ledger: PersonLedger, show: Show): string {
  if (line.ended !== null) return `${capital(lineEnd(line.ended, line.asked.manual))}.${refusalIn(request, line)}`;
  const question = openQuestions(request).find((one) => one.line === line.id);
  if (question !== undefined) {
    return `Waits for ${stillAsked(question)
      .map(({ mail }) => mail)
      .join(', ')}, until ${show(question.until)}.`;
  }
  const grant = ledger.grants.find(({ id }) => id === line.grant);
  if (grant === undefined) return 'Nobody is asked yet.';
  if (grant.hold?.began === null) return 'Given, and being opened.';
  return grant.end === null ? 'Given, for as long as the work.' : `Given until ${show(grant.end)}.`;
}

function refusalIn({ questions }: CaseState['request'], { id }: CaseLine): string {
  const said = questions.filter(({ line }) => line === id).flatMap(({ decisions }) => decisions);
  const refused = said.find(({ verdict }) => verdict === 'refuse')?.personal;
  return refused === undefined ? '' : ` ${refused.by}${refused.reason === null ? '' : `: “${refused.reason}”`}`;
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
