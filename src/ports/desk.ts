/**
 * What Tenure needs from the place where people decide quickly (Slack): who somebody there is, a card put before them and
 * changed in place, a form, a word to them alone, and what they press. No vendor words: the adapter draws and reads.
 */
import type { ConnectionId, DeskUserId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { Outcome } from '../core/shared/outcome.ts';
import type { DeliveryHeaders } from './delivery.ts';
import type { Power } from './provider.ts';

/** Where a card stands; both parts are the desk's own, and opaque. */
export interface DeskPlace {
  readonly channel: string;
  readonly message: string;
}

// ---- what is shown -----------------------------------------------------------------------------------------

/** So many characters of a card's facts together are shown whole; of what is more, each is cut where it is long. */
export const SHOWN_WHOLE = 7_000;

/** Plain text everywhere: whoever draws it escapes it. */
export interface DeskCard {
  /** Also what a notification says. */
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Small print, a sentence each. */
  readonly notes: readonly string[];
  readonly link: { readonly says: string; readonly address: string } | null;
  readonly buttons: readonly DeskButton[];
}

export interface DeskButton {
  /** What pressing it asks for, e.g. `question.approve`. */
  readonly action: string;
  readonly says: string;
  /** Comes back with the press; says nothing by itself. */
  readonly token: string;
  readonly style?: 'good' | 'bad';
  /** Asked once more before it counts. */
  readonly confirm?: { readonly says: string; readonly yes: string };
}

/** What one person sees whenever they look at Tenure there. */
export interface DeskPage {
  readonly buttons: readonly DeskButton[];
  /** Above everything, a sentence each. */
  readonly says: readonly string[];
  readonly sections: readonly DeskSection[];
}

export interface DeskSection {
  readonly title: string;
  /** Where there are no rows; `null` = nothing needs to be said. */
  readonly none: string | null;
  readonly rows: readonly DeskRow[];
  /** So many more there are beside these. */
  readonly more?: number;
}

export interface DeskRow {
  readonly title: string;
  readonly says: readonly string[];
  readonly link: { readonly says: string; readonly address: string } | null;
  readonly buttons: readonly DeskButton[];
}

export interface DeskForm {
  /** Comes back with the answers, e.g. `question.refuse`. */
  readonly name: string;
  readonly title: string;
  readonly submit: string;
  readonly token: string;
  /** Above the fields, a sentence each, shown whole. */
  readonly says: readonly string[];
  readonly fields: readonly DeskField[];
}

export type DeskField = DeskFieldHead & DeskInput;

interface DeskFieldHead {
  readonly id: string;
  readonly label: string;
  /** May be left empty. */
  readonly optional?: true;
  readonly hint?: string;
  /** Whoever opened the form hears of it as soon as something is chosen (`change`). */
  readonly tellsAtOnce?: true;
}

export type DeskInput =
  | { readonly kind: 'text'; readonly longest: number; readonly isOneLine?: true }
  | { readonly kind: 'choice'; readonly options: readonly DeskOption[]; readonly chosen?: string }
  /** Too many to list: what is typed is answered with what fits (`search`). */
  | { readonly kind: 'search'; readonly chosen: readonly DeskOption[]; readonly most: number }
  /** Somebody at the desk; the answer is their id there. */
  | { readonly kind: 'person' }
  /** The answer is `yes`, or none. */
  | { readonly kind: 'tick'; readonly says: string };

export interface DeskOption {
  readonly value: string;
  readonly says: string;
  /** Small print. */
  readonly more?: string;
}

/** By the field's id; what was left empty is not there. Of a field that takes several: one to a line. */
export type DeskAnswers = Readonly<Record<string, string>>;

/** An open form, as whoever chose something in it saw it; both parts are the desk's own, and opaque. */
export interface DeskFormPlace {
  readonly form: string;
  readonly seen: string;
}

// ---- what people do ----------------------------------------------------------------------------------------

/** Done by the person the desk itself names; nothing in it is believed but who, what they pressed, and where. */
export type DeskAct =
  | {
      readonly kind: 'press';
      readonly by: DeskUserId;
      readonly action: string;
      readonly token: string;
      /** The card the button was on; `null` = on none. */
      readonly place: DeskPlace | null;
      /** For `openForm`, once and within seconds. */
      readonly formTicket: string;
      /** For `whisper`; `null` = there is none. A secret. */
      readonly replyTicket: string | null;
    }
  | {
      readonly kind: 'form';
      readonly by: DeskUserId;
      readonly name: string;
      readonly token: string;
      readonly answers: DeskAnswers;
      /** All fields there were, also those left empty. */
      readonly fields: readonly string[];
    }
  /** Something was chosen in a field that tells at once. */
  | {
      readonly kind: 'change';
      readonly by: DeskUserId;
      readonly name: string;
      readonly token: string;
      readonly answers: DeskAnswers;
      readonly place: DeskFormPlace;
    }
  /** Somebody types into a search field. */
  | {
      readonly kind: 'search';
      readonly by: DeskUserId;
      readonly name: string;
      readonly words: string;
      readonly answers: DeskAnswers;
    }
  /** Somebody typed our command, and these words behind it. */
  | {
      readonly kind: 'command';
      readonly by: DeskUserId;
      readonly words: string;
      readonly formTicket: string;
      readonly replyTicket: string | null;
    }
  /** Somebody looks at their page. `seen`: what stands there; `null` = nothing yet. */
  | { readonly kind: 'page'; readonly by: DeskUserId; readonly seen: string | null };

/** What whoever acted sees at once. */
export type DeskAnswer =
  | { readonly kind: 'taken' }
  /** By the field's id, a sentence each: the form stays open. */
  | { readonly kind: 'wrong'; readonly fields: Readonly<Record<string, string>> }
  /** Of a search, best first. */
  | { readonly kind: 'options'; readonly options: readonly DeskOption[] }
  /** Not taken: the desk tells them to try again. */
  | { readonly kind: 'busy' };

/** Answers within three seconds, whatever the load. */
export type DeskHandler = (act: DeskAct) => Promise<DeskAnswer>;

/** A delivery whose proof is right. */
export interface DeskDelivery {
  /** `null` = nothing anybody did: a greeting, or something Tenure does not use. */
  readonly act: DeskAct | null;
  /** What goes back to the desk. */
  answer(answer: DeskAnswer): { readonly status: 200 | 503; readonly body: string };
}

export type ReadDeskDelivery = (headers: DeliveryHeaders, rawBody: Uint8Array) => Outcome<DeskDelivery, string>;

// ---- the desk ----------------------------------------------------------------------------------------------

export interface Desk {
  /** What tenure.yaml calls it. */
  readonly connection: ConnectionId;
  /** Who has exactly this address, proved, and works here: no guest, no bot, nobody who has left. `null` = nobody. */
  findUser(mail: string): Promise<DeskUserId | null>;
  /** The proved address of somebody who works here; `null` = there is none, whatever they call themselves. */
  mailOf(user: DeskUserId): Promise<string | null>;
  /** A card of ours that carries `key` in this person's conversation since then; `null` = there is none. */
  find(to: DeskUserId, key: string, since: Instant): Promise<DeskPlace | null>;
  /** Findable, and never repeated before it was looked for. */
  post(to: DeskUserId, key: string, card: DeskCard): Promise<DeskPlace>;
  /** Repeatable. A `missing` fault: it is not there any more. */
  update(place: DeskPlace, key: string, card: DeskCard): Promise<void>;
  /** A `missing` fault: the ticket is too old, or used. */
  openForm(ticket: string, form: DeskForm): Promise<void>;
  /** What was typed into it stays. A `conflict` or `missing` fault: it has been changed, or closed, meanwhile. */
  changeForm(place: DeskFormPlace, form: DeskForm): Promise<void>;
  /** Answers what stands there from then on. A `conflict` fault: something else stands there than `seen`. */
  showPage(to: DeskUserId, page: DeskPage, seen: string | null): Promise<string>;
  /** To this person alone, beside what they pressed, or in their conversation with us. Blind. */
  whisper(to: DeskUserId, replyTicket: string | null, says: string): Promise<void>;
  probePowers(): Promise<readonly Power[]>;
}

/** Where the desk is listened to without a door of our own. */
export interface DeskLine {
  /** Goes on by itself, whatever becomes of the line, until it is stopped. */
  listen(handle: DeskHandler): { stop(): Promise<void> };
}
