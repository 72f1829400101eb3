/** Schema of `mail` in `tenure.yaml`: the sender, and who hears of what. */
import { z } from 'zod';
import { address, line } from './pieces.ts';

const addresses = (description: string) => z.array(address(description)).prefault([]).meta({ description });

const requestMail = (description: string) => z.enum(['always', 'never']).prefault('always').meta({ description });

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
        approvers: requestMail('Approvers: what they are asked, and a reminder.'),
        people: requestMail('Whoever asked and holds it: given, refused, about to end, ended.'),
      })
      .prefault({})
      .meta({ description: 'Mails about requests for access.' }),
    templates: line('Folder with mail templates of your own.').optional(),
  })
  .prefault({});
