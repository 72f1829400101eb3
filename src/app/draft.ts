/** What a draft of the catalogue is made from: complete listings of every provider, or none. */
import type { DraftInput } from '../core/draft/index.ts';
import type { CallOptions } from '../ports/provider.ts';
import type { World } from './world.ts';

/** A listing waits for its limits; a large tenant takes minutes. */
const BULK: CallOptions = { lane: 'bulk', timeoutMilliseconds: 30 * 60_000 };

export async function readForDraft({ providers }: World): Promise<Pick<DraftInput, 'groups' | 'applications'>> {
  const groups: DraftInput['groups'][number][] = [];
  const applications: DraftInput['applications'][number][] = [];
  for (const provider of providers.values()) {
    // A listing that breaks off throws: what is not on it would be taken for missing.
    groups.push(...(await provider.listGroups(BULK)));
    for await (const one of provider.listApplications(BULK)) applications.push(one);
  }
  return { groups, applications };
}
