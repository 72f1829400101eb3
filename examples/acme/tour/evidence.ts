/** The evidence as it stands on the issues, read back from Jira: what was written, and that it can be checked. */

import { HEAD_KEY } from '../../../src/core/evidence/pieces.ts';
import { caseId } from '../../../src/core/shared/ids.ts';
import { AISHA, JiraForms, NADIA } from '../forms.ts';
import type { TourResult, TourWorld } from './run.ts';

/** A record that the tracker refused is put off longer where the clock was set ahead meanwhile: by then it seems to be refused for an hour. */
const PATIENCE = 180_000;

interface Head {
  readonly count: number;
  readonly head: string;
  readonly pieces: readonly string[];
  readonly keyId: string;
}

/** Waits until each proof is on its issue, then says what stands there. */
export async function showEvidence(world: TourWorld, { cases }: TourResult): Promise<void> {
  const forms = new JiraForms(world.systems.addresses.jira);
  const read = world.running.tenure.world.store.read;
  world.say('');
  world.say('The evidence on the issues, read back from Jira:');
  for (const { key } of cases) {
    // What is filed at the help desk, IT sees.
    const reader = key.startsWith('HELP') ? AISHA : NADIA;
    const { id } = (await forms.call(reader, 'GET', `/rest/api/3/issue/${key}?fields=status`)) as { id: string };
    const stream = await read.stream(caseId('jira', id));
    const proof = stream.findLast(({ event }) => event.type === 'CaseProved')?.seq ?? 0;
    const deadline = Date.now() + PATIENCE;
    while ((await read.evidenceCursor(caseId('jira', id))) < proof && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const issue = (await forms.call(reader, 'GET', `/rest/api/3/issue/${key}?fields=status,comment`)) as {
      fields: { status: { name: string }; comment: { total: number } };
    };
    const { value } = (await forms.call(reader, 'GET', `/rest/api/3/issue/${key}/properties/${HEAD_KEY}`)) as {
      value: Head;
    };
    const { status, comment } = issue.fields;
    world.say(
      `  ${key}  ${status.name.padEnd(12)}${comment.total} comments, ${value.count} events in ${value.pieces.length} signed ` +
        `${value.pieces.length === 1 ? 'piece' : 'pieces'}, chain head ${value.head.slice(0, 16)}, key ${value.keyId}`,
    );
  }
}
