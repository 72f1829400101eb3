/** Whose each account is, as adoption tells it: the two must not disagree about who is who. */
import { type AdoptionItem, adoptionList } from '../adoption/index.ts';
import type { AdoptedPerson } from '../adoption/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { ProviderAccountId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { DiagnosisInput } from './input.ts';

export interface Identified {
  readonly account: ProviderAccountId;
  readonly person: AdoptedPerson;
  /** `null` = Tenure does not know them yet. */
  readonly ledger: PersonLedger | null;
}

export interface Standings {
  readonly items: readonly AdoptionItem[];
  readonly ledgers: ReadonlyMap<ProviderAccountId, PersonLedger>;
  /** In use, and whose they are and what that person does is certain. */
  readonly certain: readonly Identified[];
  /** In use, and not certain; what is out of reach is neither. */
  readonly uncertain: number;
}

export function standingsOf(input: DiagnosisInput): Standings {
  const { connection, accounts, ledgers: all, rules, now, admins } = input;
  const isAdmin = (id: ProviderAccountId) => admins.known && admins.value.has(id);
  const { items } = adoptionList({
    scope: { kind: 'connection', connection },
    accounts: accounts.map((one) => ({ ...one, admin: isAdmin(one.providerId) })),
    groups: [],
    ledgers: all,
    rules,
    now,
  });
  const ledgers = new Map<ProviderAccountId, PersonLedger>();
  for (const ledger of all) {
    for (const one of ledger.accounts) {
      if (one.connection === connection && one.providerId !== null) ledgers.set(one.providerId, ledger);
    }
  }
  const used = items.filter(({ state, standing }) => state === 'active' && standing !== 'out-of-reach');
  const certain = used.flatMap(({ account, person, standing }): Identified[] => {
    const ledger = ledgers.get(account) ?? null;
    const sure = standing === 'matched' || (standing === 'known' && !hasLeft(ledger, now));
    return sure && person !== null ? [{ account, person, ledger }] : [];
  });
  return { items, ledgers, certain, uncertain: used.length - certain.length };
}

/** All their work here is over. */
export const hasLeft = (ledger: PersonLedger | null, now: Instant): boolean =>
  ledger !== null && ledger.engagements.length > 0 && ledger.engagements.every(({ end }) => end !== null && end <= now);
