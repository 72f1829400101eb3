/** What every part of a person's own page needs: the words of the policy in force, and a request read by its row. */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import { entitlementById, titleOf } from '../../core/policy/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { EntitlementId, GroupId, PersonId } from '../../core/shared/ids.ts';
import type { Issue } from '../../ports/home.ts';
import type { CaseRow } from '../../ports/store.ts';
import { shownPerson } from '../operations/find.ts';
import type { World } from '../world.ts';

export interface OwnView {
  /** `null` = none is in force. */
  readonly policy: Policy | null;
  nameOf(group: GroupId): string;
  issueOf(row: CaseRow): Issue;
  /** As the catalogue calls it now; what it no longer has keeps its id. */
  titleOf(entitlement: EntitlementId): string;
  personOf(person: PersonId): Promise<string>;
  requestOf(row: CaseRow): Promise<OwnRequest>;
}

export interface OwnRequest {
  readonly row: CaseRow;
  readonly state: CaseState;
}

export async function ownView({ store: { read }, rules, tracker }: World): Promise<OwnView> {
  const force = await rules.current();
  const policy = force?.policy ?? null;
  return {
    policy,
    nameOf: (group) => force?.groupsById.get(group)?.name ?? group,
    issueOf: ({ id, issueKey }) => ({
      case: id,
      key: issueKey,
      address: issueKey === id ? null : tracker.addressOf(issueKey),
    }),
    titleOf: (id) => {
      const entry = policy === null ? undefined : entitlementById(policy.catalogue, id);
      return entry === undefined ? id : titleOf(entry);
    },
    personOf: async (person) => shownPerson(person, await read.person(person)).name,
    requestOf: async (row) => ({ row, state: foldCase(row.id, await read.stream(row.id)) }),
  };
}
