/** One exception: why it is there, what has happened to it, how often Tenure has tried, and what may be decided. */
import { z } from 'zod';
import { accept } from '../../core/shared/outcome.ts';
import { histories } from '../exceptions/index.ts';
import { findException, shownException } from './exceptions.ts';
import { caseKeys, groupNames } from './find.ts';
import { operation } from './operation.ts';

export const exceptionShown = operation({
  needs: 'store',
  input: z.strictObject({ exception: z.string().min(1).max(500) }),
  async run(world, { exception }) {
    const { read } = world.store;
    const found = await findException(world, exception);
    if (!found.ok) return found;
    const row = found.value;
    const [nameOf, now] = [await groupNames(world), await read.now()];
    const { owner, moments } = await histories(read)(row);
    const account = row.account === null ? null : await read.reconcileRow(row.account);
    return accept({
      ...(await shownException(world, row, { keyOf: caseKeys(read), nameOf, now })),
      owner,
      history: moments,
      /** Of the account it is about, since it last got through; `null` = it is about none. */
      tries: account === null ? null : { failed: account.attempts, again: account.retryAt, last: account.touchedAt },
    });
  },
});
