/** The populations of a period, counted and hashed, from everything the store has recorded. */
import { z } from 'zod';
import { countedPopulations, populationBook, populationsCsv } from '../../core/report/index.ts';
import { accept } from '../../core/shared/outcome.ts';
import { recordedOf } from '../bundle/export.ts';
import { allRecords } from '../bundle/readRecord.ts';
import { reportOptions } from '../bundle/reportOptions.ts';
import { operation } from './operation.ts';
import { period, periodOf } from './period.ts';

export const report = operation({
  needs: 'store',
  input: z.strictObject({ ...period, csv: z.boolean().prefault(false) }),
  async run(world, { csv, ...asked }) {
    const between = periodOf(asked);
    const force = await world.rules.current();
    const book = populationBook({ ...between, names: true, ...reportOptions(force?.policy ?? null) });
    for await (const rows of allRecords(world)) for (const row of rows) book.add(recordedOf(row));
    const populations = book.populations();
    const counted = countedPopulations(populations);
    return accept({
      ...between,
      populations: populations.map(({ rows, population }, nth) => ({
        population,
        count: rows.length,
        sha256: counted[nth]?.sha256 ?? '',
        rows: csv ? [] : rows,
      })),
      csv: csv ? populationsCsv(populations) : null,
    });
  },
});
