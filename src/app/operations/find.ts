/** From what people type to what is meant: a person, a case, a group's name. Not certain is a refusal, never a guess. */
import { foldCase, isBeforeItsTime } from '../../core/evidence/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import {
  type CaseId,
  caseId,
  connectionId,
  type EntitlementId,
  type GroupId,
  type PersonId,
} from '../../core/shared/ids.ts';
import { accept } from '../../core/shared/outcome.ts';
import type { CaseRow, Reader } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { type Answer, refused } from './operation.ts';

export interface ShownPerson {
  readonly id: PersonId;
  readonly name: string;
  /** The employee number, else the work address. */
  readonly key: string;
  readonly workMail: string;
}

export async function findPerson(
  { store }: World,
  text: string,
): Promise<Answer<{ readonly ledger: PersonLedger; readonly shown: ShownPerson }>> {
  const [first, ...others] = await store.read.findPersons(text);
  if (first === undefined) return refused('unknown-person', text);
  if (others.length > 0) return refused('ambiguous-person', text);
  const ledger = await store.read.person(first);
  return accept({ ledger, shown: shownPerson(first, ledger) });
}

export function shownPerson(id: PersonId, { person }: PersonLedger): ShownPerson {
  if (person === null) return { id, name: 'unknown', key: '', workMail: '' };
  const { givenName, familyName, naturalKey, workMail } = person.profile;
  return { id, name: `${givenName} ${familyName}`, key: naturalKey, workMail };
}

/** By the issue's key, or by the case's own id as evidence and logs name it. */
export async function findCase({ store }: World, text: string): Promise<Answer<CaseRow>> {
  const wanted = text.trim();
  const byKey = await store.read.caseByKey(wanted.toUpperCase());
  const found = byKey ?? (await store.read.case(asCaseId(wanted)));
  return found === null || (await isSealed(store.read, found)) ? refused('unknown-case', wanted) : accept(found);
}

/**
 * A confidential termination before its time. Whoever has the token may ask everything, and nothing says who of them may
 * know of it: so it is told to none, and its issue's security level says who reads of it. Also of one that was held on its day,
 * and has named its person by that, before its end was put off.
 */
export async function isSealed(
  read: Pick<Reader, 'stream' | 'now'>,
  { id, kind, state }: Pick<CaseRow, 'id' | 'kind' | 'state'>,
): Promise<boolean> {
  if (kind !== 'offboarding' || state !== 'refused') return false;
  return isBeforeItsTime(foldCase(id, await read.stream(id)), await read.now());
}

/** A case's own id, as somebody has sent it. */
export function asCaseId(text: string): CaseId {
  const colon = text.indexOf(':');
  return caseId(connectionId(text.slice(0, Math.max(colon, 0))), text.slice(colon + 1));
}

/** A group as files say it; its id when the provider has never listed it, as of an entitlement, which is said by its id. */
export async function groupNames({ store }: World): Promise<(group: GroupId | EntitlementId) => string> {
  const names = new Map<string, string>((await store.read.groups()).map(({ id, name }) => [id, name]));
  return (group) => names.get(group) ?? group;
}

/** Issue keys for case ids, each looked up once. */
export function caseKeys(read: Reader): (id: CaseId) => Promise<string> {
  const known = new Map<CaseId, Promise<string>>();
  return (id) => {
    const key = known.get(id) ?? read.case(id).then((row) => row?.issueKey ?? id);
    known.set(id, key);
    return key;
  };
}

export async function inForce({ rules }: World): Promise<Answer<RulesInForce>> {
  const force = await rules.current();
  return force === null ? refused('no-policy') : accept(force);
}
