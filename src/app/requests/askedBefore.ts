/**
 * What is asked for already by the time somebody asks outside the tracker, or looks at what they may ask for: on an issue, or
 * kept until its issue is there. Until it is, nobody else knows of it; an emergency is decided before.
 */
import type { RequestLook } from '../../core/request/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { World } from '../world.ts';
import { toldNotFiled } from './notFiled.ts';
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
    if (!(await isLetBe(world, row))) kept.push(row);
  }
  return {
    askedElsewhere: [...asked.askedElsewhere, ...linesOf(kept)],
    askedByThem: [...asked.askedByThem, ...linesOf(kept.filter(({ asker }) => asker === by))],
  };
}

/**
 * Refused for good by the tracker, and a person does not wait for it: it stands in nobody's way. It is still tried, and
 * its issue is looked at like any other.
 */
const isLetBe = async (world: World, { key }: RaisedRow): Promise<boolean> =>
  (await toldNotFiled(world, key)).some(({ settled }) => settled !== null);

const linesOf = (rows: readonly RaisedRow[]) => rows.flatMap(({ lines }) => lines);
