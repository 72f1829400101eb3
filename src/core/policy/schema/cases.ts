/** Schema of one kind of case in `tenure.yaml`: where it is filed, by whom, and where its issue is moved. */
import { z } from 'zod';
import { REVIEW_WORDS } from '../model.ts';
import { line, mode, reading } from './pieces.ts';

const filer = z
  .union(
    [
      z.strictObject({ group: line('A Jira group; its members may file and edit.') }),
      z.strictObject({ role: line("A role of the case's project; whoever holds it may file and edit.") }),
    ],
    { error: 'must be `group: name` (a Jira group) or `role: name` (a role of the project)' },
  )
  .meta({ description: 'Who may file and edit: `group: hr-team` or `role: Administrators`.' });

const statuses = z.strictObject({
  working: line('Moved here when Tenure starts.').optional(),
  waiting: line('Moved here while a person has to act.').optional(),
  done: line('Moved here when every item is proved.').optional(),
});
const STATUSES = 'Status names to move the issue to; one left out is never moved to.';

export const caseKind = z.strictObject({
  project: reading<string>({
    description: 'Key of the Jira project.',
    examples: ['PEO'],
    pattern: '^[A-Z][A-Z0-9_]+$',
    code: 'bad-project-key',
    message: (text) => `is not a project key: "${text}"`,
    remedy: 'Write the key in capitals, the part of an issue key before the dash: PEO for PEO-12.',
    read: (text) => (/^[A-Z][A-Z0-9_]+$/.test(text) ? text : undefined),
  }),
  issueType: line('Name of the issue type.'),
  mayFile: z.array(filer).meta({ description: 'Only an issue created and edited by one of these counts.' }),
  statuses: statuses.prefault({}).meta({ description: STATUSES }),
  withdrawn: z
    .array(line('A status, moved to by somebody who may file this kind of case.'))
    .prefault([])
    .meta({ description: 'Statuses that take the case back, such as Withdrawn or No-show: what it did is undone.' }),
  mode: mode.prefault('live').meta({
    description:
      '`shadow` holds back this kind of case whatever `modes` says; `live` (the default) leaves it to `modes`.',
  }),
});

/** Tenure files these itself, so nobody else may. */
export const ownKind = caseKind.omit({ mayFile: true, mode: true, withdrawn: true });

/** Whoever works here may ask for access. */
export const askedKind = caseKind.omit({ mayFile: true }).extend({
  statuses: statuses
    .extend({
      approval: line('Moved here while an approver is asked, where it differs from `waiting`.').optional(),
      declined: line('Moved here when nothing of it was given, where it differs from `done`.').optional(),
    })
    .prefault({})
    .meta({ description: STATUSES }),
  approvals: z
    .strictObject({
      elsewhere: z.enum(['transition-only', 'bot-approver']).prefault('transition-only').meta({
        description:
          'Decided elsewhere, the issue moves on by a transition alone; `bot-approver`: the service account is among the approvers, and answers for it.',
      }),
    })
    .prefault({})
    .meta({ description: 'How the approvals of the service desk hear of what was decided elsewhere.' }),
  requestType: line(
    'Asked for outside Jira, it is filed as this request type of the service desk, in the name of whoever asks; without it as an issue.',
  ).optional(),
  review: z
    .strictObject({
      justified: z
        .array(line('It was an emergency.'))
        .min(1)
        .prefault([...REVIEW_WORDS.justified]),
      notJustified: z
        .array(line('It was none.'))
        .min(1)
        .prefault([...REVIEW_WORDS.notJustified]),
    })
    .prefault({})
    .meta({ description: 'What the sub-task that looks at an emergency is closed as: its resolution, or `verdict`.' }),
});
