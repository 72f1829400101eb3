/** The policy: its files, what is in force, and whether the groups it names exist and are ours to write. */
import { checkAgainstProvider, type PolicyFile, parsePolicy, roleTargets } from '../../../core/policy/index.ts';
import type { KnownGroup, Policy, Problem } from '../../../core/policy/model.ts';
import type { World } from '../../world.ts';
import { asked, type Check, missing, note, well } from './check.ts';

type Files = readonly PolicyFile[] | undefined;

/** What is in force; before the first start, what the files say. */
export function policyFor(inForce: Policy | null, files: Files): Policy | null {
  if (inForce !== null || files === undefined) return inForce;
  const parsed = parsePolicy(files);
  return parsed.ok ? parsed.policy : null;
}

export async function checkPolicy(world: World, inForce: Policy | null, files: Files): Promise<readonly Check[]> {
  const policy = policyFor(inForce, files);
  const groups = policy === null ? [] : await asked('policy', 'groups', () => checkGroups(world, policy));
  return [...checkForce(world, inForce), ...checkFiles(inForce, files), ...groups];
}

function checkForce({ installation }: World, inForce: Policy | null): readonly Check[] {
  if (inForce === null) {
    return [note('policy', 'no policy is in force yet', 'The first `tenure serve` puts the folder’s policy in force.')];
  }
  const force = well('policy', `version ${inForce.version.slice(0, 12)} is in force`);
  if (installation.connectedBy === inForce.version) return [force];
  const remedy = 'Restart Tenure if the connections changed: they are read at start.';
  return [force, note('policy', 'the service was started under another version', remedy)];
}

function checkFiles(inForce: Policy | null, files: Files): readonly Check[] {
  if (files === undefined) return [];
  const parsed = parsePolicy(files);
  if (!parsed.ok) return parsed.problems.map(asCheck);
  const read = well('policy', 'the files can be read');
  const warnings = parsed.warnings.map(asCheck);
  if (inForce === null || inForce.version === parsed.policy.version) return [read, ...warnings];
  const differ = note(
    'policy',
    'the files say something else than what is in force',
    '`tenure policy plan` shows who would gain and lose what; `tenure policy apply` puts them in force.',
  );
  return [read, differ, ...warnings];
}

async function checkGroups(world: World, policy: Policy): Promise<readonly Check[]> {
  const groups: KnownGroup[] = [];
  for (const provider of world.providers.values()) {
    groups.push(...(await provider.listGroups({ lane: 'bulk', timeoutMilliseconds: 60_000 })));
  }
  for (const [connection, target] of world.targets) {
    const named = roleTargets(policy.catalogue).filter((one) => one.connection === connection);
    if (named.length > 0)
      groups.push(...(await target.listRoles(named, [], { lane: 'bulk', timeoutMilliseconds: 60_000 })));
  }
  const problems = checkAgainstProvider(policy, groups, policy.settings.values);
  return problems.length === 0 ? [well('policy', 'every group and value it names exists')] : problems.map(asCheck);
}

function asCheck({ file, line, severity, code, message, remedy }: Problem): Check {
  const what = `${file}${line === null ? '' : `:${line}`} ${code}: ${message}`;
  return severity === 'error' ? missing('policy', what, remedy) : note('policy', what, remedy);
}
