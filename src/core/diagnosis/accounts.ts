/** Accounts somebody should look at: whose they are, whether they were ever used, whether they should still be open. */
import type { AdoptionItem } from '../adoption/index.ts';
import type { AccountReason } from '../adoption/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Instant } from '../shared/instant.ts';
import type { DiagnosisInput } from './input.ts';
import { type AccountFigures, type Found, type Known, known, notKnown } from './model.ts';
import { hasLeft, type Standings } from './standings.ts';

/** As many as people read; the counts are of all. */
const MOST_SHOWN = 200;
/** Reasons of adoption for which nobody can say whose an account is. */
const NOBODYS = new Set(['no-person-key', 'same-person-key', 'second-account']);
const NO_CONTRACT_END =
  'the policy does not say which profile field holds the end of a contract (adoption.contractEnd)';
const NO_MANAGER = 'the policy fills no profile field with {manager} or {managerMail} (profile)';

export function accountFigures(input: DiagnosisInput, standings: Standings): AccountFigures {
  const { items, ledgers } = standings;
  const { accounts, admins, rules, now } = input;
  const { adoption, profile } = rules.settings;
  const open = items.filter(({ state }) => state === 'active');
  const ofPeople = open.filter(({ standing, person }) => standing !== 'out-of-reach' && person !== null);
  const isOver = ({ because }: AdoptionItem) => because.includes('contract-over');
  const endIsKept = adoption.contractEnd !== null;
  return {
    total: accounts.length,
    inUse: open.length,
    withoutPerson: found(open.filter(isNobodys), reasonOf),
    neverUsed: neverUsed(input, standings),
    pastContract: endIsKept ? known(found(open.filter(isOver), () => 'contract is over')) : notKnown(NO_CONTRACT_END),
    withoutEnd: endIsKept
      ? known(
          found(
            ofPeople.filter(
              (one) => one.person?.workerType === 'contractor' && one.person.end === null && !isOver(one),
            ),
            () => 'contractor without an end',
          ),
        )
      : notKnown(NO_CONTRACT_END),
    afterLeaving: found(
      open.filter((one) => one.because.includes('has-left') || hasLeft(ledgers.get(one.account) ?? null, now)),
      () => 'their work here has ended',
    ),
    withoutManager: namesManagers(profile)
      ? known(
          found(
            ofPeople.filter(({ person }) => person?.profile.managerMail === undefined),
            () => 'no manager',
          ),
        )
      : notKnown(NO_MANAGER),
    administrators: admins.known
      ? known(
          found(
            open.filter(({ account }) => admins.value.has(account)),
            () => 'holds an admin role',
          ),
        )
      : admins,
  };
}

/** Out of reach is on purpose, whoever it belongs to. */
function isNobodys({ standing, person, because }: AdoptionItem): boolean {
  if (standing === 'out-of-reach' || standing === 'known') return false;
  return person === null || because.some((one) => NOBODYS.has(one));
}

const reasonOf = ({ because, about }: AdoptionItem) =>
  [because.map((one) => SAYS[one]).join(', '), ...(about.length === 0 ? [] : [`(${about.join(', ')})`])].join(' ');

/** Of one account. */
const SAYS: Readonly<Record<AccountReason, string>> = {
  protected: 'is protected',
  'non-person': 'is no person’s own',
  administrator: 'holds an admin role',
  'no-person-key': 'says no employee number or work address',
  'same-person-key': 'says the same employee number as another account',
  'second-account': 'is the second account of its person',
  'has-left': 'belongs to somebody who has left',
  'never-used': 'was never used',
  suspended: 'is suspended',
  closed: 'is closed',
  changing: 'was changing while it was read',
  'contract-over': 'is past its contract',
  'unreadable-date': 'says a contract end that is no date',
  'missing-value': 'lacks a fact the policy asks for',
  'unknown-value': 'says a value the policy does not know',
};

function found(items: readonly AdoptionItem[], about: (item: AdoptionItem) => string): Found {
  const shown = items.slice(0, MOST_SHOWN).map((one) => ({ login: one.login, state: one.state, about: about(one) }));
  return { count: items.length, shown };
}

/**
 * Never opened by their person, or open and never signed in to. What is out of reach on purpose is nobody's to open, and
 * who has not begun could not have; an administrator's is shown all the more.
 */
function neverUsed({ accounts, now }: DiagnosisInput, { items, ledgers }: Standings): Known<Found> {
  const signIns = new Map(accounts.map(({ providerId, lastSignIn }) => [providerId, lastSignIn]));
  const asked = items.filter(
    ({ account, because }) =>
      !because.some((one) => one === 'protected' || one === 'non-person') && !isAhead(ledgers.get(account), now),
  );
  const untold = asked.filter(({ account, state }) => state === 'active' && signIns.get(account) === undefined).length;
  if (untold > 0) return notKnown(`the provider does not say when ${untold} open accounts were last signed in to`);
  const never = asked.filter(
    ({ account, state }) =>
      state === 'staged' || state === 'awaiting-user' || (state === 'active' && signIns.get(account) === null),
  );
  return known(found(never, ({ state }) => (state === 'active' ? 'open, never signed in' : 'made, never opened')));
}

const isAhead = (ledger: PersonLedger | undefined, now: Instant) =>
  ledger !== undefined && ledger.engagements.length > 0 && ledger.engagements.every(({ start }) => start > now);

const namesManagers = (profile: Readonly<Record<string, string>>) =>
  Object.values(profile).some((pattern) => /^\s*\{(manager|managerMail)\}\s*$/.test(pattern));
