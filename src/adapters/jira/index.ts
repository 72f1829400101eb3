/** Jira Cloud as Tenure's tracker: where access is asked for and where the record stays. See README.md beside it. */
import type { TargetSystem } from '../../ports/targets.ts';
import type { Tracker } from '../../ports/tracker.ts';
import { createActorBook } from './actors.ts';
import { answerApproval, readApprovals, setPeople } from './approvals.ts';
import { probePowers, probeRoles } from './check.ts';
import { checkMapping } from './checkMapping.ts';
import { createClient } from './client.ts';
import type { JiraOptions } from './config.ts';
import { everyIssue } from './everyIssue.ts';
import { attach, comment, getProperty, putProperty } from './evidence.ts';
import { createFieldBook } from './fields.ts';
import { readForm } from './form.ts';
import { formOptions } from './options.ts';
import { fileIssue, ownKey } from './ownIssues.ts';
import { createRequestForms } from './portalRequests.ts';
import { readAttachment, readProperties } from './record.ts';
import { listRoles } from './roleCatalogue.ts';
import { roleWork } from './roles.ts';
import { checkComments } from './standingComments.ts';
import { changedSince } from './sweep.ts';
import { assign, createTaskBook } from './tasks.ts';
import { moveTo } from './transitions.ts';
import { newestCommentBy } from './verdict.ts';

export type { JiraOptions } from './config.ts';
export { type Delivery, type DeliveryInput, type DeliveryRefusal, readDelivery } from './webhook.ts';

export interface JiraTracker extends Tracker {
  /** The account id of our own credential: its events are echoes of ourselves and are not looked at. */
  self(): Promise<string>;
}

export function createJiraTracker(options: JiraOptions): JiraTracker {
  const { connection, cases, tasks } = options;
  const client = createClient(options);
  const fields = createFieldBook(client, options.fields);
  const actors = createActorBook(client, cases);
  const { fileTask } = createTaskBook(client);
  const forms = createRequestForms(client);
  const review = cases.find(({ kind }) => kind === 'access-request')?.review;
  return {
    connection: connection.id,
    readForm: (issue) => readForm({ client, fields, actors, connection: connection.id, review }, issue),
    findUser: async (mail) => (await actors.findUsers(mail)).one?.id ?? null,
    async findShownUser(mail) {
      const { one } = await actors.findUsers(mail);
      return one?.isShown ? one.id : null;
    },
    whoMayHave: async (mail) => (await actors.findUsers(mail)).all,
    changedSince: (since, unseen, only) =>
      changedSince(client, [...cases, ...(tasks === undefined ? [] : [tasks])], since, unseen, only),
    putProperty: (issue, key, value) => putProperty(client, issue, key, value),
    getProperty: (issue, key) => getProperty(client, issue, key),
    comment: (issue, key, document, upTo, isFirst, before) =>
      comment(client, issue, key, document, upTo, isFirst, before),
    checkComments: (issue, ids) => checkComments(client, issue, ids),
    everyIssue: () => everyIssue(client, cases, options.ledger === undefined ? [] : [options.ledger.project]),
    readProperties: (issue, prefix) => readProperties(client, issue, prefix),
    readAttachment: (issue, fileName) => readAttachment(client, issue, fileName),
    moveTo: (issue, status, through, mayLeave) => moveTo(client, issue, status, through, mayLeave),
    async setPeople(issue, field, accounts, alsoUs = false) {
      const all = alsoUs ? [...new Set([...accounts, await client.self()])] : accounts;
      return setPeople(client, fields, issue, field, all);
    },
    readApprovals: (issue) => readApprovals(client, issue),
    answerApproval: (issue, approval, verdict) => answerApproval(client, issue, approval, verdict),
    fileTask,
    assign: (issue, account) => assign(client, issue, account),
    wordOf: (issue, account) => newestCommentBy(client, issue, account),
    ...formOptions(client, fields, cases),
    fileIssue: (key, issue, since, before) => fileIssue(client, { book: fields, forms }, key, issue, { since, before }),
    ownKey: (form) => ownKey(client, form),
    attach: (issue, fileName, content) => attach(client, issue, fileName, content),
    probePowers: () => probePowers(client, cases, options.fields),
    checkMapping: () => checkMapping(client, fields, cases, tasks, options.ledger),
    self: () => client.self(),
    addressOf: (key) => `${connection.baseUrl.replace(/\/+$/, '')}/browse/${encodeURIComponent(key)}`,
  };
}

/** The roles of its projects: access that the catalogue ties to groups of the identity provider. */
export function createJiraRoles(options: JiraOptions): TargetSystem {
  const client = createClient(options);
  return {
    ...roleWork(client, options.connection.id),
    listRoles: (named, known) => listRoles(client, options.connection.id, named, known),
    probeRoles: (named) => probeRoles(client, named),
  };
}
