/** A finding of a sweep as a row on the list of exceptions, and what makes two tellings one finding. */
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { Finding } from '../../core/finding/model.ts';
import { type ConnectionId, connectionOf, exceptionId } from '../../core/shared/ids.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import type { ExceptionRow, Reader, Tx } from '../../ports/store.ts';

const KINDS = [
  'unexplained-membership',
  'account-without-person',
  'group-vanished',
  'group-owned-elsewhere',
  'unexplained-actor',
  'group-actor-gone',
  'unexplained-group-actor',
  'unexplained-group-member',
  'many-findings',
] as const;

/** All there ever were at one connection. */
export async function rowsOf(read: Reader, connection: ConnectionId): Promise<readonly ExceptionRow[]> {
  const rows = await read.exceptions({ kinds: KINDS });
  return rows.filter(({ group, detail }) => (group === null ? detail.connection : connectionOf(group)) === connection);
}

/** The caller holds the system's stream, and appends what is answered. */
export async function raise(tx: Tx, finding: Finding, number: number): Promise<TenureEvent> {
  const exception = exceptionId(`sweep!${keyOf(finding)}!${number}`);
  const { kind } = finding;
  const { account, person, group, detail } = shown(finding);
  const row = { id: exception, kind, case: null, person, account, group, detail };
  await tx.raiseException({ ...row, openedAt: tx.now, settled: null });
  return {
    type: 'ExceptionRaised',
    exception,
    kind,
    detail,
    ...(account === null ? {} : { account }),
    ...(group === null ? {} : { group }),
  };
}

type Shown = Pick<ExceptionRow, 'account' | 'person' | 'group' | 'detail'>;

function shown(finding: Finding): Shown {
  const none = { account: null, person: null, group: null };
  switch (finding.kind) {
    case 'unexplained-membership': {
      const { account, person, group } = finding;
      return { account, person, group, detail: {} };
    }
    case 'account-without-person':
      return { ...none, detail: { connection: finding.connection, providerId: finding.providerId } };
    case 'group-vanished': {
      const { group, name, holders, remade } = finding;
      return { ...none, group, detail: { name, holders, remade } };
    }
    case 'group-owned-elsewhere': {
      const { group, owner, holders } = finding;
      return { ...none, group, detail: { owner, holders } };
    }
    case 'unexplained-actor': {
      const { connection, account, person, group, providerId, role } = finding;
      return { account, person, group, detail: { connection, providerId, role } };
    }
    case 'group-actor-gone': {
      const { group, name, holder } = finding;
      return { ...none, group, detail: { name, holder } };
    }
    case 'unexplained-group-actor': {
      const { group, role, through } = finding;
      return { ...none, group, detail: { role, through } };
    }
    case 'unexplained-group-member': {
      const { connection, account, person, group, providerId, role, through } = finding;
      return { account, person, group, detail: { connection, providerId, role, through } };
    }
    case 'many-findings': {
      const { connection, of, findings } = finding;
      return { ...none, detail: { connection, of, findings } };
    }
    default:
      return unreachable(finding);
  }
}

export const keyOf = (finding: Finding): string => keyOfRow({ kind: finding.kind, ...shown(finding) });

export const keyOfRow = ({ kind, account, group, detail }: Pick<ExceptionRow, 'kind'> & Omit<Shown, 'person'>) =>
  [
    kind,
    account ?? detail.connection ?? '',
    group ?? detail.providerId ?? detail.of ?? '',
    // Many may be in one role, and no account of ours need be theirs.
    ...(kind === 'unexplained-actor' || kind === 'unexplained-group-member' ? [detail.providerId] : []),
  ].join('|');
