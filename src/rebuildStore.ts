/** From configuration to a restored store: `tenure rebuild`, whoever it is asked by. */
import { takeAlone } from './adapters/postgres/alone.ts';
import { listGroups } from './app/listGroups.ts';
import { applyPolicy } from './app/policy/policyInForce.ts';
import { isEmpty, type Restored, restoreFromIssues } from './app/restore/fromIssues.ts';
import { saltedTexts, sealTexts } from './bundleFolder.ts';
import type { Config } from './config.ts';
import { composeWith, openInstallation } from './installation.ts';
import { silentLog } from './log.ts';
import { Mistake } from './mistake.ts';
import { needPolicy } from './policyFolder.ts';
import { verifierFor } from './signingKey.ts';

export interface RebuildFrom {
  readonly keys: readonly string[];
  /** A bundle's folder, for its words, and for its seals: how long each record was. */
  readonly bundle: string | null;
}

export async function rebuildStore(config: Config, { keys, bundle }: RebuildFrom): Promise<Restored> {
  const policy = needPolicy(config.policyDir);
  const verifier = verifierFor(config, keys);
  const kept = bundle === null ? new Map() : await saltedTexts(bundle);
  const seals = bundle === null ? [] : await sealTexts(bundle);
  const opened = await openInstallation(config);
  // An embedded store's folder is its process's alone as it is.
  const alone = config.databaseUrl === null ? null : await takeAlone(config.databaseUrl);
  try {
    if (config.databaseUrl !== null && alone === null) throw somebodyWorksHere();
    await opened.migrate();
    if (!(await isEmpty(opened.store.read))) throw notEmpty();
    if ((await opened.store.seals.last()) !== null) throw sealed();
    const tenure = await composeWith(config, opened, policy, { log: silentLog, makeKey: false });
    await listGroups(tenure.world);
    if ((await opened.store.read.policyInForce())?.version !== policy.version) {
      await applyPolicy(tenure.world, { policy, author: 'rebuild', approver: null });
    }
    const outcome = await restoreFromIssues(tenure.world, verifier, kept, seals);
    if (outcome.ok) return outcome.value;
    throw outcome.refusal === 'none-holds' ? noneHolds() : outcome.refusal === 'sealed' ? sealed() : notEmpty();
  } finally {
    await alone?.release();
    await opened.close();
  }
}

const noneHolds = () =>
  new Mistake(
    'none-holds',
    'Not one record in Jira holds with this key, so nothing was put back. Name the key they were signed with: --key.',
  );

const sealed = () =>
  new Mistake(
    'sealed',
    'This database has been sealed: what is put back is older than the seal, and no bundle of it would be whole. Take one that nothing has worked on but `tenure migrate`. Nothing was changed.',
  );

const somebodyWorksHere = () =>
  new Mistake(
    'somebody-works-here',
    'A `tenure serve` or `tenure worker` works on this database. End it first: a store is made again beside nobody. Nothing was changed.',
  );

const notEmpty = () =>
  new Mistake(
    'not-empty',
    'This database has people or cases in it: a store is made again only into an empty one. Nothing was changed.',
  );
