/** A diagnosis as one page that can be sent around: no script, nothing fetched, every text escaped. */
import type { Diagnosis, Found, Known } from '../../core/diagnosis/index.ts';
import { type Html, html, NOTHING } from '../../core/shared/html.ts';
import { short, when } from '../print.ts';
import { type Advice, adviceOf } from './advice.ts';
import { accountsPart, agreementPart, directPart, groupsPart, mappingPart, questionsPart } from './parts.ts';
import { STYLE } from './style.ts';
import { UNKNOWN } from './words.ts';

export function diagnosisPage(found: Diagnosis): string {
  const { company, connection, at, policy } = found;
  const body = html`<header>
<h1>${company}: ${connection} as it is</h1>
<div class="soft">Read ${when(at)}, compared with the policy ${short(policy)}. Nothing was written, here or there.</div>
</header>
${tiles(found)}
${advicePart(found)}
${mappingPart(found)}
${agreementPart(found)}
${accountsPart(found)}
${directPart(found)}
${groupsPart(found)}
${questionsPart(found)}
<footer>What could not be read is “${UNKNOWN}”, with the reason, and is never counted as none. Made by tenure diagnose. It names people: send it
to those who may know.</footer>`;
  const title = html`${company}: diagnosis of ${connection}`;
  // No element of ours is outside this line; everything in it has gone through html.
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n<title>${title.html}</title>\n<style>${STYLE}</style></head>\n<body><main>\n${body.html}\n</main></body></html>\n`;
}

function tiles({ accounts, agreement, direct, privileged }: Diagnosis): Html {
  const low = [...agreement.rows, ...agreement.groups].filter(({ keepManual }) => keepManual).length;
  const sum = direct.known ? direct.value.reduce((all, one) => all + one.accounts, 0) : null;
  const figures: readonly (readonly [string, number | null])[] = [
    ['accounts in use', accounts.inUse],
    ['without a person', accounts.withoutPerson.count],
    ['never used', countOf(accounts.neverUsed)],
    ['past their contract', countOf(accounts.pastContract)],
    ['after leaving', accounts.afterLeaving.count],
    ['rows and groups to keep manual', low],
    ['direct assignments', sum],
    ['groups that make administrators', privileged.known ? privileged.value.length : null],
  ];
  return html`<ul class="tiles">${figures.map(
    ([what, figure]) =>
      html`<li class="${figure === null ? 'unknown' : ''}"><b>${figure ?? UNKNOWN}</b> <small>${what}</small></li>`,
  )}</ul>`;
}

const countOf = (one: Known<Found>) => (one.known ? one.value.count : null);

const MARKS: Readonly<Record<Advice['tone'], string>> = { good: 'well', warn: 'look', bad: 'first' };

function advicePart(found: Diagnosis): Html {
  return html`<section><h2>What follows from it</h2><ul class="advice">${adviceOf(found).map(
    ({ tone, says, todo }) =>
      html`<li><span class="tag ${tone}">${MARKS[tone]}</span><div>${says}${todo === null ? NOTHING : html`<br><small>${todo}</small>`}</div></li>\n`,
  )}</ul></section>`;
}
