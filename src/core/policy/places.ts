/**
 * What the policy files leave to one person: applications and non-person accounts they own or stand in for, roles at
 * Tenure, notices they get, secrets they know. When they leave, each needs somebody else, and a file says so.
 */

import type { Policy } from './model.ts';
import type { FILES } from './read/files.ts';

export interface Place {
  /** `figma.owner`, `roles.confirm`: the same place has the same id in every version. */
  readonly id: string;
  /** As people say it. */
  readonly says: string;
  readonly file: (typeof FILES)[keyof typeof FILES];
  readonly as: 'owner' | 'deputy' | 'role' | 'recipient';
  /** Owner: who stands in. A role: whoever else is in it. */
  readonly others: readonly string[];
}

export interface KnownSecret {
  readonly id: string;
  readonly name: string;
  /** The account it belongs to. */
  readonly account: string;
  /** Who answers for it, in this order. */
  readonly answers: readonly string[];
}

const named = (names: readonly string[]) => {
  const folded = new Set(names.map((name) => name.trim().toLowerCase()));
  return (one: string | null) => one !== null && folded.has(one.trim().toLowerCase());
};

/** `names` = every work address and tracker id by which the person goes. */
export function placesOf({ catalogue, settings }: Policy, names: readonly string[]): readonly Place[] {
  const isTheirs = named(names);
  const owned = [
    ...catalogue.applications.map(({ id, name, owner, deputy }) => ({ id, says: name, owner, deputy })),
    ...(catalogue.accounts ?? []).map(({ id, owner, deputy }) => ({
      id: `accounts.${id}`,
      says: `the account ${id}`,
      owner,
      deputy,
    })),
  ].flatMap(({ id, says, owner, deputy }): Place[] => {
    const place = {
      says,
      file: 'catalogue.yaml',
      others: deputy === null || isTheirs(deputy) ? [] : [deputy],
    } as const;
    if (isTheirs(owner)) return [{ ...place, id: `${id}.owner`, as: 'owner' }];
    return isTheirs(deputy) ? [{ ...place, id: `${id}.deputy`, as: 'deputy', others: [owner] }] : [];
  });
  const { provisioned, changed, offboarded, exception } = settings.mail;
  const listed = [
    ...Object.entries(settings.roles).map(([role, list]) => ({ id: `roles.${role}`, as: 'role' as const, list })),
    ...Object.entries({ provisioned, changed, offboarded, exception }).map(([kind, list]) => ({
      id: `mail.${kind}`,
      as: 'recipient' as const,
      list,
    })),
  ].flatMap(({ id, as, list }): Place[] =>
    list.some(isTheirs)
      ? [{ id, says: id, file: 'tenure.yaml', as, others: list.filter((one) => !isTheirs(one)) }]
      : [],
  );
  return [...owned, ...listed];
}

export function secretsKnownTo({ catalogue }: Policy, names: readonly string[]): readonly KnownSecret[] {
  const isTheirs = named(names);
  return (catalogue.accounts ?? []).flatMap(({ id, owner, deputy, secrets }) =>
    secrets
      .filter(({ knownTo }) => knownTo.some(isTheirs))
      .map((secret) => ({
        id: `${id}.${secret.id}`,
        name: secret.name,
        account: id,
        answers: [owner, deputy].flatMap((one) => (one === null || isTheirs(one) ? [] : [one])),
      })),
  );
}
