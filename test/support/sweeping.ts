/** Full sweeps in a story, as the command line asks for them. */
import { type SweepRecord, type SweptConnection, startSweep } from '../../src/app/sweep/index.ts';
import type { SweepStage } from '../../src/ports/sweeps.ts';
import { asked, INES } from './adopting.ts';
import type { Company } from './company.ts';

/** The provider's limits have their minute first: this company is listed more often than any real one. */
export async function swept(company: Company): Promise<SweptConnection & Pick<SweepRecord, 'state'>> {
  const { connections, state } = await sweptAll(company);
  const [connection] = connections;
  if (connection === undefined) throw new Error('nothing was swept');
  return { ...connection, state };
}

/** What the same says of the site and its project roles. */
export async function sweptSite(company: Company): Promise<SweptConnection | undefined> {
  const { connections } = await sweptAll(company);
  return connections.find(({ connection }) => connection === 'jira');
}

async function sweptAll(company: Company): Promise<SweepRecord> {
  await company.pass('61s');
  const { sweep } = (await asked(company, 'sweep', { by: INES })) as unknown as { readonly sweep: SweepRecord };
  await company.untilQuiet();
  return sweep;
}

/** The same, of a store that does something else in the middle of it. */
export async function sweptWith(company: Company, sweeps: Partial<SweepStage>): Promise<SweptConnection> {
  await company.pass('61s');
  const { world } = company;
  const store = { ...world.store, sweeps: { ...world.store.sweeps, ...sweeps } };
  const begun = await startSweep({ ...world, store }, INES);
  if (!begun.ok) throw new Error('another sweep is under way');
  const { connections } = await begun.value.outcome;
  await company.untilQuiet();
  const [connection] = connections;
  if (connection === undefined) throw new Error('nothing was swept');
  return connection;
}

/** What waits for a person, except the accounts that were there before Tenure. */
export async function waiting({ store }: Company): Promise<readonly string[]> {
  const open = await store.read.exceptions({ open: true });
  return open.flatMap(({ kind }) => (kind === 'account-without-person' ? [] : [kind])).sort();
}
