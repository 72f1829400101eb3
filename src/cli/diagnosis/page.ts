/** A diagnosis as one page that can be sent around: no script, nothing fetched, every text escaped. */
import type { Agreement, Diagnosis, Found, Known, Readiness } from '../../core/diagnosis/index.ts';
import { short, when } from '../print.ts';
import { type Html, html, NOTHING } from './html.ts';
import { STYLE } from './style.ts';
import { answersSaid, differsBy, gapOf, ownerSays, readinessOf, shareOf, UNKNOWN } from './words.ts';

export function diagnosisPage(found: Diagnosis): string {
  const { company, connection, at, policy } = found;
  const body = html`<header>
<h1>${company}: ${connection} as it is</h1>
<div class="soft">Read ${when(at)} by the policy ${short(policy)}. Nothing was written.</div>
</header>
${tiles(found)}
${mappingPart(found)}
${agreementPart(found)}
${accountsPart(found)}
${directPart(found)}
${groupsPart(found)}
${questionsPart(found)}
<footer>What could not be read is “${UNKNOWN}”, with the reason, and is never counted as none. Made by tenure diagnose.</footer>`;
  const title = html`${company}: diagnosis of ${connection}`;
  // No element of ours is outside this line; everything in it has gone through html.
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n<title>${title.html}</title>\n<style>${STYLE}</style></head>\n<body><main>\n${body.html}\n</main></body></html>\n`;
}

const tag = (tone: 'good' | 'warn' | 'bad', text: string) => html`<span class="tag ${tone}">${text}</span>`;

const grid = (head: readonly (readonly [string, 'n' | ''])[], rows: readonly (readonly (Html | string | number)[])[]) =>
  html`<div class="wide"><table><thead><tr>${head.map(([text, kind]) => html`<th class="${kind}">${text}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => html`<td class="${head[index]?.[1] ?? ''}">${cell}</td>`)}</tr>\n`)}</tbody></table></div>`;

const missing = ({ because }: { readonly because: string }) => html`<p>${tag('warn', UNKNOWN)} ${because}</p>`;

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

function mappingPart({ mapping }: Diagnosis): Html {
  const head = html`<h2>Which groups open the most used applications</h2>
<p class="soft">Tenure opens an application through its groups. Ready means: of the most used, at most two are unknown.</p>`;
  if (!mapping.known) return html`<section>${head}${missing(mapping)}</section>`;
  const { top10, top20, applications } = mapping.value;
  const said = (one: Readiness, most: number) =>
    html`<p>${tag(one.ready ? 'good' : 'bad', one.ready ? 'ready' : 'not ready')} ${readinessOf(one, most)}</p>`;
  const rows = applications.map((one) => [
    one.name,
    one.people,
    one.direct,
    one.gap === null ? tag('good', 'known') : tag('bad', 'unknown'),
    gapOf(one),
  ]);
  return html`<section>${head}${said(top10, 10)}${said(top20, 20)}${
    rows.length === 0
      ? NOTHING
      : grid(
          [
            ['application', ''],
            ['people', 'n'],
            ['directly', 'n'],
            ['', ''],
            ['mapping', ''],
          ],
          rows,
        )
  }</section>`;
}

function agreementPart({ agreement }: Diagnosis): Html {
  const { people, leftOut, rows, groups, absentGroups } = agreement;
  const part = (what: string, all: readonly Agreement[]) =>
    all.length === 0
      ? NOTHING
      : grid(
          [
            [what, ''],
            ['agrees', 'n'],
            ['cases', 'n'],
            ['', ''],
            ['differs by', ''],
          ],
          all.map((one) => [one.name, shareOf(one), one.cases, verdictOf(one), one.cases === 0 ? '' : differsBy(one)]),
        );
  return html`<section><h2>Where today’s memberships agree with the table</h2>
<p class="soft">Over ${people} people whose facts are certain; ${leftOut} accounts in use are left out because theirs are not.
A row or group that agrees in fewer than 95 of 100 cases is kept manual (in shadow) until the table or the memberships are corrected.</p>
${absentGroups.length === 0 ? NOTHING : html`<p>${tag('bad', 'not at the provider')} ${absentGroups.join(', ')}</p>`}
${part('row', rows)}<br>${part('group', groups)}</section>`;
}

function verdictOf({ keepManual, cases }: Agreement): Html {
  if (cases === 0) return tag('warn', 'no case');
  return keepManual ? tag('bad', 'keep manual') : tag('good', 'agrees');
}

function accountsPart({ accounts }: Diagnosis): Html {
  const list = (what: string, one: Known<Found>) => {
    if (!one.known) return html`<div class="row">${what}: ${tag('warn', UNKNOWN)} <small>${one.because}</small></div>`;
    const { count, shown } = one.value;
    if (count === 0) return html`<div class="row">${what}: <b>0</b></div>`;
    const more = count - shown.length;
    return html`<details><summary>${what}: <b>${count}</b></summary><ul>${shown.map(
      ({ login, state, about }) => html`<li>${login} <small>${state}, ${about}</small></li>`,
    )}</ul>${more > 0 ? html`<small>and ${more} more</small>` : NOTHING}</details>`;
  };
  return html`<section><h2>Accounts</h2><p class="soft">${accounts.total} accounts, ${accounts.inUse} in use.</p>
${list('in use, without a person', { known: true, value: accounts.withoutPerson })}
${list('never used', accounts.neverUsed)}
${list('in use past their contract', accounts.pastContract)}
${list('contractors without an end', accounts.withoutEnd)}
${list('in use after their person left', { known: true, value: accounts.afterLeaving })}
${list('without a manager', accounts.withoutManager)}
${list('holding an admin role', accounts.administrators)}</section>`;
}

function directPart({ direct }: Diagnosis): Html {
  const head = html`<h2>Applications somebody has directly</h2>
<p class="soft">Not through a group: no group change takes them away. Only an offboarding does, one by one.</p>`;
  if (!direct.known) return html`<section>${head}${missing(direct)}</section>`;
  if (direct.value.length === 0) return html`<section>${head}<p>${tag('good', 'none')}</p></section>`;
  const rows = direct.value.map(({ application, accounts, logins }) => [
    application,
    accounts,
    [...logins, ...(accounts > logins.length ? [`and ${accounts - logins.length} more`] : [])].join(', '),
  ]);
  return html`<section>${head}${grid(
    [
      ['application', ''],
      ['accounts', 'n'],
      ['who', ''],
    ],
    rows,
  )}</section>`;
}

function groupsPart({ groups, privileged }: Diagnosis): Html {
  const rows = groups.map(({ owner, groups: all, managed }) => [owner, all, managed, ownerSays(owner)]);
  const said = privileged.known
    ? html`<p>Groups that make administrators: ${privileged.value.length === 0 ? 'none' : html`<b>${privileged.value.join(', ')}</b>`}</p>`
    : html`<p>Groups that make administrators: ${tag('warn', UNKNOWN)} <small>${privileged.because}</small></p>`;
  return html`<section><h2>Groups by owner</h2>${grid(
    [
      ['owner', ''],
      ['groups', 'n'],
      ['in the policy', 'n'],
      ['', ''],
    ],
    rows,
  )}<br>${said}</section>`;
}

function questionsPart({ questions }: Diagnosis): Html {
  const rows = questions
    .map(answersSaid)
    .map((one) => [one.application, one.asked, one.groups, one.ending, one.lastUse, one.secondTask]);
  const head = [
    'application',
    'reason on record',
    'groups',
    'temporary or permanent',
    'last use',
    'second task to revoke',
  ];
  return html`<section><h2>Five questions to each application</h2>
<p class="soft">Who asked and why, on one issue? Which group exactly? For how long? When was it last used? Does taking it away need a second task?</p>
${grid(
  head.map((text) => [text, ''] as const),
  rows,
)}</section>`;
}
