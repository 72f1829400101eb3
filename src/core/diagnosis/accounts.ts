/** Accounts somebody should look at: whose they are, whether they were ever used, whether they should still be open. */
import type { AdoptionItem } from '../adoption/index.ts';
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

export function accountFigures(input: DiagnosisInput, { items, ledgers }: Standings): AccountFigures {
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
    neverUsed: neverUsed(input, items),
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
  [...because, ...(about.length === 0 ? [] : [`(${about.join(', ')})`])].join(' ');

function found(items: readonly AdoptionItem[], about: (item: AdoptionItem) => string): Found {
  const shown = items.slice(0, MOST_SHOWN).map((one) => ({ login: one.login, state: one.state, about: about(one) }));
  return { count: items.length, shown };
}

/** Never opened by their person, or open and never signed in to. */
function neverUsed({ accounts }: DiagnosisInput, items: readonly AdoptionItem[]): Known<Found> {
  const signIns = new Map(accounts.map(({ providerId, lastSignIn }) => [providerId, lastSignIn]));
  const untold = items.filter(({ account, state }) => state === 'active' && signIns.get(account) === undefined).length;
  if (untold > 0) return notKnown(`the provider does not say when ${untold} open accounts were last signed in to`);
  const never = items.filter(
    ({ account, state }) =>
      state === 'staged' || state === 'awaiting-user' || (state === 'active' && signIns.get(account) === null),
  );
  return known(found(never, ({ state }) => (state === 'active' ? 'never signed in' : 'never activated')));
}

const namesManagers = (profile: Readonly<Record<string, string>>) =>
  Object.values(profile).some((pattern) => /^\s*\{(manager|managerMail)\}\s*$/.test(pattern));
