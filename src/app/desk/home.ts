/**
 * Everybody's own page at the desk: drawn when they look at it, and again when something on it has changed, as far as they
 * have ever looked. A hint and no promise: a page that was not drawn again is drawn when it is looked at the next time.
 */
import { foldCase } from '../../core/evidence/index.ts';
import { mailsOf } from '../../core/grant/index.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import type { CaseId, DeskUserId } from '../../core/shared/ids.ts';
import type { Desk, DeskPage } from '../../ports/desk.ts';
import { Fault } from '../../ports/fault.ts';
import { homeOf } from '../requests/mine.ts';
import { waitingFor } from '../requests/waiting.ts';
import type { World } from '../world.ts';
import { tellAsker } from './askerCard.ts';
import { exceptionsSection } from './exceptions.ts';
import { asHint } from './hint.ts';
import { decidersPage, pageOf, strangersPage } from './page.ts';
import { timesFor } from './times.ts';
import { strangerWords } from './who.ts';

/** What stands before somebody who has looked at their page; kept under a digest of their address. */
interface Standing {
  readonly user: DeskUserId;
  readonly seen: string;
}
const keyOf = (desk: Desk, mail: string) => `desk-page:${desk.connection}:${sha256(mail)}`;

/** `seen`: what they have before them; `null` = nothing. */
export async function showOwnPage(world: World, desk: Desk, user: DeskUserId, seen: string | null): Promise<void> {
  const mail = await desk.mailOf(user);
  const stands = await put(desk, user, seen, () => ownPage(world, mail));
  if (mail === null) return;
  await world.store.transaction((tx) => tx.setControl(keyOf(desk, mail), { user, seen: stands } satisfies Standing));
}

/** Something newer stood there: what is drawn after that is at least as new. */
async function put(desk: Desk, user: DeskUserId, seen: string | null, draw: () => Promise<DeskPage>): Promise<string> {
  try {
    return await desk.showPage(user, await draw(), seen);
  } catch (trouble) {
    if (!(trouble instanceof Fault) || trouble.kind !== 'conflict') throw trouble;
    return desk.showPage(user, await draw(), null);
  }
}

async function ownPage(world: World, mail: string | null): Promise<DeskPage> {
  if (mail === null) return strangersPage(strangerWords('no-address'));
  const [person, ...more] = await world.store.read.findPersons(mail);
  if (more.length > 0) return strangersPage(strangerWords('ambiguous'));
  const show = await timesFor(world, person ?? null);
  const exceptions = await exceptionsSection(world, mail, show);
  if (person !== undefined) return pageOf(await homeOf(world, person), exceptions, show);
  const toDecide = await waitingFor(world, [mail]);
  if (toDecide.length + exceptions.length === 0) return strangersPage(strangerWords('unknown'));
  return decidersPage(toDecide, exceptions, show);
}

/**
 * What follows at the desk from a change of a request: whoever asked there hears of it, and everybody who has a part in it,
 * or had, has their page drawn again as far as they have looked at it before.
 */
export async function showToParties(world: World, id: CaseId): Promise<undefined> {
  const { desk, store } = world;
  if (desk === null) return undefined;
  await asHint(world, 'whoever asked could not be told', tellAsker(world, desk, id));
  const { person, request } = foldCase(id, await store.read.stream(id));
  const people = [...(person === null ? [] : [person]), ...request.lines.flatMap(({ asked }) => asked.by ?? [])];
  const ledgers = await Promise.all([...new Set(people)].map((one) => store.read.person(one)));
  const approvers = request.questions.flatMap((question) => question.approvers.map(({ mail }) => mail));
  for (const mail of new Set([...ledgers.flatMap(mailsOf), ...approvers])) {
    const stands = await store.read.getControl<Standing>(keyOf(desk, mail));
    if (stands !== null)
      await asHint(world, 'a page could not be drawn', showOwnPage(world, desk, stands.user, stands.seen));
  }
  return undefined;
}
