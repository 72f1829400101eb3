/** The stand-in systems in a process of their own, with a set latency. */
import { FAULT_KITS } from '../../emulators/faultKits.ts';
import { createIssue } from '../../emulators/jira/index.ts';
import { readFaultPlan, sayMistakes } from '../../emulators/kit/faults/plan.ts';
import { SECRETS, type Systems, startSystems } from '../../examples/acme/company.ts';
import { JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { answerAsks } from './child.ts';
import { joiner } from './joiner.ts';
import { Tally } from './tally.ts';
import {
  type AccountRecord,
  bucketLimits,
  existingOrganisation,
  type Filed,
  fileMany,
  type IssueRecord,
  largeOrganisation,
  putIn,
  requestMany,
  type SystemsRecord,
  systemsOptions,
} from './wire.ts';
import { loginOf, profileOf } from './worker.ts';

let systems: Systems | undefined;
let tally = new Tally();
const running = () => {
  if (systems === undefined) throw new Error('not started');
  return systems;
};
/** As the cards call it. */
const APPROVE = 'question.approve';
const began = process.cpuUsage();

answerAsks({
  async start(given) {
    const { latencyMilliseconds, webhookConcurrency, limits = 'off', slack = false } = systemsOptions.parse(given);
    systems = await startSystems({
      // The published limits of one org would end any measurement of ourselves after a few seconds.
      okta: { latencyMilliseconds, limits },
      jira: { latencyMilliseconds, webhook: { concurrency: webhookConcurrency } },
      ...(slack ? { slack: { latencyMilliseconds, limits: 'off' as const } } : {}),
    });
    return systems.addresses;
  },
  hook(url) {
    running().jira.site.webhooks.add({
      url: `${String(url)}/webhooks/jira`,
      secret: SECRETS.JIRA_WEBHOOK_SECRET ?? '',
      // What the adapter's README asks an administrator to tick.
      events: ['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted', 'comment_created'],
    });
  },
  /** Answers the provider's ids, in order. The last group of all is `extra`, in which nobody should be. */
  makeLarge(given) {
    const { people, groups, lacking, extra } = largeOrganisation.parse(given);
    const { directory } = running().okta;
    const groupIds = Array.from({ length: groups }, (_, n) => directory.createGroup(`large-${n}`).id);
    const nobodys = directory.createGroup('large-extra').id;
    const ids = Array.from({ length: people }, (_, n) => {
      const login = `large${n}@acme.example`;
      const profile = { login, email: login, firstName: 'L', lastName: `P${n}` };
      const { id } = directory.createUser({ profile, status: 'ACTIVE' });
      const without = n < lacking ? n % groups : -1;
      for (const [index, group] of groupIds.entries()) if (index !== without) directory.addMember(group, id);
      if (n < extra) directory.addMember(nobodys, id);
      return id;
    });
    return { people: ids, groups: [...groupIds, nobodys] };
  },
  makeExisting(given) {
    const { accounts, groups, each } = existingOrganisation.parse(given);
    const { directory } = running().okta;
    const groupIds = Array.from({ length: groups }, (_, n) => directory.createGroup(`existing-${n}`).id);
    for (let n = 0; n < accounts; n += 1) {
      const login = `existing${n}@acme.example`;
      const profile = {
        ...{ login, email: login, firstName: 'There', lastName: `Before${n}`, employeeNumber: `X${n}` },
        ...{ department: 'Science', title: 'Research Scientist', userType: 'employee', city: 'Zurich' },
      };
      const { id } = directory.createUser({ profile, status: 'ACTIVE' });
      for (let k = 0; k < each; k += 1) {
        const group = groupIds[(n + k) % groups];
        if (group !== undefined) directory.addMember(group, id);
      }
    }
    return null;
  },
  /** Answers the provider's ids, in order. */
  makeWorkers(count) {
    const { okta, jira } = running();
    return Array.from({ length: Number(count) }, (_, number) => {
      jira.site.addUser({ displayName: `Works Here${number}`, email: loginOf(number), token: loginOf(number) });
      return okta.directory.createUser({ profile: profileOf(number), status: 'ACTIVE' }).id;
    });
  },
  /** Each worker asks for the same, for themselves. */
  async requestMany(given) {
    const { first, count, application, role, duration } = requestMany.parse(given);
    const { site } = running().jira;
    const idOf = (name: string) => [...site.fields.all()].find((one) => one.name === name)?.id ?? '';
    const filed: Filed[] = [];
    for (let number = first; number < first + count; number += 1) {
      const { id, key } = createIssue(site, site.directory.signIn(loginOf(number), loginOf(number)), {
        fields: {
          project: { key: 'HELP' },
          issuetype: { name: 'Access request' },
          summary: `${application}: ${role}`,
          [idOf('Requested access')]: { value: application, child: { value: role } },
          [idOf('Duration')]: { value: duration },
        },
      });
      filed.push({ id, key });
      if (number % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
    }
    return filed;
  },
  /** Answers the group's id. */
  putIn(given) {
    const { ids, group } = putIn.parse(given);
    const { directory } = running().okta;
    const id = directory.groups().find(({ profile }) => profile.name === group)?.id;
    if (id === undefined) throw new Error(`no group ${group}`);
    for (const one of ids) directory.addMember(id, one);
    return id;
  },
  /** `null` is Socket Mode. */
  slackAt(url) {
    running().slack?.listenAt(url === null ? undefined : `${String(url)}/webhooks/slack`);
    return null;
  },
  /** Presses this button on every card somebody has, all at once. */
  async pressAll(who) {
    const { slack } = running();
    const person = slack?.as(String(who));
    const cards = (person?.messages ?? []).filter(({ blocks }) => JSON.stringify(blocks).includes(APPROVE));
    const records = await Promise.all(cards.flatMap(({ ts }) => person?.click(APPROVE, { ts }) ?? []));
    const results: Record<string, number> = {};
    for (const { result } of records) results[result] = (results[result] ?? 0) + 1;
    return { waits: records.map(({ tookMilliseconds }) => tookMilliseconds), results };
  },
  membersOf(name) {
    const { directory } = running().okta;
    const group = directory.groups().find(({ profile }) => profile.name === name);
    return group === undefined ? 0 : directory.members(group.id).length;
  },
  limit(given) {
    running().okta.limit(bucketLimits.parse(given));
    running().okta.log.clear();
    tally = new Tally();
  },
  /** A fault plan, from now on. */
  faults(text) {
    const read = readFaultPlan(String(text), FAULT_KITS);
    if (!read.ok) throw new Error(sayMistakes('the plan', read.mistakes));
    running().okta.faults.lay(read.plan);
  },
  /** Since the limits were set. */
  takenAway: (name) => tally.read(running().okta, String(name)),
  providerCalls() {
    const { log } = running().okta;
    const seen = log.list().filter(({ path }) => !path.startsWith('/api/v1/logs') && !path.startsWith('/oauth2/'));
    log.clear();
    const reads = seen.filter(({ method }) => method === 'GET').length;
    return { reads, writes: seen.length - reads };
  },
  groupCalls: () => running().okta.log.list({ matching: /^GET \/api\/v1\/groups/ }).length,
  /** One form by one person, over REST. */
  fileOne(number) {
    const { summary, values } = joiner(Number(number));
    return new JiraForms(running().jira.url).file(NADIA, 'Onboarding', summary, values);
  },
  /** So many forms at once, without the filing itself costing the machine. */
  async fileMany(given) {
    const { first, count } = fileMany.parse(given);
    const { site } = running().jira;
    const nadia = site.directory.signIn(NADIA.email, NADIA.token);
    const manager = site.directory.userWithMail('rafael.ortiz@acme.example')?.accountId ?? '';
    const fields = [...site.fields.all()];
    const filed: Filed[] = [];
    for (let number = first; number < first + count; number += 1) {
      const { summary, values } = joiner(number);
      const wired = Object.entries(values).map(([name, value]) => {
        const field = fields.find((one) => one.name === name);
        if (field === undefined || typeof value !== 'string') throw new Error(`no field ${name}`);
        const select = field.options.length > 0;
        return [field.id, name === 'Manager' ? { accountId: manager } : select ? { value } : value];
      });
      const { id, key } = createIssue(site, nadia, {
        fields: {
          project: { key: 'PEO' },
          issuetype: { name: 'Onboarding' },
          summary,
          ...Object.fromEntries(wired),
        },
      });
      filed.push({ id, key });
      // Deliveries go out while more is filed, as they would.
      if (number % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
    }
    return filed;
  },
  /** Somebody leaves at once; answers which form it is and when it was filed. */
  async fileLeaver(number) {
    const { summary, values } = joiner(Number(number));
    const at = Date.now();
    const form = { Employee: values['Employee number'] ?? null };
    const { id } = await new JiraForms(running().jira.url).file(NADIA, 'Offboarding', `Leaves: ${summary}`, form);
    return { at, id };
  },
  stoppedAt: (number) => stoppedAt(joiner(Number(number)).login),
  /** The same of somebody who works here already. */
  async fileWorkersLeave(number) {
    const at = Date.now();
    const form = { Employee: `W${Number(number)}` };
    const { id } = await new JiraForms(running().jira.url).file(NADIA, 'Offboarding', `Leaves: ${number}`, form);
    return { at, id };
  },
  workerStoppedAt: (number) => stoppedAt(loginOf(Number(number))),
  status: (issue) => running().jira.site.issue(String(issue)).state.status.name,
  firstWebhookSince: (at) =>
    running().jira.site.webhooks.deliveries.records.find((one) => one.at >= Number(at))?.at ?? null,
  doneCount: () => [...running().jira.site.issues.all()].filter(({ state }) => state.status.name === 'Done').length,
  lastDone: () => Math.max(...record().issues.map(({ doneAt }) => doneAt ?? Number.NaN)),
  mailCount: () => running().mail.messages().length,
  usage() {
    const { user, system } = process.cpuUsage(began);
    return { cpuMilliseconds: (user + system) / 1_000, residentMegabytes: process.memoryUsage().rss / 1e6 };
  },
  record,
  end: () => systems?.stop(),
});

/** By the provider's log; `null` = not yet. */
function stoppedAt(login: string): number | null {
  const { okta } = running();
  const id = okta.directory.user(login)?.id;
  const stops = new RegExp(`^POST /api/v1/users/${id}/lifecycle/(suspend|deactivate)`);
  return okta.log.list({ matching: stops })[0]?.at ?? null;
}

function record(): SystemsRecord {
  const { okta, jira, mail } = running();
  const groupNames = new Map(okta.directory.groups().map(({ id, profile }) => [id, profile.name]));
  const messages = mail.messages();
  return {
    issues: [...jira.site.issues.all()].map((issue): IssueRecord => {
      const done = issue.history.filter(({ items }) =>
        items.some((item) => item.fieldId === 'status' && item.toString === 'Done'),
      );
      return {
        id: issue.id,
        key: issue.key,
        status: issue.state.status.name,
        doneAt: done.at(-1)?.at ?? null,
        comments: [...issue.comments.values()].map(({ properties }) => properties.get('tenure.evidence') ?? null),
        properties: Object.fromEntries(issue.properties),
      };
    }),
    accounts: okta.directory
      .users()
      .filter(({ profile }) => typeof profile.tenureMark === 'string')
      .map(
        ({ id, status, profile }): AccountRecord => ({
          login: String(profile.login),
          status,
          groups: okta.directory.groupsOf(id).map((group) => String(groupNames.get(group))),
        }),
      ),
    mails: {
      taken: messages.length,
      doubled: messages.length - new Set(messages.map(({ messageId }) => messageId)).size,
    },
    requests: { okta: okta.log.list().length, jira: jira.log.list().length },
  };
}
