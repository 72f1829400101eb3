/** The Jira adapter keeps the tracker's contract against the emulator, in Jira's own words where they are known. */
import type { JiraEmulator } from '../../emulators/jira/index.ts';
import { startJira } from './jiraSite.ts';
import { keepsTheTrackerContract } from './tracker.ts';

const WRITES = {
  comment: 'POST /rest/api/3/issue/[^/]+/comment',
  task: 'POST /rest/api/3/issue$',
  issue: 'POST /rest/api/3/issue$',
  property: 'PUT /rest/api/3/issue/[^/]+/properties/',
  move: 'POST /rest/api/3/issue/[^/]+/transitions',
  attachment: 'POST /rest/api/3/issue/[^/]+/attachments',
} as const;

const OWN = { project: 'ONB', issueType: 'Question' } as const;
/** Nothing else is filed where they are counted: their keys follow each other. */
function ownIssuesOf({ site }: JiraEmulator): number {
  let count = 0;
  while (site.issues.get(`${OWN.project}-${count + 1}`) !== undefined) count += 1;
  return count;
}

keepsTheTrackerContract('Jira', async () => {
  const others: JiraEmulator[] = [];
  const { jira, tracker, file, edit, accountOf } = await startJira();
  return {
    tracker,
    file: (givenName) => file('ada', { 'Given name': givenName }),
    editAsSomebodyElse(issue, givenName) {
      edit('mallory', issue, { 'Given name': givenName });
      return accountOf('mallory');
    },
    loseAnswerTo: (write) => jira.faults.add({ on: WRITES[write], do: 'lose-response' }),
    commentsOn: (issue) => jira.site.issue(issue).comments.size,
    tasksOf: (issue) => jira.site.issue(issue).subtasks.size,
    attachmentsOf: (issue) => jira.site.issue(issue).attachments.size,
    statusOf: (issue) => jira.site.issue(issue).state.status.name,
    statuses: { working: 'In Progress', notReachable: 'Done' },
    own: OWN,
    ownIssues: () => ownIssuesOf(jira),
    async withBlindSearch() {
      const blind = await startJira({ searchIndexDelayMilliseconds: 3_600_000 });
      others.push(blind.jira);
      return {
        tracker: blind.tracker,
        ownIssues: () => ownIssuesOf(blind.jira),
        loseAnswer: () => blind.jira.faults.add({ on: WRITES.issue, do: 'lose-response' }),
      };
    },
    async stop() {
      for (const other of others.splice(0)) await other.stop();
      await jira.stop();
    },
  };
});
