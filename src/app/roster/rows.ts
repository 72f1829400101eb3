/**
 * A difference of a list as a row on the list of exceptions. What it says of somebody, and the number of a stranger,
 * stand on the row while it is of use, and in the record as personal text; ids and digests tell neither.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { keyDigest, type ManyOnRoster, type RosterFinding } from '../../core/roster/index.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import type { ExceptionRow, Reader, Tx } from '../../ports/store.ts';

const KINDS = [
  'not-on-roster',
  'on-roster-after-leaving',
  'differs-from-roster',
  'unknown-on-roster',
  'account-not-on-roster',
  'many-roster-findings',
] as const;

export const rosterRows = (read: Reader) => read.exceptions({ kinds: KINDS });

/** The caller holds the system's stream, and appends what is answered. */
export async function raise(
  tx: Tx,
  finding: RosterFinding | ManyOnRoster,
  key: string,
  number: number,
): Promise<TenureEvent> {
  const exception = exceptionId(`roster!${key}!${number}`);
  const { kind } = finding;
  const { person, account, detail, words } = shown(finding);
  const row = { id: exception, kind, case: null, person, account, group: null, detail: { ...detail, ...words } };
  await tx.raiseException({ ...row, openedAt: tx.now, settled: null });
  const said = Object.values(words).join('; ');
  return {
    type: 'ExceptionRaised',
    exception,
    kind,
    detail,
    ...(account === null ? {} : { account }),
    ...(person === null ? {} : { person }),
    ...(said === '' ? {} : { personal: { detail: said } }),
  };
}

interface Shown extends Pick<ExceptionRow, 'person' | 'account' | 'detail'> {
  /** By the names under which they stand on the row: forgotten when it is over. */
  readonly words: Readonly<Record<string, string>>;
}

function shown(finding: RosterFinding | ManyOnRoster): Shown {
  const none = { person: null, account: null, words: {} };
  switch (finding.kind) {
    case 'not-on-roster':
      return { ...none, person: finding.person, account: finding.account, detail: {} };
    case 'on-roster-after-leaving':
      return { ...none, person: finding.person, detail: {} };
    case 'differs-from-roster': {
      const { person, fields, values } = finding;
      return { ...none, person, detail: { fields }, words: { values } };
    }
    case 'unknown-on-roster':
      return { ...none, detail: { hasAccount: finding.hasAccount }, words: { number: finding.number } };
    case 'account-not-on-roster':
      return { ...none, detail: { connection: finding.connection, providerId: finding.providerId } };
    case 'many-roster-findings':
      return { ...none, detail: { of: finding.of, findings: finding.findings } };
    default:
      return unreachable(finding);
  }
}

/** What makes two tellings one finding: another difference of the same person is another finding. */
export function keysOf(salt: string) {
  const of = (kind: string, whom: string, words: string | null) =>
    [kind, whom, words === null ? '' : keyDigest(words, salt)].join('|');
  return {
    keyOf(finding: RosterFinding | ManyOnRoster): string {
      const { person, detail, words } = shown(finding);
      const { values = words.number ?? null } = words;
      return of(finding.kind, String(person ?? detail.providerId ?? detail.of ?? ''), values);
    },
    keyOfRow: ({ id }: Pick<ExceptionRow, 'id'>) => id.replace(/^roster!/, '').replace(/!\d+$/, ''),
  };
}
