/**
 * Where else somebody's personal text lies, as far as Tenure knows: in what it has written, and in what it has read. It
 * takes none of it away there; whoever erases has to know where to look.
 */
import { mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import { placesOf } from '../../core/policy/index.ts';
import { type CaseId, caseOfItem, isOfFinding, type PersonId } from '../../core/shared/ids.ts';
import type { ErasedText } from '../../ports/erased.ts';
import { caseKeys } from '../operations/find.ts';
import type { World } from '../world.ts';

/** As many of one asker's requests as are looked through. */
const MOST = 1_000;

export interface Outside {
  /** Forms, comments, attachments and the history of these issues; their sub-tasks. */
  readonly issues: readonly string[];
  readonly subTasks: readonly string[];
  /** Messages that the mail server has taken. */
  readonly mails: number;
  /** Of providers and of the tracker: `<connection> <the provider's id>`. */
  readonly accounts: readonly string[];
  /** What the policy files still leave to them. */
  readonly policy: readonly string[];
}

export async function outsideOf(
  world: World,
  person: PersonId,
  ledger: PersonLedger,
  erased: ErasedText,
): Promise<Outside> {
  const { read } = world.store;
  const own = (await read.cases({ person })).map(({ id }) => id);
  const asked = (await read.requestsBy(person, MOST)).map(({ id }) => id);
  const named = erased.streams.flatMap((stream) => (stream === 'system' || isOfFinding(stream) ? [] : [stream]));
  const cases = [...new Set([...own, ...asked, ...named].map((id): CaseId => caseOfItem(id) ?? id))];
  const keyOf = caseKeys(read);
  const events = (await Promise.all(cases.map((id) => read.stream(id)))).flat().map(({ event }) => event);
  const force = await world.rules.current();
  return {
    issues: [...new Set(await Promise.all(cases.map(keyOf)))].sort(),
    subTasks: [...new Set(events.flatMap((event) => (event.type === 'TaskFiled' ? [event.key] : [])))].sort(),
    mails: events.filter(({ type }) => type === 'NoticeSent').length,
    accounts: ledger.accounts
      .flatMap(({ connection, providerId }) => (providerId === null ? [] : [`${connection} ${providerId}`]))
      .sort(),
    policy: force === null ? [] : placesOf(force.policy, mailsOf(ledger)).map(({ id, file }) => `${file}: ${id}`),
  };
}
