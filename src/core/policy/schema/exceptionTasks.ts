/** Schema of `exceptions.tasks` in `tenure.yaml`: where open exceptions are filed, and what moving one of them decides. */
import { z } from 'zod';
import { caseKind } from './cases.ts';
import { line } from './pieces.ts';

export const exceptionTasks = z
  .strictObject({
    project: caseKind.shape.project,
    issueType: line('An issue type of its own: whatever is filed there by others is not looked at.'),
    open: line(
      'The status they are filed in. One that was moved by somebody whose word does not count goes back there.',
    ),
    done: line('The status Tenure moves them to when the exception is settled.'),
    decisions: z
      .record(
        line('A status.'),
        z.enum(['retry', 'ignore', 'accept', 'confirm', 'reject', 'restore', 'end-grant', 'adopt', 'remove']),
      )
      .prefault({})
      .meta({ description: 'Status -> verdict. Whoever moves the issue there has decided so, as far as they may.' }),
  })
  .meta({ description: 'Each open exception is an issue there; left out = none is.' });
