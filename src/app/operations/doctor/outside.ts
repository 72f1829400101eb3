/** The outside systems: what our credentials may there, and whether the names we use exist. */
import { isProvider, profileProblems, roleTargets } from '../../../core/policy/index.ts';
import type { Policy } from '../../../core/policy/model.ts';
import type { ConnectionId } from '../../../core/shared/ids.ts';
import type { IdentityProvider, Power } from '../../../ports/provider.ts';
import { type HookHeard, hookKey } from '../../intake/accountHints.ts';
import { templateProblems } from '../../notices/index.ts';
import type { World } from '../../world.ts';
import { type Area, asked, type Check, missing, note, well } from './check.ts';

const TIMEOUT = 20_000;
const CALL = { lane: 'bulk', timeoutMilliseconds: TIMEOUT } as const;

function shownPower(area: Area, name: string, { power, held, remedy }: Power): Check {
  const what = `${name}: ${power}`;
  if (held === null) return note(area, `${what} (not known)`, remedy ?? 'It could not be looked at.');
  return held ? well(area, what) : missing(area, what, remedy ?? 'Give this right.');
}

export async function checkTracker({ tracker }: World): Promise<readonly Check[]> {
  const powers = await asked('tracker', 'powers', async () =>
    (await tracker.probePowers()).map((power) => shownPower('tracker', 'jira', power)),
  );
  // Without a credential every name looks unknown: saying so a hundred times helps nobody.
  if (powers[0]?.state !== 'well') return powers;
  const mapping = await asked('tracker', 'names', async () => {
    const problems = await tracker.checkMapping();
    if (problems.length === 0) return [well('tracker', 'fields, issue types, statuses and filers exist')];
    return problems.map(({ what, remedy }) => missing('tracker', what, remedy));
  });
  return [...powers, ...mapping];
}

/** Project roles that the catalogue ties to groups: what they need in each project, and what is not covered. */
export async function checkTargets({ targets }: World, policy: Policy | null): Promise<readonly Check[]> {
  if (policy === null) return [];
  const found = await Promise.all(
    [...targets].map(([name, target]) => {
      const named = roleTargets(policy.catalogue).filter((one) => one.connection === name);
      return asked('tracker', `${name}: project roles`, async () =>
        (await target.probeRoles(named, CALL)).map((power) => shownPower('tracker', name, power)),
      );
    }),
  );
  return found.flat();
}

export async function checkProviders({ providers, store }: World, policy: Policy | null): Promise<readonly Check[]> {
  const found = await Promise.all(
    [...providers].map(async ([name, provider]) => [
      ...(await checkProvider(name, provider, policy)),
      ...(await checkHook(name, store, policy)),
    ]),
  );
  return found.flat();
}

/** Seeing the hooks themselves takes a super admin; that one has delivered takes nothing. */
async function checkHook(
  name: ConnectionId,
  { read }: World['store'],
  policy: Policy | null,
): Promise<readonly Check[]> {
  const connection = policy?.settings.connections.find(({ id }) => id === name);
  if (connection === undefined || !isProvider(connection)) return [];
  if (connection.eventHookSecret == null) {
    const remedy =
      'What others do there is read from the log, half a minute later. `eventHookSecret` brings it at once.';
    return [note('provider', `${name}: event hooks are not set`, remedy)];
  }
  const heard = await read.getControl<HookHeard>(hookKey(name));
  if (heard !== null) return [well('provider', `${name}: event hooks deliver, last seen ${heard.at}`)];
  const remedy =
    'Make and verify the hook there (docs/connect/okta.md), with the same secret. Until then the log tells, later.';
  return [note('provider', `${name}: no event hook has delivered yet`, remedy)];
}

async function checkProvider(
  name: ConnectionId,
  provider: IdentityProvider,
  policy: Policy | null,
): Promise<readonly Check[]> {
  const powers = await asked('provider', `${name}: powers`, async () =>
    (await provider.probePowers(CALL)).map((power) => shownPower('provider', name, power)),
  );
  if (policy === null || powers[0]?.state !== 'well') return powers;
  const fields = await asked('provider', `${name}: profile fields`, async () => {
    const problems = profileProblems(policy.settings, await provider.profileFields(CALL));
    const wanted = Object.keys(policy.settings.profile);
    if (problems.length === 0) return [well('provider', `${name}: profile fields ${wanted.join(', ') || 'none'}`)];
    return problems.map(({ says, remedy }) => missing('provider', `${name}: ${says}`, remedy));
  });
  return [...powers, ...fields];
}

export async function checkDesk({ desk, store }: World): Promise<readonly Check[]> {
  if (desk === null) return [];
  const name = desk.connection;
  const powers = await asked('desk', `${name}: powers`, async () =>
    (await desk.probePowers()).map((power) => shownPower('desk', name, power)),
  );
  const troubles = (await store.read.deskTroubles()).map(({ trouble, cards }) =>
    note(
      'desk',
      `${name}: ${cards} ${cards === 1 ? 'message does' : 'messages do'} not stand there as they should (${trouble})`,
      'It is tried again by itself. Until then questions are answered in Jira, or by `tenure decide`; of an emergency, the mail tells.',
    ),
  );
  return [...powers, ...troubles];
}

export async function checkMailer({ mailer, templates }: World): Promise<readonly Check[]> {
  const trouble = await mailer.probe();
  const server =
    trouble === null
      ? well('mail', 'the mail server takes our greeting')
      : missing('mail', `mail server: ${trouble}`, 'Check the mail connection in tenure.yaml.');
  const faulty = templateProblems(templates).map((says) =>
    missing('mail', `template ${says}`, 'Correct the file in the folder `mail.templates` names.'),
  );
  return [server, ...(faulty.length === 0 ? [well('mail', 'all templates can be read')] : faulty)];
}
