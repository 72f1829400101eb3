/** A process that lives histories, one after the other, for whoever has forked it (lives.ts). */
import type { AskedFor, Lived } from './askedFor.ts';
import { alike } from './databases.ts';
import { inMemory } from './memory.ts';
import { type Judged, simulate } from './simulate.ts';

const tell = (lived: Lived) => void process.send?.(lived);

process.on('message', (asked: AskedFor) => {
  const { seed } = asked;
  live(asked).then(
    (judged) => tell({ seed, judged }),
    (fault: unknown) => tell({ seed, fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) }),
  );
});
process.on('disconnect', () => process.exit());

async function live({ seed, trace, generation, databases }: AskedFor): Promise<Judged> {
  const shape = { generation };
  const judged = await simulate(inMemory, seed, { isKept: databases !== null, shape });
  const differing = databases === null ? [] : await alike(judged, databases, { shape });
  // What nobody reads is not sent.
  return { ...judged, broken: [...judged.broken, ...differing], kept: [], lines: trace ? judged.lines : [] };
}
