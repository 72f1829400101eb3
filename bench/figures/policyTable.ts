/** A reference table of 50,000 rows: read and checked, compiled, and asked what comes with a job. */
import { acmePolicy } from '../../examples/acme/company.ts';
import { DEPARTMENTS, LOCATIONS } from '../../examples/acme/world/jira.ts';
import { compileTable, matchRows } from '../../src/core/policy/index.ts';
import { type Benchmark, informing, percentile } from '../figure.ts';

const ROWS = 50_000;
/** Five rows a title, so that a person is compared with some and gets one. */
const TITLES = ROWS / 5;
const ASKED = 20_000;
const NOWHERE = { okta: 'http://localhost:1', jira: 'http://localhost:1', smtp: 'smtp://localhost:1' };

export const policyTable: Benchmark = {
  name: 'policy-table-50000',
  about: 'a reference table of 50,000 rows: read, compiled, matched',
  async run() {
    const readFrom = performance.now();
    const { table } = acmePolicy(NOWHERE, (text, file) => (file === 'reference-table.csv' ? csv() : text));
    const read = performance.now() - readFrom;
    const compileFrom = performance.now();
    const compiled = compileTable(table);
    const compile = performance.now() - compileFrom;
    const waits: number[] = [];
    let matched = 0;
    for (let asked = 0; asked < ASKED; asked += 1) {
      const attributes = { ...rowOf(asked * 7), workerType: 'employee' };
      const begun = performance.now();
      matched += matchRows(compiled, attributes).length;
      waits.push((performance.now() - begun) * 1_000);
    }
    if (matched < ASKED) throw new Error(`only ${matched} rows matched ${ASKED} people`);
    return {
      figures: [
        informing('policy-table-50000/read-and-check', read, 'ms'),
        informing('policy-table-50000/compile', compile, 'ms'),
        informing('policy-table-50000/match-p50', percentile(waits, 0.5), 'µs'),
        informing('policy-table-50000/match-p99', percentile(waits, 0.99), 'µs'),
      ],
      notes: [`${table.length} rows of ${TITLES} titles; ${ASKED} people asked about, one by one.`],
    };
  },
};

function csv(): string {
  const lines = ['id,workerType,department,title,location,entitlements,groups,note'];
  for (let row = 0; row < ROWS; row += 1) {
    const { department, title, location } = rowOf(row);
    lines.push(`row-${row},employee,${department},${title},${location},,${row % 2 === 0 ? 'eng-core' : 'sales-all'},`);
  }
  return `${lines.join('\n')}\n`;
}

const rowOf = (row: number) => ({
  department: DEPARTMENTS[row % DEPARTMENTS.length] ?? '',
  title: `Job ${row % TITLES}`,
  location: LOCATIONS[Math.floor(row / TITLES) % LOCATIONS.length] ?? '',
});
