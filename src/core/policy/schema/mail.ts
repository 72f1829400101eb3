/** Schema of `mail` in `tenure.yaml`: the sender, and who hears of what. */
import { z } from 'zod';
import { address, line } from './pieces.ts';

const addresses = (description: string) => z.array(address(description)).prefault([]).meta({ description });

export const mailSettings = z
  .strictObject({
    from: line('Sender, such as "Acme IT <it@acme.example>".').optional(),
    provisioned: addresses('Who hears that somebody is ready.'),
    changed: addresses('Who hears of a change.'),
    leave: addresses('Who hears that somebody is on leave, or back from it.'),
    offboarded: addresses('Who hears that somebody has left.'),
    exception: addresses('Who hears of something a person must settle.'),
    requests: z
      .strictObject({
        approvers: z.enum(['always', 'unless-desk', 'never']).prefault('always').meta({
          description:
            'To approvers: what they are asked, and a reminder. `unless-desk`: only whom Slack has not asked within two minutes.',
        }),
        people: z
          .enum(['always', 'never'])
          .prefault('always')
          .meta({ description: 'To whoever asked and holds it: given, refused, about to end, ended.' }),
      })
      .prefault({})
      .meta({ description: 'Mails about requests for access.' }),
    templates: line('Folder with mail templates of your own.').optional(),
  })
  .prefault({});
