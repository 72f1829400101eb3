/** The sections of the page, one function each. */
import type { Agreement, Answers, Diagnosis, Found, Known, MappedApplication } from '../../core/diagnosis/index.ts';
import { type Html, html, NOTHING } from '../../core/shared/html.ts';
import {
  answersSaid,
  byPeople,
  differsBy,
  gapOf,
  ownerSays,
  QUESTIONS,
  readiness,
  reasonsUnknown,
  shareOf,
  UNKNOWN,
} from './words.ts';

/** Of a table, and of the logins in one of its cells; what is more is folded away. */
const FIRST_ROWS = 20;
const FIRST_LOGINS = 3;

const tag = (tone: 'good' | 'warn' | 'bad', text: string) => html`<span class="tag ${tone}">${text}</span>`;

type Head = readonly (readonly [string, 'n' | ''])[];
type Row = readonly (Html | string | number)[];

/** Each cell says what it is of: on a narrow screen a row is read downwards, without the head. */
const table = (head: Head, rows: readonly Row[]) =>
  html`<div class="wide"><table><thead><tr>${head.map(([text, kind]) => html`<th class="${kind}">${text}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => html`<td class="${head[index]?.[1] ?? ''}" data-of="${head[index]?.[0] ?? ''}">${cell}</td>`)}</tr>\n`)}</tbody></table></div>`;

function grid(head: Head, rows: readonly Row[], more: string): Html {
  const others = rows.slice(FIRST_ROWS);
  return html`${table(head, rows.slice(0, FIRST_ROWS))}${
    others.length === 0
      ? NOTHING
      : html`<details><summary>${more}: <b>${others.length}</b></summary>${table(head, others)}</details>`
  }`;
}

const missing = ({ because }: { readonly because: string }) => html`<p>${tag('warn', UNKNOWN)} ${because}</p>`;

export function mappingPart({ mapping }: Diagnosis): Html {
  const head = html`<h2>Which groups open the most used applications</h2>
<p class="soft">Tenure opens an application through its groups. Used is counted by who has it. Ready: of the ten and of the twenty most used, at most two are unknown.</p>`;
  if (!mapping.known) return html`<section>${head}${missing(mapping)}</section>`;
  const { applications } = mapping.value;
  const used = applications.filter(({ people }) => people > 0);
  const idle = applications.filter(({ people }) => people === 0);
  const said = readiness(mapping.value).map(
    ({ ready, says }) => html`<p>${tag(ready ? 'good' : 'bad', ready ? 'ready' : 'not ready')} ${says}</p>`,
  );
  return html`<section>${head}${said}${used.length === 0 ? NOTHING : applicationsOf(used)}${
    idle.length === 0
      ? NOTHING
      : html`<details><summary>that nobody has: <b>${idle.length}</b></summary>${applicationsOf(idle)}</details>`
  }</section>`;
}

const applicationsOf = (applications: readonly MappedApplication[]) =>
  grid(
    [
      ['application', ''],
      ['people', 'n'],
      ['directly', 'n'],
      ['', ''],
      ['how', ''],
    ],
    applications.map((one) => [
      one.name,
      one.people,
      one.direct,
      one.gap === null ? tag('good', 'known') : tag('bad', 'unknown'),
      gapOf(one),
    ]),
    'fewer people have',
  );

export function agreementPart({ agreement }: Diagnosis): Html {
  const { people, leftOut, rows, groups, absentGroups } = agreement;
  const part = (what: string, all: readonly Agreement[]) => {
    const manual = all.filter(({ keepManual }) => keepManual);
    const others = all.filter(({ keepManual }) => !keepManual);
    return html`${manual.length === 0 ? html`<p>${tag('good', 'agrees')} every ${what} that has a case</p>` : agreementsOf(what, manual)}${
      others.length === 0
        ? NOTHING
        : html`<details><summary>${what}s that agree, or have no case: <b>${others.length}</b></summary>${agreementsOf(what, others)}</details>`
    }`;
  };
  return html`<section><h2>Where today’s memberships agree with the table</h2>
<p class="soft">Over ${people} people whose facts are certain; ${leftOut} accounts in use are left out because theirs are not. A case is a membership that the
table gives or that is there. What agrees in fewer than 95 of 100 cases is kept manual (in shadow) until the table or the memberships are corrected.</p>
${absentGroups.length === 0 ? NOTHING : html`<p>${tag('bad', 'not at the provider')} ${absentGroups.join(', ')}</p>`}
${part('row', rows)}${part('group', groups)}</section>`;
}

const agreementsOf = (what: string, all: readonly Agreement[]) =>
  grid(
    [
      [what, ''],
      ['agrees', 'n'],
      ['cases', 'n'],
      ['', ''],
      ['differs by', ''],
    ],
    all.map((one) => [one.name, shareOf(one), one.cases, verdictOf(one), one.cases === 0 ? '' : differsBy(one)]),
    `more ${what}s`,
  );

function verdictOf({ keepManual, cases }: Agreement): Html {
  if (cases === 0) return tag('warn', 'no case');
  return keepManual ? tag('bad', 'keep manual') : tag('good', 'agrees');
}

export function accountsPart({ accounts }: Diagnosis): Html {
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

export function directPart({ direct }: Diagnosis): Html {
  const head = html`<h2>Applications somebody has directly</h2>
<p class="soft">Not through a group: no group change takes them away. Only an offboarding does, one by one.</p>`;
  if (!direct.known) return html`<section>${head}${missing(direct)}</section>`;
  if (direct.value.length === 0) return html`<section>${head}<p>${tag('good', 'none')}</p></section>`;
  const rows = direct.value.map(({ application, accounts, logins }) => [
    application,
    accounts,
    loginsOf(logins, accounts),
  ]);
  return html`<section>${head}${grid(
    [
      ['application', ''],
      ['accounts', 'n'],
      ['who', ''],
    ],
    rows,
    'fewer accounts have',
  )}</section>`;
}

function loginsOf(logins: readonly string[], accounts: number): Html {
  const first = logins.slice(0, FIRST_LOGINS).join(', ');
  if (accounts <= FIRST_LOGINS) return html`${first}`;
  const others = logins.slice(FIRST_LOGINS);
  const unnamed = accounts - logins.length;
  return html`${first}<details><summary>and <b>${accounts - FIRST_LOGINS}</b> more</summary>${others.join(', ')}${
    unnamed > 0 ? html` <small>and ${unnamed} more</small>` : NOTHING
  }</details>`;
}

export function groupsPart({ groups, privileged }: Diagnosis): Html {
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
    'more owners',
  )}${said}</section>`;
}

export function questionsPart({ questions }: Diagnosis): Html {
  const why = reasonsUnknown(questions);
  return html`<section><h2>Five questions to each application</h2>
<p class="soft">Who asked and why, on one issue? Which group exactly? Temporary or permanent? When was it last used? Does taking it away need a second task?</p>
${answersOf(byPeople(questions))}${why.length === 0 ? NOTHING : html`<p class="soft why">${UNKNOWN}: ${why.join('; ')}.</p>`}</section>`;
}

const answersOf = (questions: readonly Answers[]) =>
  grid(
    [['application', ''], ['people', 'n'], ...QUESTIONS.map(([, asks]) => [asks, ''] as const)],
    questions.map((one) => {
      const said = answersSaid(one);
      return [said.application, shown(said.people), ...QUESTIONS.map(([key]) => shown(said[key], key === 'lastUse'))];
    }),
    'fewer people have',
  );

/** What is not known stands back behind what is. */
function shown(text: string, isDay = false): Html | string {
  if (text === UNKNOWN) return html`<small>${text}</small>`;
  return isDay ? html`<span class="day">${text}</span>` : text;
}
