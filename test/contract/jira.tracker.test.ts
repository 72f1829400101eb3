/** The Jira adapter keeps the tracker's contract against the emulator, in Jira's own words where they are known. */
import { startJira } from './jiraSite.ts';
import { keepsTheTrackerContract } from './tracker.ts';

const WRITES = {
  comment: 'POST /rest/api/3/issue/[^/]+/comment',
  task: 'POST /rest/api/3/issue$',
  property: 'PUT /rest/api/3/issue/[^/]+/properties/',
  move: 'POST /rest/api/3/issue/[^/]+/transitions',
  attachment: 'POST /rest/api/3/issue/[^/]+/attachments',
} as const;

keepsTheTrackerContract('Jira', async () => {
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
    stop: () => jira.stop(),
  };
});
