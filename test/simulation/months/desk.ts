/**
 * Where people of a simulated company decide quickly: cards before each of them, their forms, and what they do with both.
 * What a card said is kept as it was seen, because people press what they have before them, however old it is.
 */
import { connectionId, type DeskUserId, deskUserId } from '../../../src/core/shared/ids.ts';
import type { Desk, DeskAct, DeskButton, DeskCard, DeskForm, DeskPlace } from '../../../src/ports/desk.ts';
import { Fault } from '../../../src/ports/fault.ts';
import type { Asked } from './faults.ts';
import type { Process } from './process.ts';

/** A card as it stood at one time. */
export interface Seen {
  readonly key: string;
  readonly to: DeskUserId;
  readonly place: DeskPlace;
  readonly card: DeskCard;
  /** When Tenure sent it: drawn by then. */
  readonly drawnAt: number;
}

/** What somebody did there, and what they had before them. */
export interface Done {
  readonly at: number;
  readonly act: Extract<DeskAct, { readonly kind: 'press' | 'form' }>;
  readonly seen: Seen;
}

const CONNECTION = connectionId('slack');
const PATIENCE = 10_000;
const userOf = (mail: string): DeskUserId => deskUserId(`U-${mail}`);
export const mailOf = (user: DeskUserId): string => user.slice('U-'.length);

export class DeskSite {
  /** As each was seen, the last of a card last. */
  readonly seen: Seen[] = [];
  readonly done: Done[] = [];
  readonly forms = new Map<string, DeskForm>();
  private readonly now: () => number;
  private places = 0;

  constructor(now: () => number) {
    this.now = now;
  }

  /** One for each card: as it stands. */
  get standing(): readonly Seen[] {
    return [...new Map(this.seen.map((one) => [one.key, one])).values()];
  }

  does(act: Done['act'], seen: Seen): void {
    this.done.push({ at: this.now(), act, seen });
  }

  find(to: DeskUserId, key: string): DeskPlace | null {
    return this.seen.find((one) => one.key === key && one.to === to)?.place ?? null;
  }

  post(to: DeskUserId, key: string, card: DeskCard, drawnAt: number): DeskPlace {
    this.places += 1;
    const place = { channel: `D-${to}`, message: `${this.places}` };
    this.seen.push({ key, to, place, card, drawnAt });
    return place;
  }

  update({ channel, message }: DeskPlace, card: DeskCard, drawnAt: number): void {
    const known = this.seen.find(({ place }) => place.channel === channel && place.message === message);
    if (known === undefined) throw new Fault('missing', 'change a card');
    this.seen.push({ ...known, card, drawnAt });
  }
}

export const buttonOf = ({ card }: Seen, action: string): DeskButton | undefined =>
  card.buttons.find((one) => one.action === action);

/** Everybody at work is there, under their work address. */
export function deskOf(process: Process, site: DeskSite, now: () => number): Desk {
  const ask = <Answer>(operation: string, kind: Asked['kind'], about: string, carryOut: () => Answer) =>
    process.call({ system: 'slack', operation, kind, timeout: PATIENCE }, about, carryOut);
  const none = () => Promise.reject(new Fault('denied', 'not simulated'));
  return {
    connection: CONNECTION,
    findUser: (mail) => ask('find somebody', 'read', '', () => userOf(mail.toLowerCase())),
    mailOf: (user) => ask('read somebody', 'read', user, () => mailOf(user)),
    find: (to, key) => ask('look for a card', 'read', key, () => site.find(to, key)),
    post: (to, key, card) => {
      const drawnAt = now();
      return ask('post a card', 'write', `${key} ${to}`, () => site.post(to, key, card, drawnAt));
    },
    update: (place, key, card) => {
      const drawnAt = now();
      return ask('change a card', 'write', key, () => site.update(place, card, drawnAt));
    },
    openForm: (ticket, form) => ask('open a form', 'write', ticket, () => void site.forms.set(ticket, form)),
    changeForm: none,
    showPage: none,
    whisper: (to, _, says) => ask('whisper', 'write', `${to} ${says}`, () => {}),
    probePowers: async () => [],
  };
}
