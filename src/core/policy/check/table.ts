/** What only shows with all rows, settings and catalogue at hand. */

import { connectionOf, type GroupName, withinConnection } from '../../shared/ids.ts';
import { groupNamesOf } from '../catalogue.ts';
import { isProvider } from '../connectionKinds.ts';
import type { Catalogue, Problem, ReferenceRow, Settings } from '../model.ts';
import { caution, fault } from '../read/problem.ts';
import { rowContent } from '../version.ts';

export function checkTable(
  table: readonly ReferenceRow[],
  settings: Settings | null,
  catalogue: Catalogue | null,
  file: string,
): readonly Problem[] {
  const problems = [...twins(table, file)];
  if (settings !== null) problems.push(...outOfReach(table, settings, catalogue, file));
  return problems;
}

function* twins(table: readonly ReferenceRow[], file: string): Iterable<Problem> {
  const seen = new Map<string, ReferenceRow>();
  for (const row of table) {
    const content = rowContent(row);
    const first = seen.get(content);
    if (first === undefined) seen.set(content, row);
    else {
      const message = `row "${row.id}" says the same as row "${first.id}" on line ${first.line}`;
      yield caution({ file, line: row.line }, 'same-row', message, 'Take one of the two out.');
    }
  }
}

/** A row that gives a protected group would make an exception of every joiner it matches. */
function* outOfReach(
  table: readonly ReferenceRow[],
  settings: Settings,
  catalogue: Catalogue | null,
  file: string,
): Iterable<Problem> {
  const guarded = new Set<GroupName>(settings.protected.groups);
  const providers = new Set(settings.connections.filter(isProvider).map(({ id }) => id));
  for (const row of table) {
    const place = { file, line: row.line };
    for (const given of row.gives) {
      const groups = given.kind === 'group' ? [given.group] : catalogue === null ? [] : groupNamesOf(catalogue, given);
      for (const group of groups) {
        if (guarded.has(group)) {
          const message = `row "${row.id}" gives the protected group "${withinConnection(group)}", which Tenure never writes`;
          yield fault(
            place,
            'protected-group',
            message,
            'Take it out here, or out of `protected.groups` in tenure.yaml.',
          );
        }
        if (given.kind === 'group' && providers.size > 0 && !providers.has(connectionOf(group))) {
          const message = `row "${row.id}" gives a group at "${connectionOf(group)}", which is no identity provider`;
          yield fault(place, 'group-at-no-provider', message, `Name the group at one of ${[...providers].join(', ')}.`);
        }
      }
    }
  }
}
