/**
 * Roster: the list of everybody who works here, as HR has it. It is used only when it is whole and of today; then
 * whatever differs from the ledger and the accounts is a finding. It removes nothing and gives nothing.
 */
import type { AccountId, ConnectionId, NaturalKey, PersonId, ProviderAccountId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

export interface RosterPerson {
  readonly key: NaturalKey;
  /** As it stands in the list. */
  readonly number: string;
  /** Attributes the policy knows, as far as the list has them; an empty cell says nothing. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The last day as it stands there; `null` = the cell is empty. `undefined` = the list has no such column. */
  readonly end?: Instant | null;
}

/** When the list was made: a day of the company's calendar, or an instant. */
export type MadeOn =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'instant'; readonly at: Instant };

export interface Roster {
  readonly people: readonly RosterPerson[];
  /** How many it says it has; `null` = it does not. */
  readonly total: number | null;
  readonly made: MadeOn | null;
  /** Columns nobody asked for: not read. */
  readonly ignored: readonly string[];
}

/** What is kept of the last list that was used: enough to compare with, and nobody's name. */
export interface UsedRoster {
  readonly digest: string;
  readonly total: number;
  /** When it was made, at the latest. */
  readonly madeAt: Instant;
  readonly usedAt: Instant;
  readonly by: string;
  /** Digests of the person keys, salted: a number is short enough to be tried through. */
  readonly keys: readonly string[];
  /** Random, and the same from list to list. */
  readonly salt: string;
}

/** Why a list is not used at all. */
export type RosterRefusal =
  | { readonly why: 'unproven'; readonly lacks: readonly ('total' | 'as-of')[] }
  | { readonly why: 'not-whole'; readonly rows: number; readonly total: number }
  | { readonly why: 'stale'; readonly made: string }
  | { readonly why: 'older'; readonly made: string; readonly last: string }
  | {
      readonly why: 'too-many-missing';
      readonly missing: number;
      readonly of: number;
      readonly than: 'last' | 'ledger';
    };

export type RosterFinding =
  /** Works here, and is not on the list. */
  | { readonly kind: 'not-on-roster'; readonly person: PersonId; readonly account: AccountId | null }
  /** On the list, and their work here has ended. */
  | { readonly kind: 'on-roster-after-leaving'; readonly person: PersonId }
  /** On the list and in the ledger, and not the same. `values` says how. */
  | {
      readonly kind: 'differs-from-roster';
      readonly person: PersonId;
      readonly fields: string;
      readonly values: string;
    }
  /** On the list, and nobody here has that number. */
  | {
      readonly kind: 'unknown-on-roster';
      readonly key: NaturalKey;
      readonly number: string;
      readonly hasAccount: boolean;
    }
  /** An open account of somebody neither the ledger nor the list knows. */
  | {
      readonly kind: 'account-not-on-roster';
      readonly connection: ConnectionId;
      readonly providerId: ProviderAccountId;
    };

/** More of one kind than people read one by one. */
export interface ManyOnRoster {
  readonly kind: 'many-roster-findings';
  readonly of: RosterFinding['kind'];
  readonly findings: number;
}
