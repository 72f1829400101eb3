/**
 * One Jira site in memory. Routes, seeds and tests act on it through the functions in `work/`, which check,
 * change, write history and announce what happened; nothing else changes an issue.
 */
import type { EmulatorClock } from '../../kit/clock.ts';
import { Faults } from '../../kit/faults/faults.ts';
import { jiraFaultKit } from '../faultKit.ts';
import type { FieldContext } from '../fields/kind.ts';
import type { Field, Issue, IssueState, Project, RoleActors, Workflow } from '../model.ts';
import { SearchIndex } from '../search/searchIndex.ts';
import type { View } from '../show/user.ts';
import { Automation, type AutomationRuleSeed } from '../webhooks/automation.ts';
import { type WebhookSeed, Webhooks } from '../webhooks/webhooks.ts';
import { Directory, type GroupSeed, type UserSeed } from './directory.ts';
import type { SiteEvent } from './events.ts';
import { FieldBook, type FieldSeed } from './fieldBook.ts';
import { Issues } from './issues.ts';
import type { SiteOptions } from './options.ts';
import { type ProjectSeed, Projects } from './projects.ts';
import { ScimSync } from './scim.ts';
import { type WorkflowSeed, Workflows } from './workflows.ts';

/** A whole site as data, in the order in which its parts refer to each other. */
export interface SiteSeed {
  readonly groups?: readonly GroupSeed[];
  readonly users?: readonly UserSeed[];
  readonly fields?: readonly FieldSeed[];
  readonly workflows?: readonly WorkflowSeed[];
  readonly roles?: readonly string[];
  readonly projects?: readonly ProjectSeed[];
  readonly webhooks?: readonly WebhookSeed[];
  readonly automation?: readonly AutomationRuleSeed[];
}

export class JiraSite {
  readonly clock: EmulatorClock;
  readonly options: SiteOptions;
  readonly faults: Faults;
  readonly directory = new Directory();
  readonly fields = new FieldBook();
  readonly scim: ScimSync;
  readonly workflows = new Workflows();
  readonly projects = new Projects(this.fields, this.workflows, this.directory);
  readonly issues = new Issues();
  readonly search: SearchIndex;
  readonly webhooks: Webhooks;
  readonly automation: Automation;
  /**
   * By field id, what a read that goes on without it shows: fields whose values cannot be loaded. What is shown of one is not
   * documented but that there is no value ("Get issue", `failFast`).
   */
  readonly failingFields = new Map<string, 'null' | 'nothing'>();
  /** Account ids whose record is not available: a user is shown with fallback values then, and no error says so ("User"). */
  readonly failingUsers = new Set<string>();
  /** Ids of issues that "Bulk fetch issues" cannot return at present, "due to a retriable error or payload constraint". */
  readonly failingIssues = new Set<string>();
  /** Known once the server listens. */
  baseUrl = 'http://127.0.0.1';

  constructor(clock: EmulatorClock, options: SiteOptions, faults = new Faults(clock, jiraFaultKit)) {
    this.clock = clock;
    this.faults = faults;
    this.options = options;
    this.scim = new ScimSync(clock, this.directory, options.scimLagMilliseconds);
    this.search = new SearchIndex(clock, options.searchIndexDelayMilliseconds, (delay) => faults.searchHorizon(delay));
    this.webhooks = new Webhooks(this);
    this.automation = new Automation(this);
  }

  seed(seed: SiteSeed): void {
    for (const group of seed.groups ?? []) this.directory.addGroup(group);
    for (const user of seed.users ?? []) this.directory.addUser(user);
    for (const field of seed.fields ?? []) this.fields.add(field);
    for (const workflow of seed.workflows ?? []) this.addWorkflow(workflow);
    for (const role of seed.roles ?? []) this.projects.addRole(role);
    for (const project of seed.projects ?? []) this.projects.add(project);
    for (const webhook of seed.webhooks ?? []) this.webhooks.add(webhook);
    for (const rule of seed.automation ?? []) this.automation.add(rule);
  }

  addUser = (seed: UserSeed) => this.directory.addUser(seed);
  addGroup = (seed: GroupSeed) => this.directory.addGroup(seed);
  addField = (seed: FieldSeed): Field => this.fields.add(seed);
  addWorkflow = (seed: WorkflowSeed): Workflow => this.workflows.add(seed, (name) => this.fields.require(name).id);
  addProject = (seed: ProjectSeed): Project => this.projects.add(seed);

  /** Puts somebody into a role of a project, as an administrator would. */
  addActor(projectKey: string, roleName: string, kind: keyof RoleActors, id: string): void {
    const project = this.projects.get(projectKey);
    if (project === undefined) throw new Error(`there is no project ${projectKey}`);
    const role = this.projects.roleNamed(roleName) ?? this.projects.addRole(roleName);
    this.projects.addActor(project, role, kind, id);
  }

  /** The issue as it is now, for assertions; fails when it is not there. */
  issue(idOrKey: string): Issue {
    const found = this.issues.get(idOrKey);
    if (found === undefined) throw new Error(`there is no issue ${idOrKey}`);
    return found;
  }

  /** Replaces an issue's state and lets the search index know, which notices later. */
  replaceState(issue: Issue, change: Partial<IssueState>): void {
    issue.state = { ...issue.state, updated: this.clock.now(), ...change };
    this.search.changed(issue);
  }

  announce(event: SiteEvent): void {
    this.webhooks.hear(event);
    this.automation.hear(event);
  }

  view(version: 2 | 3 = 3): View {
    return { base: this.baseUrl, version, mailHidden: this.options.hiddenMail === 'all' };
  }

  fieldContext(field: Field, project: Project, version: 2 | 3 = 3): FieldContext {
    // Built for every field of every issue shown: no spreading.
    return {
      base: this.baseUrl,
      version,
      mailHidden: this.options.hiddenMail === 'all',
      field,
      project,
      directory: this.directory,
      limits: this.options.textLimits,
    };
  }
}
