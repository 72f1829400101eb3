/** A desk in the process, for what can only be seen between two steps of a job: what it was told is kept, and may be made to fail. */
import type { World } from '../../src/app/world.ts';
import { connectionId, type DeskUserId, deskUserId } from '../../src/core/shared/ids.ts';
import type { Desk, DeskCard, DeskForm, DeskPage, DeskPlace } from '../../src/ports/desk.ts';
import { Fault } from '../../src/ports/fault.ts';

export interface TestDesk {
  readonly desk: Desk;
  readonly posted: Map<string, { readonly to: DeskUserId; readonly key: string; card: DeskCard }>;
  /** How many were ever posted, also those somebody has taken away since. */
  posts(): number;
  readonly forms: DeskForm[];
  readonly pages: Map<DeskUserId, DeskPage>;
  readonly whispers: { readonly to: DeskUserId; readonly says: string }[];
  /** The next call fails; of a post after it was done. */
  failNext(call: 'post' | 'mailOf'): void;
}

/** Everybody is there, and called by their address, in the desk's own ids too. */
export const deskUser = (mail: string): DeskUserId => deskUserId(mail);

export function testDesk(isThere: (mail: string) => boolean = () => true): TestDesk {
  const posted: TestDesk['posted'] = new Map();
  const forms: DeskForm[] = [];
  const pages: TestDesk['pages'] = new Map();
  const whispers: { to: DeskUserId; says: string }[] = [];
  const failing = new Set<string>();
  let nth = 0;
  const fails = (call: string) => {
    if (failing.delete(call)) throw new Fault('transient', call, { note: 'limit' });
  };
  const at = ({ message }: DeskPlace) => {
    const there = posted.get(message);
    if (there === undefined) throw new Fault('missing', 'change a card');
    return there;
  };
  const desk: Desk = {
    connection: connectionId('slack'),
    findUser: async (mail) => (isThere(mail) ? deskUser(mail) : null),
    mailOf: async (user) => {
      fails('mailOf');
      return user;
    },
    find: async (to, key) => {
      const found = [...posted].find(([, one]) => one.to === to && one.key === key);
      return found === undefined ? null : { channel: to, message: found[0] };
    },
    post: async (to, key, card) => {
      nth += 1;
      posted.set(String(nth), { to, key, card });
      fails('post');
      return { channel: to, message: String(nth) };
    },
    update: async (place, _key, card) => {
      at(place).card = card;
    },
    openForm: async (_ticket, form) => void forms.push(form),
    changeForm: async (_place, form) => void forms.push(form),
    showPage: async (to, page) => {
      pages.set(to, page);
      return String(pages.size);
    },
    whisper: async (to, _ticket, says) => void whispers.push({ to, says }),
    probePowers: async () => [],
  };
  return { desk, posted, posts: () => nth, forms, pages, whispers, failNext: (call) => void failing.add(call) };
}

/** Its process ends after so many of its transactions. */
export function dyingAfter(world: World, transactions: number): World {
  let left = transactions;
  const transaction: World['store']['transaction'] = (...given) => {
    if (left <= 0) return Promise.reject(new Error('the process ended'));
    left -= 1;
    return world.store.transaction(...given);
  };
  return { ...world, store: { ...world.store, transaction } };
}
