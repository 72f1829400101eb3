/** Who closed the sub-tasks of a request, as far as the tracker tells: by their address, or by being one who may. */
import { mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import type { Actor, Concerned, FiledForm } from '../../core/person/index.ts';
import type { Speaker } from '../../core/request/index.ts';
import type { World } from '../world.ts';
import { speakerNamed } from './speaker.ts';

type Tasks = FiledForm['tasks'];

/** Nobody is looked for while nobody has closed anything. */
const closedBy = (tasks: Tasks): readonly Actor[] =>
  tasks.flatMap(({ done, closed }) => (done && closed !== null ? [closed.author] : []));

/** Whom a request is for, by the ids the tracker knows them by. */
export async function concernedIn({ tracker }: World, tasks: Tasks, ledger: PersonLedger): Promise<Concerned> {
  const mails = mailsOf(ledger);
  if (closedBy(tasks).length === 0) return { trackerIds: [], mails };
  const found = await Promise.all(mails.filter((mail) => mail.includes('@')).map((mail) => tracker.whoMayHave(mail)));
  return { trackerIds: found.flat(), mails };
}

/**
 * By the tracker's id. An address that is hidden is looked for among those who may say what an
 * emergency was: only whom the tracker shows with exactly that address is one of them.
 */
export async function closersIn(
  world: World,
  tasks: Tasks,
  mayReview: readonly string[],
): Promise<ReadonlyMap<string, Speaker>> {
  const closers = new Map<string, Speaker>();
  for (const { id, mail } of closedBy(tasks)) {
    const known = mail ?? (await shownAs(world, id, mayReview));
    if (known !== null) closers.set(id, await speakerNamed(world, known));
  }
  return closers;
}

async function shownAs({ tracker }: World, id: string, mails: readonly string[]): Promise<string | null> {
  for (const mail of mails) if ((await tracker.findShownUser(mail)) === id) return mail;
  return null;
}
