/** The policy in force as the core's decisions take it, put together once per version of policy and groups. */

import type { Held } from '../../core/grant/model.ts';
import {
  type CaseRules,
  type Entitled,
  type FieldValue,
  openingTitle,
  type TickedLine,
} from '../../core/person/index.ts';
import {
  aheadOf,
  birthright,
  type CompiledTable,
  compileTable,
  endFrom,
  entitlementById,
  type FormTime,
  inShadow,
  loginFor,
  nonPersonAccount,
  type Resolved,
  resolveGiven,
  startFrom,
  ticked,
} from '../../core/policy/index.ts';
import type { Given, Policy } from '../../core/policy/model.ts';
import type { GroupId, GroupName, PolicyVersion, RowId } from '../../core/shared/ids.ts';
import type { Reader, StoredGroup } from '../../ports/store.ts';
import { isForced, readForced } from '../restore/forcedShadow.ts';

/** What one look or reconcile needs: policy, groups both ways, and the rules made of them. */
export interface RulesInForce {
  readonly policy: Policy;
  readonly rules: CaseRules;
  readonly groupsById: ReadonlyMap<GroupId, StoredGroup>;
  readonly groupsByName: ReadonlyMap<GroupName, StoredGroup>;
  /** Issues whose record could not be restored: what stands on them decides nothing until a person has said so. */
  readonly leftAlone: ReadonlySet<string>;
  /** Everything is held in shadow, whatever the policy says. */
  readonly isForced: boolean;
  /** What somebody holds, as the catalogue has it now; `null` = it is in there no more. */
  meaningOf(holds: Held): Entitled | null;
}

export interface RulesBook {
  /** `null` = no policy has been applied yet. */
  current(): Promise<RulesInForce | null>;
  /** Reads again at the next call: after a policy came into force, or the groups were listed. */
  forget(): void;
}

/** Keeps the last one for `freshMilliseconds`, so that another process's policy arrives in time. */
export function rulesBook(
  read: Reader,
  monotonic: () => number = () => performance.now(),
  freshMilliseconds = 2_000,
): RulesBook {
  let kept: { readonly at: number; readonly made: Promise<RulesInForce | null> } | undefined;
  const tables = new Map<PolicyVersion, CompiledTable>();
  const make = async (): Promise<RulesInForce | null> => {
    const [stored, groups, forced] = await Promise.all([read.policyInForce(), read.groups(), readForced(read)]);
    if (stored === null) return null;
    const policy = isForced(forced) ? inShadow(stored) : stored;
    const table = tables.get(policy.version) ?? compileTable(policy.table);
    tables.clear();
    tables.set(policy.version, table);
    return {
      ...rulesInForce(policy, table, groups),
      leftAlone: new Set(forced?.leftAlone),
      isForced: isForced(forced),
    };
  };
  return {
    current() {
      const now = monotonic();
      if (kept === undefined || now - kept.at > freshMilliseconds) {
        const made = make();
        kept = { at: now, made };
        made.catch(() => {
          kept = undefined;
        });
      }
      return kept.made;
    },
    forget() {
      kept = undefined;
    },
  };
}

export function rulesInForce(policy: Policy, table: CompiledTable, groups: readonly StoredGroup[]): RulesInForce {
  const present = groups.filter(({ vanished }) => !vanished);
  const groupsByName = new Map(present.map((group) => [group.name, group]));
  const groupsById = new Map(groups.map((group) => [group.id, group]));
  const meaningOf = (holds: Held) => {
    if (holds.kind === 'entitlement' && entitlementById(policy.catalogue, holds.entitlement) === undefined) return null;
    return asEntitled(resolveGiven(policy, holds, groupsByName), []);
  };
  const rules = caseRules(policy, table, groupsByName);
  return { policy, rules, groupsById, groupsByName, leftAlone: new Set(), isForced: false, meaningOf };
}

function caseRules(policy: Policy, table: CompiledTable, groups: ReadonlyMap<GroupName, StoredGroup>): CaseRules {
  const { settings } = policy;
  const entitled = (given: Given, rows: readonly RowId[]) => asEntitled(resolveGiven(policy, given, groups), rows);
  return {
    version: policy.version,
    settings,
    primary: settings.primaryConnection,
    caseSettings: (kind) => settings.cases.find((one) => one.kind === kind),
    isNonPerson: (name) => nonPersonAccount(policy.catalogue, [name]) !== undefined,
    entitledBy: (attributes) => birthright(table, attributes).map(({ given, rows }) => entitled(given, rows)),
    ticked: (line) => tickedLine(policy, line, entitled),
    asksAboutTicked: policy.requests !== undefined,
    startOf: (value, attributes) => dated(value, (time) => startFrom(settings, attributes, time)),
    endOf: (value, attributes) => dated(value, (time) => endFrom(settings, attributes, time)),
    times: (start, end) => ({ start, end, ...aheadOf(settings, start) }),
    login: (profile, n) => {
      const outcome = loginFor(settings.naming, namesOf(profile), n);
      return outcome.ok ? outcome.value : null;
    },
  };
}

function tickedLine(
  policy: Policy,
  line: string,
  entitled: (given: Given, rows: readonly RowId[]) => Entitled,
): TickedLine {
  const found = ticked(policy, line);
  if (found.kind === 'unknown') return { kind: 'unknown' };
  const { id, onForm } = found.entitlement;
  return { kind: onForm, entitled: entitled({ kind: 'entitlement', entitlement: id }, []) };
}

function asEntitled({ given, groups, missing, manual, risk }: Resolved, rows: readonly RowId[]): Entitled {
  const holds = given.kind === 'entitlement' ? given : { kind: 'group' as const, group: given.group };
  const title = given.kind === 'entitlement' ? given.entitlement : given.group;
  return { holds, groups, missing, risk, rows, manual: manual ? openingTitle(title) : null };
}

function dated<Found>(value: FieldValue, read: (time: FormTime) => Found | undefined): Found | null {
  if (value.kind !== 'date' && value.kind !== 'instant' && value.kind !== 'text') return null;
  return read(value) ?? null;
}

const namesOf = ({ givenName, familyName, naturalKey, workMail }: Parameters<CaseRules['login']>[0]) => ({
  givenName,
  familyName,
  // A natural key that is the work address is no employee number.
  ...(naturalKey === workMail.toLowerCase() || naturalKey.includes('@') ? {} : { employeeNumber: naturalKey }),
});
