/**
 * Another hand at Okta: an administrator takes somebody out of a group, past Tenure. Okta's event hook says so, the
 * account is read, and what another hand lowered is put back only when a person says so.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { settle } from '../../../src/app/settling/settle.ts';
import { milliseconds } from '../../../src/core/shared/instant.ts';
import type { ExceptionRow } from '../../../src/ports/store.ts';
import { SECRETS } from '../company.ts';
import { eventRow, heading, personRow } from './print.ts';
import type { TourWorld } from './run.ts';

const LOGIN = 'mara.lindt@acme.example';
const GROUP = 'app-zoom';
const INES = 'ines.keller@acme.example';
const PATIENCE = 90_000;
const NOW = milliseconds(0);

export async function anotherHand(world: TourWorld): Promise<void> {
  const { systems, running, say } = world;
  const { world: tenure } = running.tenure;
  const okta = clicksAt(systems.addresses.okta);
  const { id: account } = (await okta('GET', `/users/${LOGIN}`)) as { readonly id: string };
  const [group] = (await okta('GET', `/groups?q=${GROUP}`)) as readonly { readonly id: string }[];
  if (group === undefined) throw new Error(`no group ${GROUP} at Okta`);

  heading(say, 'Another hand: an administrator at Okta, past Tenure');
  await okta('DELETE', `/groups/${group.id}/users/${account}`);
  const since = Date.now();
  eventRow(
    say,
    { where: 'provider', text: `${LOGIN} is taken out of ${GROUP}; the event hook says that something changed` },
    0,
  );
  const asked = await until(async () => {
    const open = await tenure.store.read.exceptions({ open: true });
    return open.find(({ kind }) => kind === 'gone-after-verified') ?? null;
  });
  eventRow(
    say,
    { where: 'case', text: 'the account was read: not put back by itself, but a question to a person' },
    Date.now() - since,
  );
  await putBack(world, asked);
  const seen = async () => {
    const groups = (await okta('GET', `/users/${account}/groups`)) as readonly { readonly id: string }[];
    return groups.find(({ id }) => id === group.id) ?? null;
  };
  await until(seen);
  await until(async () => ((await tenure.store.read.unsettledAccounts(NOW, 1)).length === 0 ? true : null));
  eventRow(say, { where: 'provider', text: `${LOGIN} is in ${GROUP} again, read back` }, Date.now() - since);
}

async function putBack({ running, say }: TourWorld, { id }: ExceptionRow): Promise<void> {
  personRow(say, 'Ines (IT) decides: restore');
  const by = { exception: id, verdict: 'restore', by: INES, reason: 'taken by mistake' } as const;
  const settled = await settle(running.tenure.world, by);
  if (!settled.ok) throw new Error(`the exception could not be settled: ${settled.refusal}`);
}

/** As an administrator's browser would ask: not by the agent that Tenure names itself with. */
const clicksAt = (okta: string) => async (method: string, path: string) => {
  const answer = await fetch(`${okta}/api/v1${path}`, {
    method,
    headers: { authorization: `SSWS ${SECRETS.OKTA_TOKEN}`, accept: 'application/json' },
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : ((await answer.json()) as unknown);
};

async function until<Found>(look: () => Promise<Found | null>): Promise<Found> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error('nobody noticed what another hand did at Okta');
    await wait(25);
  }
}
