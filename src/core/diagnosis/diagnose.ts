/** Listings x ledger x policy -> the figures. The same facts give the same figures, in whatever order they came. */
import { type GroupId, type ProviderAccountId, withinConnection } from '../shared/ids.ts';
import { accountFigures } from './accounts.ts';
import { agreementOf } from './agreement.ts';
import type { DiagnosisInput } from './input.ts';
import { mappingOf } from './mapping.ts';
import { type Diagnosis, type DirectAssignment, type Known, known, type OwnedGroups } from './model.ts';
import { questionsOf } from './questions.ts';
import { standingsOf } from './standings.ts';

export function diagnose(input: DiagnosisInput): Diagnosis {
  const standings = standingsOf(input);
  const { settings, version } = input.rules;
  return {
    connection: input.connection,
    company: settings.company,
    policy: version,
    at: input.now,
    mapping: mappingOf(input),
    agreement: agreementOf(input, standings),
    accounts: accountFigures(input, standings),
    direct: directOf(input),
    groups: ownersOf(input),
    privileged: privilegedOf(input),
    questions: questionsOf(input, standings),
  };
}

/** Logins of one application that people read; the count is of all. */
const MOST_SHOWN = 50;

function directOf({ applications, accounts }: DiagnosisInput): Known<readonly DirectAssignment[]> {
  if (!applications.known) return applications;
  const logins = new Map<ProviderAccountId, string>(accounts.map(({ providerId, login }) => [providerId, login]));
  return known(
    applications.value
      .map(({ name, assignments }) => {
        const direct = assignments.filter((one) => one.direct).map(({ account }) => logins.get(account) ?? account);
        return { application: name, accounts: direct.length, logins: direct.sort().slice(0, MOST_SHOWN) };
      })
      .filter((one) => one.accounts > 0)
      .sort((a, b) => b.accounts - a.accounts || (a.application < b.application ? -1 : 1)),
  );
}

const OWNERS = ['tenure', 'rule', 'directory', 'mixed', 'built-in'] as const;

function ownersOf({ groups }: DiagnosisInput): readonly OwnedGroups[] {
  return OWNERS.flatMap((owner) => {
    const owned = groups.filter((group) => group.owner === owner);
    const managed = owned.filter(({ members }) => members !== null).length;
    return owned.length === 0 ? [] : [{ owner, groups: owned.length, managed }];
  });
}

function privilegedOf({ privileged, groups }: DiagnosisInput): Known<readonly string[]> {
  if (!privileged.known) return privileged;
  const names = new Map<GroupId, string>(groups.map(({ group, name }) => [group, withinConnection(name)]));
  return known([...privileged.value].map((id) => names.get(id) ?? id).sort());
}
