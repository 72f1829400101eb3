/** Who somebody at the desk is here: by the address the desk has proved, and by nothing they call themselves. */
import type { DeskUserId, PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { Desk } from '../../ports/desk.ts';
import type { World } from '../world.ts';

export interface Known {
  readonly person: PersonId;
  readonly mail: string;
}

export type Stranger = 'no-address' | 'unknown' | 'ambiguous';

export async function whoIs({ store }: World, desk: Desk, user: DeskUserId): Promise<Outcome<Known, Stranger>> {
  const mail = await desk.mailOf(user);
  if (mail === null) return refuse('no-address');
  const [person, ...more] = await store.read.findPersons(mail);
  if (person === undefined) return refuse('unknown');
  return more.length > 0 ? refuse('ambiguous') : accept({ person, mail });
}

const OWN: Readonly<Record<Stranger, string>> = {
  'no-address':
    'No confirmed address of yours is shown here, so nobody can tell who you are: ask whoever runs this workspace.',
  unknown: 'Nobody who works here is known by your address, so there is nothing to show: ask HR or IT to register you.',
  ambiguous: 'Two people are known by your address, so nobody can tell which you are: ask IT to settle that.',
};
const OTHERS: Readonly<Record<Stranger, string>> = {
  'no-address': 'No confirmed address of theirs is shown here: choose somebody who works here.',
  unknown: 'Nobody who works here is known by their address: choose somebody else, or ask HR to register them.',
  ambiguous: 'Two people are known by their address: ask on the portal, and say which.',
};

export const strangerWords = (why: Stranger): string => OWN[why];
export const otherStrangerWords = (why: Stranger): string => OTHERS[why];
