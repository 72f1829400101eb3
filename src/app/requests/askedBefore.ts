/**
 * What is asked for already by the time somebody asks outside the tracker, or looks at what they may ask for: on an issue, or
 * kept until its issue is there. Until it is, nobody else knows of it; an emergency is decided before.
 */
import type { RequestLook } from '../../core/request/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { World } from '../world.ts';
import { isLetBe } from './notFiled.ts';
import { askedElsewhere } from './openAsks.ts';

/** `by`: who asks. `own`: the kept request that asks; `null` = there is none. */
export async function askedBefore(
  world: World,
  person: PersonId,
  by: PersonId,
  own: RaisedRow['key'] | null,
): Promise<Pick<RequestLook, 'askedElsewhere' | 'askedByThem'>> {
  const { read } = world.store;
  const [asked, unfiled] = await Promise.all([askedElsewhere(read, person, null, by), read.unfiledAbout(person)]);
  const kept: RaisedRow[] = [];
  for (const row of unfiled) {
    if (row.beneficiary !== person || row.key === own || row.breakGlass) continue;
    if (!(await isLetBe(world, row.key))) kept.push(row);
  }
  return {
    askedElsewhere: [...asked.askedElsewhere, ...linesOf(kept)],
    askedByThem: [...asked.askedByThem, ...linesOf(kept.filter(({ asker }) => asker === by))],
  };
}

const linesOf = (rows: readonly RaisedRow[]) => rows.flatMap(({ lines }) => lines);
