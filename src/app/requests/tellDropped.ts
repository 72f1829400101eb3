/**
 * Whoever asked outside the tracker hears that their request is not waited for any more: they were told that it is kept, and
 * there is no issue that could say so. By mail, which carries the same Message-ID however often it is tried.
 */
import { sha256 } from '../../core/shared/canonical.ts';
import type { JobResult } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import { ABOUT_NO_REQUEST, hostOf, renderNotice } from '../notices/index.ts';
import { later, type World } from '../world.ts';
import { worksNow } from './people.ts';
import { lineWords } from './raisedForm.ts';

const REFUSED_AGAIN = 30 * 60_000;
const WHY = 'its issue was refused for good, nobody was asked about it, and a person has let it be; ask anew';

export async function tellDropped(world: World, key: string): Promise<JobResult> {
  const { read } = world.store;
  const [row, force, now] = await Promise.all([read.raised(key), world.rules.current(), read.now()]);
  if (force === null || row === null || row.droppedAt === undefined || row.issue !== null) return undefined;
  const [asker, beneficiary] = await Promise.all([read.person(row.asker), read.person(row.beneficiary)]);
  const [to, about] = [asker.person?.profile.workMail, beneficiary.person?.profile];
  // Erased since, or gone, nobody is there to be told.
  if (to === undefined || about === undefined || !worksNow(asker, now)) return undefined;
  const { settings } = force.policy;
  const { from } = settings.mail;
  const facts = {
    ...ABOUT_NO_REQUEST,
    ...{ company: settings.company, person: `${about.givenName} ${about.familyName}`, givenName: about.givenName },
    ...{ login: null, formerLogin: null, manager: null, start: null, end: null, gained: [], lost: [], waiting: [] },
    ...{ failed: [], emergencies: [], issueKey: '', issueLink: '', nextStep: null, activationLink: null },
    access: row.lines.map((line) => lineWords(force.policy, line)).join(', '),
    because: WHY,
  };
  const messageId = `${sha256(`dropped/${key}`).slice(0, 32)}@tenure.${hostOf(from)}`;
  try {
    await world.mailer.send({ messageId, from, to: [to], ...renderNotice('access-refused', facts, world.templates) });
    return undefined;
  } catch (trouble) {
    if (!(trouble instanceof Fault) || trouble.kind === 'transient') throw trouble;
    world.log.error({ raised: sha256(key).slice(0, 16), fault: trouble.message }, 'a mail was refused');
    return { again: later(await read.now(), REFUSED_AGAIN) };
  }
}
