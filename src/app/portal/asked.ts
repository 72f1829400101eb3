/** Applications people ask for again and again that the catalogue has not: they belong in it, or somebody says why not. */
import { fold } from '../../core/shared/fold.ts';
import { milliseconds, minus } from '../../core/shared/instant.ts';
import type { World } from '../world.ts';

export interface AskedOften {
  /** As it was said first. */
  readonly name: string;
  readonly times: number;
}

const A_MONTH = milliseconds(30 * 86_400_000);
/** Asked for more often than this in a month, it is proposed. */
const OFTEN = 5;

export async function askedOften({ read }: World['store']): Promise<readonly AskedOften[]> {
  const asked = await read.askedInVain(minus(await read.now(), A_MONTH));
  const counted = new Map<string, AskedOften>();
  for (const name of asked.map(applicationIn)) {
    const known = counted.get(fold(name));
    counted.set(fold(name), { name: known?.name ?? name, times: (known?.times ?? 0) + 1 });
  }
  return [...counted.values()]
    .filter(({ times }) => times > OFTEN)
    .sort((a, b) => b.times - a.times || (fold(a.name) < fold(b.name) ? -1 : 1));
}

/** `Notion: editor` asks for Notion, whatever the role. */
const applicationIn = (asked: string) => (asked.includes(':') ? asked.slice(0, asked.lastIndexOf(':')) : asked).trim();
