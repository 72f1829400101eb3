/** `tenure confirm`: a named person decides about an exception or a held change set. */
import { z } from 'zod';
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, indented } from '../print.ts';
import type { Session } from '../session.ts';

interface Options {
  readonly json?: boolean;
  readonly verdict?: string;
  readonly reason?: string;
  readonly hash?: string;
  readonly by?: string;
}

const VERDICTS = ['restore', 'end-grant', 'adopt', 'remove', 'ignore', 'accept', 'retry', 'confirm', 'reject'] as const;
const verdicts = z.enum(VERDICTS);
/** Change sets are named by us, exceptions after their case. */
const CHANGE_SET = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const addConfirm: AddCommand = (program, cli) => {
  withJson(program.command('confirm'))
    .summary('decide about an exception or a held change set')
    .description(
      'Settles an exception with a verdict and a reason, or decides about a held change set: with the hash that was\n' +
        'shown, so that exactly these items are confirmed; or with --verdict reject. Of an exception that is about\n' +
        'many (`leavers-held`), --hash says which were shown.',
    )
    .argument('<id>', 'an exception’s id, an issue with one open exception, or a change set')
    .option('--verdict <verdict>', VERDICTS.join(', '))
    .option('--reason <text>', 'why; recorded with the decision')
    .option(
      '--hash <hash>',
      'of a change set, as `tenure change-sets ID` shows it; of an exception about many, as it is shown with it',
    )
    .option('--by <address>', 'who decides (TENURE_ACTOR)')
    .action((id: string, options: Options) =>
      cli.run(options, (session) =>
        CHANGE_SET.test(id) || (options.hash !== undefined && options.verdict === undefined)
          ? decideSet(session, id, options)
          : settle(session, id, options),
      ),
    );
};

async function settle({ ask, show, actor }: Session, exception: string, options: Options): Promise<void> {
  const by = actor(options.by);
  const verdict = verdicts.safeParse(options.verdict);
  if (!verdict.success) {
    throw new Mistake('usage', `--verdict is one of ${VERDICTS.join(', ')}; \`tenure exceptions\` says which fit.`, {
      exit: 2,
    });
  }
  if (options.reason === undefined || options.reason.trim() === '') {
    throw new Mistake('usage', 'Say why: --reason "..." is recorded with the decision.', { exit: 2 });
  }
  const { reason, hash } = options;
  const said = { verdict: verdict.data, reason, by, ...(hash === undefined ? {} : { hash }) };
  const found = await ask('settle', { exception, ...said });
  show(found, () => [`Settled ${found.exception}: ${found.verdict}, by ${clean(found.by)}.`]);
}

async function decideSet({ ask, show, actor }: Session, changeSet: string, options: Options): Promise<void> {
  const by = actor(options.by);
  const { verdict = 'confirm', hash } = options;
  if (verdict === 'reject') {
    const found = await ask('rejectChangeSet', { changeSet, by });
    return show(found, () => [`Rejected by ${clean(by)}: nothing changes.`]);
  }
  if (verdict !== 'confirm') {
    throw new Mistake('usage', 'A change set is confirmed or rejected: --verdict confirm or reject.', { exit: 2 });
  }
  if (hash === undefined) {
    throw new Mistake('usage', `Confirm what you saw: --hash, as \`tenure change-sets ${changeSet}\` shows it.`, {
      exit: 2,
    });
  }
  const found = await ask('confirmChangeSet', { changeSet, hash, by });
  show(found, () =>
    found.heldBecause.length === 0
      ? [`Confirmed by ${clean(by)}: ${count(found.people, 'person', 'people')} are changed one by one.`]
      : [
          `Decided by ${clean(by)}, and held until one of roles.confirm confirms the same list:`,
          ...indented(found.heldBecause.map(clean)),
        ],
  );
}
