/**
 * A delivery from an identity provider: remembered and turned into looks at accounts, in one transaction, before it is
 * acknowledged. It tells nothing that the provider's log does not tell half a minute later, so whatever is lost here is found there.
 */
import type { AccountId, ConnectionId, ProviderAccountId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { AccountHint } from '../../ports/provider.ts';
import type { World } from '../world.ts';
import { gathered } from './gathered.ts';

export interface HintedAccounts {
  readonly connection: ConnectionId;
  readonly hints: readonly AccountHint[];
}

/** That a provider has ever delivered: what `tenure doctor` can say without a right of its own. */
export interface HookHeard {
  readonly at: Instant;
}
export const hookKey = (connection: ConnectionId) => `event-hook:${connection}`;

export interface AccountHints {
  /** Answers how many looks follow: none for who is not ours, or for what was known already. */
  receive(hinted: HintedAccounts): Promise<number>;
}

export function openAccountHints({ store }: Pick<World, 'store'>): AccountHints {
  const heard = new Set<ConnectionId>();
  const { give } = gathered((batch: readonly HintedAccounts[]) => remember(batch));
  return { receive: give };

  async function remember(batch: readonly HintedAccounts[]): Promise<readonly number[]> {
    const connections = [...new Set(batch.map(({ connection }) => connection))];
    const ours = new Map<ConnectionId, ReadonlyMap<ProviderAccountId, AccountId>>();
    for (const connection of connections) {
      const named = batch.filter((one) => one.connection === connection).flatMap(({ hints }) => hints);
      ours.set(
        connection,
        await store.read.accountsWith(connection, [...new Set(named.map(({ account }) => account))]),
      );
    }
    const found = batch.map(({ connection, hints }) =>
      hints.flatMap(({ id, account }) => {
        const look = ours.get(connection)?.get(account);
        return look === undefined ? [] : [{ id: `${connection}:${id}`, look }];
      }),
    );
    // Most of what a provider delivers is about nobody of ours, or our own doing: that costs a reading and no commit.
    const isNews = connections.some((connection) => !heard.has(connection));
    if (!isNews && found.every((one) => one.length === 0)) return found.map(() => 0);
    const counts = await store.transaction(async (tx) => {
      const fresh = new Set(await tx.rememberDeliveries(found.flat().map(({ id }) => id)));
      const sent = new Set<AccountId>();
      const answers: number[] = [];
      for (const hints of found) {
        // Each line once, each account once: one reading tells all that happened to it.
        const looks = new Set(hints.flatMap(({ id, look }) => (fresh.delete(id) && !sent.has(look) ? [look] : [])));
        for (const look of looks) {
          sent.add(look);
          await tx.send({ lane: 'bulk', look });
        }
        answers.push(looks.size);
      }
      for (const connection of connections) {
        await tx.setControl(hookKey(connection), { at: tx.now } satisfies HookHeard);
      }
      return answers;
    });
    for (const connection of connections) heard.add(connection);
    return counts;
  }
}
