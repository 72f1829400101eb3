/** People as approvers, each looked up once: every name of theirs, whether they work here now, and who stands in for them. */
import { leadingEngagement, mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import { type Candidate, runningOf, worksSince } from '../../core/request/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Reader, Tx } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { readDelegations } from './delegations.ts';

/** Where people are read: the store, or a transaction that decides by them. */
type PeopleSource = Pick<Reader, 'person' | 'findPersons' | 'findFormer' | 'getControl' | 'now'>;

export interface People {
  /** By work address or login, also one they had and nobody has now; `ledger: null` = the ledger does not know exactly one person of it. */
  named(address: string): Promise<{ readonly candidate: Candidate; readonly ledger: PersonLedger | null }>;
  /** `null` = nobody with an address. */
  byId(person: PersonId): Promise<Candidate | null>;
  /** Who stands in for this person now. */
  delegatesOf(person: PersonId): Promise<readonly Candidate[]>;
}

export const peopleNow = ({ store }: Pick<World, 'store'>): Promise<People> => peopleIn(store.read);

/** As they stand under the locks of this transaction, which holds none of theirs. */
export const peopleWithin = (
  tx: Pick<Tx, 'peekPerson' | 'findPersons' | 'findFormer' | 'getControl' | 'now'>,
): Promise<People> =>
  peopleIn({
    person: tx.peekPerson,
    findPersons: tx.findPersons,
    findFormer: tx.findFormer,
    getControl: tx.getControl,
    now: async () => tx.now,
  });

async function peopleIn(source: PeopleSource): Promise<People> {
  const [now, delegations] = await Promise.all([source.now(), readDelegations(source)]);
  const ledgers = new Map<PersonId, Promise<PersonLedger>>();
  const ledgerOf = (person: PersonId) => {
    const known = ledgers.get(person) ?? source.person(person);
    ledgers.set(person, known);
    return known;
  };
  const alone = async (person: PersonId): Promise<Candidate | null> => {
    const ledger = await ledgerOf(person);
    const mail = ledger.person?.profile.workMail.toLowerCase();
    return mail === undefined || mail === '' ? null : { mail, ...standingOf(ledger, now) };
  };
  const delegatesOf = async (person: PersonId): Promise<readonly Candidate[]> => {
    const found: Candidate[] = [];
    for (const one of runningOf(delegations, person, now)) {
      const both = await Promise.all([ledgerOf(one.of), ledgerOf(one.to)]);
      if (!both.every(({ engagements }) => worksSince(engagements, one.setAt, now))) continue;
      const delegate = await alone(one.to);
      const namedBy = one.by === one.of ? {} : { namedBy: mailsOf(await ledgerOf(one.by)) };
      if (delegate !== null) found.push({ ...delegate, ...namedBy });
    }
    return found;
  };
  const withDelegates = async (person: PersonId, candidate: Candidate): Promise<Candidate> => {
    const delegates = await delegatesOf(person);
    return delegates.length === 0 ? candidate : { ...candidate, delegates };
  };
  return {
    delegatesOf,
    async named(address) {
      const mail = address.toLowerCase();
      const having = await source.findPersons(mail);
      // Policy goes on naming somebody by an address they had: as long as nobody has it now, it is they.
      const [person, ...more] = having.length > 0 ? having : await source.findFormer(mail);
      // Two people of one address: neither is taken for the one that is meant, and the address alone is compared.
      if (person === undefined || more.length > 0) {
        return { candidate: { mail, names: [mail], works: true }, ledger: null };
      }
      const ledger = await ledgerOf(person);
      const { names, ...standing } = standingOf(ledger, now);
      const theirs = having.length > 0 ? mail : ledger.person?.profile.workMail.toLowerCase() || mail;
      const candidate = { mail: theirs, names: [...new Set([theirs, mail, ...names])], ...standing };
      return { candidate: await withDelegates(person, candidate), ledger };
    },
    async byId(person) {
      const candidate = await alone(person);
      return candidate === null ? null : withDelegates(person, candidate);
    },
  };
}

/** Whether somebody is waited for at all. */
export const worksNow = (ledger: PersonLedger, now: Instant): boolean => standingOf(ledger, now).works;

/** Who has left, or is away, decides nothing; somebody the ledger knows by an address alone may. */
function standingOf(ledger: PersonLedger, now: Instant): Pick<Candidate, 'names' | 'works' | 'isAway'> {
  const names = mailsOf(ledger);
  const { engagements } = ledger;
  if (engagements.length === 0) return { names, works: true };
  const running = engagements.filter(({ end }) => end === null || end > now);
  const leading = leadingEngagement(running, now);
  if (leading === undefined || leading.start > now) return { names, works: false };
  const isAway = (leading.leaves ?? []).some(({ from, until }) => from <= now && (until === null || until > now));
  return isAway ? { names, works: false, isAway } : { names, works: true };
}
