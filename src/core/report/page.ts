/** The report as one page that opens anywhere: no script, nothing fetched, every text escaped. */
import { type Html, html, NOTHING } from '../shared/html.ts';
import type { Instant } from '../shared/instant.ts';
import type { Population, PopulationName } from './model.ts';

export interface PageOf {
  readonly company: string;
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly madeAt: Instant;
  readonly streams: number;
  readonly events: number;
  readonly seals: number;
  readonly populations: readonly Population[];
  readonly counted: readonly { readonly population: string; readonly count: number; readonly sha256: string }[];
}

const TITLES: Readonly<Record<PopulationName, string>> = {
  joiners: 'Joiners, by the first day of their work',
  movers: 'Movers, by the day their change was recorded',
  leavers: 'Leavers, by the end of their work',
  'privileged-grants': 'Access of high risk, by its beginning',
  'self-administered': 'Changes in which too few people had a hand',
  exceptions: 'What a person had to settle',
  acceptances: 'Remaining risks that a person took',
};

const STYLE = `body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: #1c2430; }
h1 { margin-bottom: .2rem; } h2 { margin: 2rem 0 .2rem; font-size: 1.15rem; } .soft { color: #5b6675; }
code { font-size: .85rem; overflow-wrap: anywhere; } .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-top: 1px solid #dfe4ea; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { background: #12161c; color: #e6eaf0; } .soft { color: #9aa6b6; } th, td { border-color: #313a47; } }`;

export function reportPage(page: PageOf): string {
  const { company, from, until, madeAt, streams, events, seals, populations } = page;
  const period = `${from ?? 'the beginning'} to ${until ?? 'the end'}`;
  const body = html`<h1>${company}: the record, ${period}</h1>
<p class="soft">Made ${madeAt}. ${events} events in ${streams} streams, under ${seals} seals. What proves it lies beside this page:
tenure verify checks it, and so does the script of docs/operate/checking-a-record.md.</p>
${populations.map((one) => part(one, page))}`;
  const title = html`${company}: the record`;
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n<title>${title.html}</title>\n<style>${STYLE}</style></head>\n<body><main>\n${body.html}\n</main></body></html>\n`;
}

function part({ population, rows }: Population, { counted }: Pick<PageOf, 'counted'>): Html {
  const hash = counted.find((one) => one.population === population)?.sha256 ?? '';
  const table = html`<div class="wide"><table><thead><tr><th>At</th><th>Case</th><th>Person</th><th>What</th><th>By</th><th>Note</th></tr></thead>
<tbody>${rows.map(
    ({ at, case: of, person, name, what, by, note }) =>
      html`<tr><td>${at}</td><td>${of}</td><td>${name === '' ? person : name}</td><td>${what}</td><td>${by}</td><td>${note}</td></tr>\n`,
  )}</tbody></table></div>`;
  return html`<section><h2>${TITLES[population]}: ${rows.length}</h2><p class="soft"><code>${hash}</code></p>${rows.length === 0 ? NOTHING : table}</section>\n`;
}
