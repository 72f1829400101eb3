/** A new policy: what is wrong with the files, who would gain and lose what, and putting it in force. */
import { z } from 'zod';
import {
  checkAgainstProvider,
  difference,
  parsePolicy,
  renderDifference,
  renderProblem,
} from '../../core/policy/index.ts';
import type { Policy, Problem } from '../../core/policy/model.ts';
import { accept } from '../../core/shared/outcome.ts';
import { listGroups } from '../listGroups.ts';
import { applyPolicy, approverRefusal, planPolicy, widenedBy } from '../policy/policyInForce.ts';
import type { Widening } from '../policy/widening.ts';
import type { World } from '../world.ts';
import { shownItems } from './changeSets.ts';
import { groupNames } from './find.ts';
import { type Answer, operation, refused } from './operation.ts';

/** The files' names and texts; the service reads no folder of the caller's. */
export const policyFiles = z
  .array(z.strictObject({ path: z.string().max(1_000), text: z.string().max(25_000_000) }))
  .max(20);

interface Read {
  readonly policy: Policy;
  readonly warnings: readonly Problem[];
  /** What the provider lacks: the policy may be looked at, and not be put in force. */
  readonly faults: readonly Problem[];
}

/** Groups made a minute ago are not in the last listing: before something is said to be missing, they are listed anew. */
async function readPolicy(world: World, files: z.output<typeof policyFiles>): Promise<Answer<Read>> {
  const parsed = parsePolicy(files);
  if (!parsed.ok) return refused('bad-policy', '', parsed.problems.map(renderProblem));
  const check = async () =>
    checkAgainstProvider(parsed.policy, present(await world.store.read.groups()), parsed.policy.settings.values);
  let found = await check();
  if (found.some(({ code }) => code === 'unknown-group')) {
    await listGroups(world);
    found = await check();
  }
  const faults = found.filter(({ severity }) => severity === 'error');
  const warnings = found.filter(({ severity }) => severity === 'warning');
  return accept({ policy: parsed.policy, warnings: [...parsed.warnings, ...warnings], faults });
}

const present = <Group extends { readonly vanished: boolean }>(groups: readonly Group[]) =>
  groups.filter(({ vanished }) => !vanished);

export const policyPlan = operation({
  needs: 'outside',
  input: z.strictObject({ files: policyFiles }),
  async run(world, { files }) {
    const read = await readPolicy(world, files);
    if (!read.ok) return read;
    const { policy, warnings, faults } = read.value;
    const force = await world.rules.current();
    const count = await planPolicy(world, policy);
    return accept({
      version: policy.version,
      inForce: force?.policy.version ?? null,
      changes: force === null ? ['Nothing is in force yet.'] : renderDifference(difference(force.policy, policy)),
      people: await shownItems(world, count.items, await groupNames(world)),
      /** Why it would be held for a confirmation; empty = within the limits. */
      wouldHold: count.because,
      hash: count.hash,
      /** Groups added to entitlements: who was given them before gains those only when the owner decides it. */
      widened: force === null ? [] : await shownWidening(world, await widenedBy(world, force.policy, policy)),
      problems: [...faults, ...warnings],
    });
  },
});

async function shownWidening(world: World, widened: readonly Widening[]) {
  const nameOf = await groupNames(world);
  const shown = widened.map(async ({ application: { id, owner, deputy }, added, items }) => ({
    application: id,
    owner,
    deputy,
    entitlements: added.map(({ entitlement, groups }) => ({ entitlement, groups: groups.map(nameOf) })),
    people: await shownItems(world, items, nameOf),
  }));
  return Promise.all(shown);
}

export const policyApply = operation({
  needs: 'outside',
  input: z.strictObject({
    files: policyFiles,
    by: z.string().min(1).max(320),
    /** Recorded as given. */
    commit: z.string().min(1).max(200).optional(),
    /** Who wrote that commit, when the caller has read it: never its approver. */
    commitBy: z.string().min(1).max(320).optional(),
    approver: z.string().min(1).max(320).optional(),
  }),
  async run(world, { files, by, commit, commitBy, approver = null }) {
    const read = await readPolicy(world, files);
    if (!read.ok) return read;
    const { policy, warnings, faults } = read.value;
    if (faults.length > 0) return refused('policy-does-not-fit', '', faults.map(renderProblem));
    const source = { ...(commit === undefined ? {} : { commit }), ...(commitBy === undefined ? {} : { commitBy }) };
    const refusal = await approverRefusal(world, { author: by, approver, ...source });
    if (refusal !== null) return refused(refusal, approver ?? '');
    const applied = await applyPolicy(world, { policy, author: by, approver, ...source });
    if (applied.kind === 'still-comparing') {
      return refused('still-comparing', applied.accounts === 1 ? '1 account is' : `${applied.accounts} accounts are`);
    }
    if (applied.kind === 'not-caught-up') return refused('not-caught-up');
    return accept({ version: policy.version, ...applied, problems: warnings });
  },
});
