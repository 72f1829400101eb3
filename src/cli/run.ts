/**
 * The `tenure` command as a function. Exit codes: 0 done, 1 could not be done (a refusal, something missing, a record
 * that is not whole), 2 asked for wrongly. A stack trace is shown only for a bug of ours.
 */
import { Command, CommanderError } from 'commander';
import { type Config, readConfig } from '../config.ts';
import { mistakeOf } from '../mistake.ts';
import { VERSION } from '../version.ts';
import type { Cli } from './command.ts';
import { addAccess } from './commands/access.ts';
import { addAdopt } from './commands/adopt.ts';
import { addAnnounce } from './commands/announce.ts';
import { addAudit } from './commands/audit.ts';
import { addCases } from './commands/cases.ts';
import { addCatalogue } from './commands/catalogue.ts';
import { addChangeSets } from './commands/changeSets.ts';
import { addConfirm } from './commands/confirm.ts';
import { addDecide, addRequests } from './commands/decide.ts';
import { addDelegate } from './commands/delegate.ts';
import { addDiagnose } from './commands/diagnose.ts';
import { addDoctor } from './commands/doctor.ts';
import { addErase } from './commands/erase.ts';
import { addExceptions } from './commands/exceptions.ts';
import { addExplain } from './commands/explain.ts';
import { addExport } from './commands/export.ts';
import { addGiveBack } from './commands/giveBack.ts';
import { addMigrate } from './commands/migrate.ts';
import { addPlan } from './commands/plan.ts';
import { addPolicy } from './commands/policy.ts';
import { addRebuild } from './commands/rebuild.ts';
import { addReceipt } from './commands/receipt.ts';
import { addReport } from './commands/report.ts';
import { addGrants, addRequest } from './commands/request.ts';
import { addRoster } from './commands/roster.ts';
import { addServe } from './commands/serve.ts';
import { addShadow } from './commands/shadow.ts';
import { addStatus } from './commands/status.ts';
import { addStop } from './commands/stop.ts';
import { addSweep } from './commands/sweep.ts';
import { addTimeline } from './commands/timeline.ts';
import { addVerify } from './commands/verify.ts';
import { addWorker } from './commands/worker.ts';
import type { Io } from './io.ts';
import { indented } from './print.ts';
import { sessionFor } from './session.ts';

const COMMANDS = [
  addServe,
  addWorker,
  addMigrate,
  addRebuild,
  addStatus,
  addDoctor,
  addDiagnose,
  addPlan,
  addExplain,
  addTimeline,
  addAudit,
  addGrants,
  addCases,
  addReceipt,
  addExceptions,
  addConfirm,
  addAccess,
  addRequest,
  addRequests,
  addDecide,
  addDelegate,
  addGiveBack,
  addChangeSets,
  addAdopt,
  addRoster,
  addShadow,
  addSweep,
  addPolicy,
  addCatalogue,
  addAnnounce,
  addStop,
  addReport,
  addExport,
  addErase,
  addVerify,
];

const AFTER = `
Every command works beside a running service (it asks it) and without one (it opens the store itself).
Set by the environment: DATABASE_URL, TENURE_DATA (.tenure), TENURE_POLICY (policy), TENURE_HOST, TENURE_PORT,
TENURE_METRICS_PORT (figures),
TENURE_URL and TENURE_API_TOKEN (another machine's service), TENURE_ACTOR (who decides), NO_COLOR.
Exit codes: 0 done, 1 could not be done or is not well, 2 asked for wrongly.`;

export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let exit = 0;
  const cli: Cli = {
    async run({ json = false }, work) {
      exit = await attempt(io, json, async () => {
        const config: Config = readConfig(io.variables);
        const code = await work(sessionFor(config, io, json));
        return typeof code === 'number' ? code : 0;
      });
    },
  };
  const program = new Command('tenure')
    .description(
      'Joiners, movers and leavers through Jira and Okta: every access has a reason, a beginning and an end.',
    )
    .addHelpText('after', AFTER)
    .version(VERSION, '--version', 'say which Tenure this is')
    .helpCommand('help [command]', 'show what a command does')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(tenure help says what there is)')
    .showSuggestionAfterError();
  for (const add of COMMANDS) add(program, cli);
  for (const command of descendants(program)) command.copyInheritedSettings(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exit;
  } catch (trouble) {
    if (!(trouble instanceof CommanderError)) throw trouble;
    return trouble.exitCode === 0 ? 0 : 2;
  }
}

const descendants = (command: Command): readonly Command[] =>
  command.commands.flatMap((one) => [one, ...descendants(one)]);

async function attempt(io: Io, json: boolean, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (trouble) {
    const mistake = mistakeOf(trouble);
    if (mistake === null) {
      io.err(`tenure failed, which is a bug: ${trouble instanceof Error ? trouble.stack : String(trouble)}\n`);
      return 1;
    }
    const { code, message, details } = mistake;
    if (json) io.out(`${JSON.stringify({ refusal: code, says: message, details }, null, 2)}\n`);
    io.err([message, ...indented(details), ''].join('\n'));
    return mistake.exit;
  }
}
