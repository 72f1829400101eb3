/** The ports of one process to the systems of its company: every call goes by its own faults. */
import type { GroupId } from '../../../src/core/shared/ids.ts';
import { type Instant, instantOf } from '../../../src/core/shared/instant.ts';
import { Fault } from '../../../src/ports/fault.ts';
import type { Mailer, Message } from '../../../src/ports/mailer.ts';
import type { CallOptions, IdentityProvider } from '../../../src/ports/provider.ts';
import type { Tracker } from '../../../src/ports/tracker.ts';
import { BOT, jira } from './company.ts';
import type { Asked, Faults } from './faults.ts';
import { catalogue, type Okta, seen } from './okta.ts';
import type { Process } from './process.ts';
import type { Issue, TrackerSite } from './tracker.ts';

/** A 200 with less in it than there is, as docs/extend/what-proves-a-read.md has it. */
const shortened = <Item>(all: readonly Item[], how: 'emptied' | 'cut'): readonly Item[] =>
  how === 'emptied' ? [] : all.slice(0, Math.ceil(all.length / 2));
/** Of reads whose middle nothing proves: only what is guarded is done to them. */
const emptied = <Item>(all: readonly Item[], how: 'emptied' | 'cut'): readonly Item[] => (how === 'emptied' ? [] : all);

/** Of what is ours, only what somebody has asked outside the tracker. */
const isCase = ({ ownKey, project }: Issue): boolean => ownKey === null || project === 'HELP';

/** How long a call to the tracker or the mail server may last. */
const PATIENCE = 10_000;
/** The log of a provider lags behind by moments. */
const LOG_LAG = 2_000;

export function providerOf(process: Process, okta: Okta, now: () => number, by = process.name): IdentityProvider {
  const ask = <Answer>(
    operation: string,
    kind: Asked['kind'],
    about: string,
    { timeoutMilliseconds }: CallOptions,
    carryOut: (call: number) => Answer,
    shorten?: (answer: Answer, how: 'emptied' | 'cut') => Answer,
  ) => process.call({ system: 'okta', operation, kind, timeout: timeoutMilliseconds }, about, carryOut, shorten, by);
  async function* listed<Item>(
    operation: string,
    about: string,
    call: CallOptions,
    list: () => readonly Item[],
  ): AsyncGenerator<Item> {
    yield* await ask(operation, 'list', about, call, list, shortened);
  }
  return {
    readAccount: (id, call) => ask('read account', 'read', id, call, () => okta.readAccount(id)),
    readAccountByLogin: (login, call) =>
      ask('read account by login', 'read', login, call, () => {
        const found = okta.byLogin(login);
        return found === null ? null : { ...seen(found), mark: found.mark };
      }),
    holdsAdminRole: (id, call) =>
      ask('read admin roles', 'read', id, call, () => okta.accounts.get(id)?.isAdmin === true),
    // Everybody is in Everyone: an adapter that is shown not even that group says so, and answers nothing.
    readGroupsOf: async (id, call) => {
      const groups = await ask('read groups of account', 'list', id, call, () => okta.groupsOf(id), emptied);
      if (groups.length === 0) throw new Fault('denied', 'read groups of account', { note: 'not even Everyone' });
      return groups;
    },
    createAccount: (made, call) =>
      ask('create account', 'create', made.login, call, (number) => {
        const { id } = okta.create(made, 'tenure', number);
        return { providerId: id, activationLink: made.active ? `https://link.example/${id}` : null };
      }),
    updateProfile: (id, profile, call) =>
      ask('update profile', 'write', id, call, (number) => okta.updateProfile(id, profile, null, number)),
    changeLogin: (id, login, profile, call) =>
      ask('change login', 'write', id, call, (number) => okta.updateProfile(id, profile, login, number)),
    activate: (id, _, call) =>
      ask('activate', 'write', id, call, (number) => {
        const moved = okta.activate(id, 'tenure', number);
        return { activationLink: moved === 'moved' ? `https://link.example/${id}` : null };
      }),
    renewActivation: (id, call) =>
      ask('renew activation', 'write', id, call, () => ({ activationLink: `https://link.example/${id}` })),
    suspend: (id, call) => ask('suspend', 'write', id, call, (number) => okta.suspend(id, 'tenure', number)),
    unsuspend: (id, call) => ask('unsuspend', 'write', id, call, (number) => okta.unsuspend(id, 'tenure', number)),
    deactivate: (id, call) => ask('deactivate', 'write', id, call, (number) => okta.deactivate(id, 'tenure', number)),
    endSessions: (id, call) => ask('end sessions', 'write', id, call, (number) => okta.endSessions(id, number)),
    addMember: (group, id, call) =>
      ask('add member', 'write', `${group} ${id}`, call, (number) => okta.add(group, id, 'tenure', number)),
    removeMember: (group, id, call) =>
      ask('remove member', 'write', `${group} ${id}`, call, (number) => okta.remove(group, id, 'tenure', number)),
    readApps: (id, call) =>
      ask('read applications', 'read', id, call, () =>
        [...(okta.accounts.get(id)?.apps ?? [])].map((app) => ({
          ...{ app, name: app, direct: true, standing: 'assigned' as const, closes: true, words: null },
        })),
      ),
    readAppsOfGroup: async () => [],
    removeDirectApp: (app, id, call) =>
      ask('remove application', 'write', `${app} ${id}`, call, (number) => okta.unassign(app, id, number)),
    // An empty listing: the store believes none of it.
    listGroups: (call) =>
      ask('list groups', 'list', '', call, () => catalogue((group: GroupId) => okta.members(group).length), emptied),
    hasGroup: (group, call) =>
      ask('read group', 'read', group, call, () => catalogue(() => 0).some(({ id }) => id === group)),
    listAccounts: (call) => listed('list accounts', '', call, () => [...okta.accounts.values()].map(seen)),
    listMembers: (group, call) => listed('list members', group, call, () => okta.members(group)),
    listAdmins: (call) =>
      listed('list admin roles', '', call, () =>
        [...okta.accounts.values()].flatMap(({ id, isAdmin }) => (isAdmin ? [id] : [])),
      ),
    listApplications: (call) => listed('list applications', '', call, () => []),
    listAssignments: (_, call) => listed('list assignments', '', call, () => []),
    givesAdminRole: async () => false,
    readActivity: ({ cursor, since }, call) =>
      ask('read the log', 'read', '', call, () => {
        const from = cursor === null ? okta.log.findIndex(({ at }) => at >= Date.parse(since)) : Number(cursor);
        const first = from === -1 ? okta.log.length : from;
        const fresh = okta.log.slice(first).filter(({ at }) => at <= now() - LOG_LAG);
        return {
          activities: fresh.flatMap(({ hand, account, at }) =>
            hand === 'other' ? [{ kind: 'changed' as const, account, at: instantOf(new Date(at)) }] : [],
          ),
          cursor: String(first + fresh.length),
          more: false,
          since,
        };
      }),
    profileFields: async () => [],
    // Base attributes are text in every organisation: nothing is asked.
    fieldsFor: async (profile) =>
      Object.keys(profile).map((name) => ({
        ...{ name, kind: 'text' as const, required: false, readOnly: false, values: null, longest: null },
      })),
    probePowers: async () => [],
  };
}

export function trackerOf(process: Process, site: TrackerSite, faults: Faults, now: () => number): Tracker {
  const ask = <Answer>(
    operation: string,
    kind: Asked['kind'],
    about: string,
    carryOut: () => Answer,
    shorten?: (answer: Answer, how: 'emptied' | 'cut') => Answer,
  ) => process.call({ system: 'jira', operation, kind, timeout: PATIENCE }, about, carryOut, shorten);
  const none = () => Promise.reject(new Fault('denied', 'not simulated'));
  return {
    connection: jira,
    addressOf: (key) => `https://months.atlassian.example/browse/${key}`,
    readForm: (issue) => ask('read form', 'read', issue, () => site.form(issue)),
    findUser: (mail) => ask('find user', 'read', '', () => site.userWith(mail)?.id ?? null),
    findShownUser: (mail) => ask('find user', 'read', '', () => site.userWith(mail)?.id ?? null),
    whoMayHave: (mail) => ask('find user', 'read', '', () => [site.userWith(mail)?.id ?? []].flat()),
    async *changedSince(since: Instant) {
      const shown = now() - faults.indexLag(now());
      const found = await ask(
        'search issues',
        'list',
        '',
        (): readonly Issue[] =>
          [...site.issues.values()]
            .filter((one) => isCase(one) && one.updated >= since && Date.parse(one.updated) <= shown)
            .sort((a, b) => (a.updated < b.updated ? -1 : 1)),
        shortened,
      );
      for (const { id, key, updated } of found) yield { id, key, updated };
    },
    putProperty: (issue, key, value) =>
      ask('write property', 'write', `${issue} ${key}`, () => {
        site.known(issue).properties.set(key, structuredClone(value));
      }),
    getProperty: (issue, key) =>
      ask('read property', 'read', `${issue} ${key}`, () => site.known(issue).properties.get(key) ?? null),
    async *everyIssue() {
      const all = await ask('read all issues', 'list', '', () => [...site.issues.values()]);
      for (const one of all) yield { id: one.id, key: one.key, isCase: isCase(one) };
    },
    readProperties: (issue, prefix) =>
      ask(
        'list properties',
        'read',
        issue,
        () => new Map([...site.known(issue).properties].filter(([key]) => key.startsWith(prefix))),
      ),
    readAttachment: (issue, name) =>
      ask('read attachment', 'read', `${issue} ${name}`, () => site.known(issue).attachments.get(name) ?? null),
    checkComments: (issue, ids) =>
      ask('check comments', 'read', issue, () =>
        ids.map((id) => {
          const is = site.commentWith(issue, id) === null ? ('missing' as const) : ('as-written' as const);
          return { id, is, by: null, at: null };
        }),
      ),
    comment: async (issue, key, document, upTo = 0, isFirst = false, before = async () => {}) => {
      const told = isFirst
        ? null
        : await ask('look for comment', 'read', `${issue} ${key}`, () => site.commentWith(issue, key));
      if (told !== null) return told;
      await before();
      return ask('write comment', 'write', `${issue} ${key}`, () => site.comment(issue, key, document, upTo));
    },
    moveTo: async (issue, status, _, mayLeave = async () => true) => {
      const from = site.known(issue).status;
      if (from !== status && !(await mayLeave(from))) return false;
      return ask('move issue', 'write', `${issue} ${status}`, () => {
        // No transition of these workflows leads from everywhere: one that comes too late is refused.
        if (site.known(issue).status !== from) return site.known(issue).status === status;
        site.moveTo(site.known(issue), BOT, status);
        return true;
      });
    },
    fileTask: (parent, task) => ask('file sub-task', 'write', `${parent} ${task}`, () => site.fileTask(parent, task)),
    attach: (issue, name, content) =>
      ask('attach', 'write', `${issue} ${name}`, () => {
        site.known(issue).attachments.set(name, content);
      }),
    // No month here files its exceptions as issues.
    assign: async () => {},
    wordOf: async () => null,
    setPeople: (issue, _, accounts) =>
      ask('set people', 'write', issue, () => {
        site.setPeople(issue, accounts);
        return true;
      }),
    readApprovals: (issue) => ask('read approvals', 'read', issue, () => site.approvals(issue)),
    answerApproval: async () => false,
    fileIssue: async (key, issue, since, before) => {
      // Asked for before, it is looked for first, and not believed to be absent before the index has caught up.
      if (since !== null) {
        const found = await ask('look for issue', 'read', key, () =>
          [...site.issues.values()].find((one) => one.ownKey === key),
        );
        if (found !== undefined) return { id: found.id, key: found.key };
        const settled = Date.parse(since) + 60_000;
        if (process.clock.shown < settled)
          throw new Fault('transient', 'file issue', { retryAt: instantOf(new Date(settled)) });
      }
      await before?.();
      return ask('file issue', 'write', key, () => site.fileOwn(key, issue));
    },
    ownKey: async ({ issue, creator }) => (creator.id === BOT.id ? (site.issues.get(issue.id)?.ownKey ?? null) : null),
    optionsAtOnce: 100,
    readField: none,
    addOptions: none,
    changeOptions: none,
    orderOptions: none,
    probeForm: async () => [],
    probePowers: async () => [],
    checkMapping: async () => [],
  };
}

export function mailerOf(process: Process, sent: (message: Message) => void): Mailer {
  return {
    send: (message) =>
      process.call(
        { system: 'mail', operation: 'send mail', kind: 'write', timeout: PATIENCE },
        message.messageId,
        () => {
          sent(message);
          return null;
        },
      ),
    probe: async () => null,
  };
}
