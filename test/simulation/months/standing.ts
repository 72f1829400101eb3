/** All that a store says in the end, a line each, without what is drawn anew wherever it is said: salts, hashes, places. */
import type { TenureEvent } from '../../../src/core/evidence/model.ts';
import { canonical } from '../../../src/core/shared/canonical.ts';
import type { Reader } from '../../../src/ports/store.ts';

export async function standingOf(read: Reader): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const person of read.allPersons()) {
    const ledger = await read.person(person);
    lines.push(...sorted(Object.entries(ledger).flatMap(([part, rows]) => told(`${person} ${part}`, rows))));
    for (const { id } of ledger.accounts) lines.push(...told(`how ${id} stands`, await read.reconcileRow(id)));
  }
  for await (const stream of read.streams()) {
    for (const { seq, at, event } of await read.stream(stream))
      lines.push(`${stream} ${seq} ${at} ${canonical(withoutDigest(event))}`);
    lines.push(`${stream} is told up to ${await read.evidenceCursor(stream)}`);
  }
  lines.push(...sorted(told('case', await read.cases())), ...sorted(told('exception', await read.exceptions())));
  lines.push(...told('asked without an issue', await read.unfiledRequests()));
  lines.push(
    ...sorted(
      told(
        'change set',
        (await read.changeSets()).map(({ policy: _, ...row }) => row),
      ),
    ),
  );
  return lines;
}

/** Over the hashes of other events, which begin with their salts. */
const withoutDigest = (event: TenureEvent) => (event.type === 'AdoptionDone' ? { ...event, digest: '*' } : event);

/** A step of a history without what its files are called after. */
export const withoutHashes = (line: string) => line.replace(/(tenure-(?:adopted|record)-)[0-9a-f]+/g, '$1*');

const told = (what: string, rows: unknown): readonly string[] =>
  Array.isArray(rows) ? rows.map((row) => `${what} ${canonical(row)}`) : [`${what} ${canonical(rows)}`];

const sorted = (lines: readonly string[]) => [...lines].sort();
