/** One question put to the store itself, for when no service runs: a stopped machine, a restored backup. */
import { type InputOf, type OperationName, operations, perform, type ResultOf } from '../app/operations/index.ts';
import type { Tenure } from '../compose.ts';
import type { Config } from '../config.ts';
import type { Policy } from '../core/policy/model.ts';
import { unreachable } from '../core/shared/outcome.ts';
import {
  composeOffline,
  composeWith,
  hasStore,
  needSchema,
  type OpenStore,
  openInstallation,
  openScratch,
} from '../installation.ts';
import { silentLog } from '../log.ts';
import { Mistake } from '../mistake.ts';
import { needPolicy } from '../policyFolder.ts';

export async function askStore<Name extends OperationName>(
  config: Config,
  name: Name,
  input: InputOf<Name>,
): Promise<ResultOf<Name>> {
  const tenure = await openFor(config, name);
  try {
    const performed = await perform(tenure.world, name, input);
    switch (performed.kind) {
      case 'done':
        // The table's own operation made it: the name says which type it has.
        return performed.result as ResultOf<Name>;
      case 'invalid':
        throw new Mistake('invalid', 'The input is not valid.', { details: performed.problems, exit: 2 });
      case 'refused': {
        const { refusal, says, details } = performed.refused;
        throw new Mistake(refusal, says, { details });
      }
      default:
        return unreachable(performed);
    }
  } finally {
    await tenure.stop();
  }
}

/** Both look at what is outside, and help to write the files that the first start needs. */
const BEFORE_THE_FIRST_START: readonly OperationName[] = ['doctor', 'catalogueDraft'];

async function openFor(config: Config, name: OperationName): Promise<Tenure> {
  if (!hasStore(config) && BEFORE_THE_FIRST_START.includes(name)) return beforeFirstStart(config);
  return openWith(config, (opened, policy) =>
    operations[name].needs === 'store'
      ? composeOffline(config, opened, policy)
      : composeWith(config, opened, policy, LOOK),
  );
}

/** For what is asked of the store, and is no operation with one answer. */
export const openForStore = (config: Config): Promise<Tenure> =>
  openWith(config, (opened, policy) => composeOffline(config, opened, policy));

async function openWith(config: Config, put: (opened: OpenStore, policy: Policy) => Promise<Tenure>): Promise<Tenure> {
  if (!hasStore(config)) {
    throw new Mistake(
      'no-tenure',
      `Nothing is running, and there is no store in ${config.dataDir}. Start with \`tenure serve\`, or set TENURE_DATA or TENURE_URL.`,
    );
  }
  const opened = await openInstallation(config).catch((trouble: unknown) => {
    if (!(trouble instanceof Mistake) || trouble.code !== 'store-locked') throw trouble;
    throw new Mistake(trouble.code, `No running service is found, and ${trouble.message}`);
  });
  try {
    await needSchema(opened);
    return await put(opened, (await opened.store.read.policyInForce()) ?? needPolicy(config.policyDir));
  } catch (trouble) {
    await opened.close();
    throw trouble;
  }
}

/** A first look at credentials and names needs no store of its own: one in memory stands in, and nothing is left. */
async function beforeFirstStart(config: Config): Promise<Tenure> {
  const policy = needPolicy(config.policyDir);
  const opened = await openScratch();
  try {
    return await composeWith(config, opened, policy, LOOK);
  } catch (trouble) {
    await opened.close();
    throw trouble;
  }
}

const LOOK = { log: silentLog, makeKey: false } as const;
