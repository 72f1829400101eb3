/** One look at the whole: is it ready, what is in force, what waits. */
import { z } from 'zod';
import { milliseconds } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import { type ActivityPlace, activityKey } from '../activity/activityPlace.ts';
import { runningAnnouncements } from '../leavers/announcedLeavers.ts';
import { isForced, readForced } from '../restore/forcedShadow.ts';
import { readStop } from '../stop.ts';
import { operation } from './operation.ts';

/** Counting beyond this tells nobody anything more. */
const MOST = 1_000;

export const status = operation({
  needs: 'store',
  input: z.strictObject({}),
  async run({ store, engine, installation, rules, providers }) {
    const { read } = store;
    const [
      schema,
      force,
      stopped,
      shadow,
      exceptions,
      held,
      accounts,
      streams,
      backlog,
      nextChange,
      announced,
      places,
    ] = await Promise.all([
      installation.schema(),
      rules.current(),
      readStop(read),
      readForced(read),
      read.exceptions({ open: true }),
      read.changeSets('held'),
      read.unsettledAccounts(milliseconds(0), MOST),
      read.unwrittenStreams(milliseconds(0), MOST),
      engine.backlog(),
      read.nearestChange(),
      runningAnnouncements(read),
      Promise.all(
        [...providers.keys()].map(
          async (one) => [one, await read.getControl<ActivityPlace>(activityKey(one))] as const,
        ),
      ),
    ]);
    return accept({
      store: { kind: installation.storeKind, ...schema },
      policy: force?.policy.version ?? null,
      company: force?.policy.settings.company ?? null,
      stopped,
      /** Since a restore nothing is written, until a policy is put in force; with `awaitsStart` not before the next start. */
      allInShadow:
        shadow !== null && isForced(shadow)
          ? { since: shadow.since, because: shadow.because, awaitsStart: shadow.awaitsStart === true }
          : null,
      openExceptions: exceptions.length,
      heldChangeSets: held.length,
      unsettledAccounts: accounts.length,
      /** Without the system's own, which has no issue. */
      unwrittenStreams: streams.filter((stream) => stream !== 'system').length,
      backlog,
      nextChange,
      /** Terminations that pass the rate: how many, of them so far, and until when. */
      announced: announced.map(({ filer, people, used, until, by }) => ({ filer, people, used, until, by })),
      /** When each provider's log was last read to its end; `null` = never. */
      logsRead: places.map(([connection, place]) => ({ connection, at: place?.readAt ?? null })),
    });
  },
});
