/** Schema of `exceptions` in `tenure.yaml`: who hears of what nobody has settled, and when; and where it is filed. */
import { z } from 'zod';
import { exceptionTasks } from './exceptionTasks.ts';
import { reading, span } from './pieces.ts';

const whom = reading<string>({
  description: 'A work address; `roles.confirm` or `roles.accept` = everybody in that role.',
  examples: ['roles.confirm', 'it@acme.example'],
  code: 'bad-recipient',
  message: (text) => `is neither a mail address nor a role: "${text}"`,
  remedy: 'Write one address, such as it@acme.example, or roles.confirm or roles.accept.',
  read: (text) => (/^(?:roles\.(?:confirm|accept)|[^\s@<>]+@[^\s@<>]+)$/.test(text) ? text : undefined),
});

export const exceptionSettings = z
  .strictObject({
    escalate: z
      .array(
        z.strictObject({
          after: span('So long after it was raised, if nobody has settled it.'),
          to: z.array(whom).min(1).meta({ description: 'Who hears of it then, beside whom it was handed over to.' }),
        }),
      )
      .prefault([
        { after: '4h', to: ['roles.confirm'] },
        { after: '1d', to: ['roles.confirm', 'roles.accept'] },
      ])
      .meta({ description: 'Steps by rising time; an empty list: nobody is told again.' }),
    tasks: exceptionTasks.optional(),
  })
  .prefault({})
  .meta({ description: 'Who hears again of an exception that stays open.' });
