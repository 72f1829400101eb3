/** What the credentials can really do: the scopes Slack itself says the tokens have, each with what it is needed for. */
import { z } from 'zod';
import { Fault } from '../../ports/fault.ts';
import type { Power } from '../../ports/provider.ts';
import type { SlackClient } from './client.ts';
import type { Users } from './users.ts';

/** Scope of the bot's token -> what is done with it. */
export const SCOPES: Readonly<Record<string, string>> = {
  'chat:write': 'put questions before people, and change them in place',
  'im:write': 'open a conversation with an approver',
  'im:history': 'find a question again whose answer was lost, before it is asked twice',
  'users:read': 'see who has left, and who is a guest or a bot',
  'users:read.email': 'match people by their confirmed address',
  commands: 'hear the command by which access is asked for',
};

const opened = z.object({ url: z.string() });

/** `team`: the workspace tenure.yaml names, if it does. */
export async function probePowers(
  users: Users,
  line: SlackClient | null,
  team: string | null,
): Promise<readonly Power[]> {
  const remedy = 'Put the Bot User OAuth Token (xoxb-...) of the installed app in `token`.';
  const signIn = await probe('sign in', remedy, () => users.self());
  const { scopes, team: signedInto } = signIn.found ?? {};
  const listens =
    line === null
      ? []
      : [await probe('listen by Socket Mode', LINE, () => line.call('open a line', 'convergent', opened, openLine))];
  return [
    signIn.power,
    ...(signedInto === undefined ? [] : [workspacePower(signedInto, team)]),
    ...(scopes === undefined ? [] : Object.entries(SCOPES).map(([scope, use]) => scopePower(scope, use, scopes))),
    ...listens.map(({ power }) => power),
  ];
}

const LINE = 'Turn Socket Mode on, and put an app-level token (xapp-...) with connections:write in `appToken`.';
const openLine: Parameters<SlackClient['call']>[3] = (web) => web.apps.connections.open({});

/** Of another workspace than is named, every press would be refused. */
const workspacePower = (signedInto: string, named: string | null): Power => ({
  power: `the token is of the workspace ${signedInto}`,
  held: named === null || named === signedInto,
  remedy:
    named === null || named === signedInto
      ? null
      : `\`team:\` says ${named}: write ${signedInto}, or use that one's token.`,
});

const scopePower = (scope: string, use: string, scopes: readonly string[]): Power => ({
  power: `${use} (scope ${scope})`,
  held: scopes.includes(scope),
  remedy: scopes.includes(scope)
    ? null
    : `Add the bot token scope ${scope} (OAuth & Permissions) and reinstall the app.`,
});

async function probe<Found>(power: string, remedy: string, ask: () => Promise<Found>) {
  try {
    return { power: { power, held: true, remedy: null } satisfies Power, found: await ask() };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    // One that does not answer is no missing right.
    if (fault.kind === 'transient') throw fault;
    // The right is called the same whatever is answered: it is told by that name, and taken back by it.
    const said = `${remedy} Slack says: ${fault.vendorCode ?? fault.kind}.`;
    return { power: { power, held: false, remedy: said } satisfies Power };
  }
}
