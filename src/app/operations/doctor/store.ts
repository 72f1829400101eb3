/** The store, and what waits in it. */
import { milliseconds } from '../../../core/shared/instant.ts';
import { readStop } from '../../stop.ts';
import type { World } from '../../world.ts';
import { type Check, missing, note, well } from './check.ts';

const LONG = milliseconds(15 * 60_000);
const MOST = 1_000;

export async function checkStore({ installation }: World): Promise<readonly Check[]> {
  const { storeKind, schema } = installation;
  const { pending, unknown, ready } = await schema();
  const kind =
    storeKind === 'postgres'
      ? well('store', 'PostgreSQL')
      : note('store', 'embedded store, for one process', 'For production set DATABASE_URL to a PostgreSQL.');
  if (ready) return [kind, well('store', 'the schema is up to date')];
  if (unknown.length > 0) {
    return [kind, missing('store', `migrated by a newer Tenure (${unknown.join(', ')})`, 'Start that version.')];
  }
  return [kind, missing('store', `the schema lacks ${pending.join(', ')}`, 'Run `tenure migrate`.')];
}

export async function checkWork({ store, engine }: World): Promise<readonly Check[]> {
  const { read } = store;
  const [stopped, open, held, accounts, streams, backlog] = await Promise.all([
    readStop(read),
    read.exceptions({ open: true }),
    read.changeSets('held'),
    read.unsettledAccounts(LONG, MOST),
    read.unwrittenStreams(LONG, MOST),
    engine.backlog(),
  ]);
  const unwritten = streams.filter((stream) => stream !== 'system').length;
  const waiting = Object.values(backlog).reduce((sum, count) => sum + count, 0);
  const notes: (Check | false)[] = [
    stopped !== null &&
      note('work', `writes are stopped by ${stopped.by} since ${stopped.at}`, '`tenure resume` lets them go on.'),
    open.length > 0 && note('work', `${open.length} exceptions wait for a person`, '`tenure exceptions` lists them.'),
    held.length > 0 && note('work', `${held.length} change sets are held`, '`tenure change-sets --state held`.'),
    accounts.length > 0 &&
      note('work', `${accounts.length} accounts unsettled for 15 minutes or more`, '`tenure plan` says what is open.'),
    unwritten > 0 && note('work', `${unwritten} issues wait for their evidence for 15 minutes or more`, 'See the log.'),
  ];
  return [well('work', `${waiting} jobs waiting or running`), ...notes.filter((one) => one !== false)];
}
