/** Taking over what is there already: the list, and the decision on exactly that list. */
import { z } from 'zod';
import { type AdoptionItem, type AdoptionList, type AdoptionScope, nameOf } from '../../core/adoption/index.ts';
import { adoptionSentence } from '../../core/evidence/index.ts';
import { fold } from '../../core/policy/index.ts';
import { type ConnectionId, connectionId, withinConnection } from '../../core/shared/ids.ts';
import { accept } from '../../core/shared/outcome.ts';
import {
  type ConfirmRefusal,
  confirmAdoption,
  confirmMissing,
  planAdoption,
  planMissing,
  scopeName,
} from '../adoption/index.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { shownItems } from './changeSets.ts';
import { groupNames, inForce } from './find.ts';
import { type Answer, operation, refused } from './operation.ts';

/** As many of each as people read; the attached table has all. */
const MOST_SHOWN = 200;

export const adoptPlan = operation({
  needs: 'outside',
  input: z
    .strictObject({
      connection: z.string().min(1).max(100).optional(),
      application: z.string().min(1).max(200).optional(),
      department: z.string().min(1).max(200).optional(),
      by: z.string().min(1).max(320),
    })
    .refine(({ application, department }) => application === undefined || department === undefined, {
      message: 'name an application or a department, not both',
    }),
  async run(world, { by, ...wanted }) {
    const force = await inForce(world);
    if (!force.ok) return force;
    const scope = scopeOf(world, force.value, wanted);
    if (!scope.ok) return scope;
    const planned = await planAdoption(world, scope.value, by);
    if (!planned.ok) return refused(planned.refusal, scopeName(scope.value));
    const { list, row, issue, unknownGroups } = planned.value;
    return accept({
      case: issue.key,
      address: world.tracker.addressOf(issue.key),
      scope: scopeName(list.scope),
      hash: list.hash,
      by: row.by,
      policy: list.policy,
      listedAt: planned.value.at,
      counts: list.counts,
      reasons: Object.entries(list.counts.reasons).map(([reason, count]) => ({
        reason,
        count,
        ...adoptionSentence(reason),
      })),
      unknownGroups,
      ...findingsIn(list),
    });
  },
});

interface ShownFinding {
  readonly account: string;
  /** `null` = about the account as a whole. */
  readonly group: string | null;
  readonly reasons: readonly string[];
  /** Facts that are missing or unknown, by name. */
  readonly about: readonly string[];
}

/** What people should look at, account by account. */
function findingsIn({ items }: AdoptionList): { readonly findings: readonly ShownFinding[]; readonly more: number } {
  const all = items.flatMap(findingsOf);
  return { findings: all.slice(0, MOST_SHOWN), more: Math.max(0, all.length - MOST_SHOWN) };
}

function findingsOf(item: AdoptionItem): ShownFinding[] {
  const account = nameOf(item);
  const { standing, because, about, memberships } = item;
  if (standing === 'finding') return [{ account, group: null, reasons: because, about }];
  return memberships.flatMap(({ group: _, name, because: why }) =>
    why === null || why === 'account-not-adopted'
      ? []
      : [{ account, group: withinConnection(name), reasons: [why], about: [] }],
  );
}

function scopeOf(
  { providers }: World,
  { policy }: RulesInForce,
  wanted: {
    readonly connection?: string | undefined;
    readonly application?: string | undefined;
    readonly department?: string | undefined;
  },
): Answer<AdoptionScope> {
  const connection: ConnectionId =
    wanted.connection === undefined ? policy.settings.primaryConnection : connectionId(wanted.connection);
  if (!providers.has(connection)) return refused('unknown-connection', connection, [...providers.keys()]);
  const { application: named, department } = wanted;
  if (named !== undefined) {
    const { applications } = policy.catalogue;
    const found = applications.find(({ id, name }) => fold(id) === fold(named) || fold(name) === fold(named));
    if (found === undefined)
      return refused(
        'unknown-application',
        named,
        applications.map(({ id }) => id),
      );
    return accept({ kind: 'application', connection, application: found.id });
  }
  return accept(
    department === undefined ? { kind: 'connection', connection } : { kind: 'department', connection, department },
  );
}

/** `hash`: as shown, at least its first eight characters. */
export const adoptConfirm = operation({
  needs: 'outside',
  input: z.strictObject({ hash: z.string().min(8).max(64), by: z.string().min(1).max(320) }),
  async run(world, { hash, by }) {
    const outcome = await confirmAdoption(world, hash, by);
    if (!outcome.ok) return refusal(outcome.refusal, hash, by);
    const { row, people } = outcome.value;
    return accept({ case: row.issue?.key ?? row.id, hash: row.hash, scope: scopeName(row.scope), people, by });
  },
});

function refusal(refusal: ConfirmRefusal, hash: string, by: string) {
  switch (refusal.why) {
    case 'not-allowed':
      return refused('not-allowed', by);
    case 'own-list':
      return refused('own-change');
    case 'unknown':
      return refused('unknown-adoption', hash);
    case 'changed': {
      const { changes } = refusal;
      const rest = changes.length - MOST_SHOWN;
      return refused('adoption-changed', hash, [
        ...changes.slice(0, MOST_SHOWN),
        ...(rest > 0 ? [`and ${rest} more`] : []),
      ]);
    }
  }
}

/** What a finished adoption named as missing, as it stands now: the list that the second confirmation binds to. */
export const adoptMissing = operation({
  needs: 'store',
  input: z.strictObject({ case: z.string().min(1).max(100), by: z.string().min(1).max(320) }),
  async run(world, { case: key, by }) {
    const planned = await planMissing(world, key, by);
    if (!planned.ok) return refused(planned.refusal, key);
    const { row, items } = planned.value;
    return accept({
      case: key.trim(),
      changeSet: row.id,
      hash: row.hash,
      by: row.origin.actor,
      because: row.because,
      memberships: items.reduce((sum, { gains }) => sum + gains.length, 0),
      people: await shownItems(world, items, await groupNames(world)),
    });
  },
});

/** `hash`: as shown, at least its first eight characters. */
export const adoptConfirmMissing = operation({
  needs: 'outside',
  input: z.strictObject({ hash: z.string().min(8).max(64), by: z.string().min(1).max(320) }),
  async run(world, { hash, by }) {
    const outcome = await confirmMissing(world, hash, by);
    if (!outcome.ok) {
      if (outcome.refusal === 'unknown') return refused('unknown-missing', hash);
      return refused(outcome.refusal, outcome.refusal === 'not-allowed' ? by : hash);
    }
    const { row, items } = outcome.value;
    return accept({ changeSet: row.id, hash: row.hash, people: items.length, by });
  },
});
