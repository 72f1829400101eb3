/** Schema of `catalogue.yaml`: the sanctioned applications, each under its id. */
import { z } from 'zod';
import { address, day, ID_PATTERN, line, span } from './pieces.ts';

const id = z.string().regex(new RegExp(ID_PATTERN));

const target = z
  .union(
    [
      z.strictObject({ scimApp: line('Name of the app at the identity provider that receives users by SCIM.') }),
      z
        .strictObject({
          jiraProject: line('Key of a Jira project.'),
          role: line('The role of that project whoever is in the group holds.'),
          group: line(
            'The group that opens it: `name`, or `connection:name` when it is not at the primary connection.',
          ),
          jiraGroup: line(
            'The group of the Jira site that is kept in step with it, where it is not called as `projectRoles.groupName` says: it becomes the actor of the role.',
          ).optional(),
          heldBy: z.enum(['person', 'group']).optional().meta({
            description:
              '`person`: each is an actor of the role, also where a group usually is. `group`: the group of the site is. Without it as `projectRoles` of the connection says; `jiraGroup` means `group`.',
          }),
        })
        .refine(({ jiraGroup, heldBy }) => jiraGroup === undefined || heldBy !== 'person', {
          error: 'names a `jiraGroup` and says `heldBy: person`',
          params: {
            code: 'held-both-ways',
            remedy: 'Write one of the two: a role is held by people or through a group.',
          },
        }),
    ],
    { error: 'must be `scimApp: name`, or `jiraProject: KEY` with `role: name` and `group: name`' },
  )
  .meta({ description: 'What the groups open beyond themselves.' });

const entitlement = z.strictObject({
  groups: z.array(line('Name of a group.')).prefault([]).meta({
    description: 'Groups that open it: `name`, or `connection:name` when it is not at the primary connection.',
  }),
  risk: z
    .enum(['low', 'medium', 'high'])
    .prefault('medium')
    .meta({ description: 'What it would cost if the wrong person held it. Medium when nothing is said.' }),
  onForm: z.enum(['automatic', 'ask']).optional().meta({
    description: 'Ticked on a form: given at once, or asked about. Without it: automatic for low risk, else ask.',
  }),
});

const application = z.strictObject({
  name: line('As people say it; a tick box on a form is matched with this name.'),
  owner: address('Work address of whoever answers for it.'),
  deputy: address('Work address of who stands in for the owner.').optional(),
  provisioning: z.enum(['provider', 'manual']).prefault('provider').meta({
    description: '`provider`: groups open it. `manual`: a person does, asked by a sub-task.',
  }),
  tail: span('How long it may honour access after the group is gone; left out = unknown.').optional(),
  targets: z.array(target).prefault([]),
  entitlements: z
    .record(id, entitlement)
    .refine((roles) => Object.keys(roles).length > 0, {
      error: 'has no entitlement',
      params: { code: 'no-entitlement', remedy: 'Write at least one, e.g. `user: { groups: [name-of-the-group] }`.' },
    })
    .meta({ description: 'Roles of the application, each under a name of its own; `application:role` in the table.' }),
});

const secret = z.strictObject({
  name: line('What it is and where it is kept, as people say it. Never the secret itself.'),
  knownTo: z.array(address('A work address.')).prefault([]).meta({
    description: 'Who knows it. When one of them leaves, changing it becomes a sub-task.',
  }),
});

const account = z.strictObject({
  kind: z
    .enum(['service', 'shared', 'emergency'])
    .meta({ description: 'A program signs in with it, several people do, or somebody does when all else fails.' }),
  login: line('Its login at the primary identity provider.'),
  owner: address('Work address of whoever answers for it.'),
  deputy: address('Work address of who stands in, and answers for it once the owner has left.').optional(),
  purpose: line('What it is for.'),
  review: day('The day its owner says again that it is needed.'),
  secrets: z.record(id, secret).prefault({}).meta({ description: 'What opens it, each under a name of its own.' }),
});

export const catalogueSchema = z
  .strictObject({
    applications: z.record(id, application).meta({ description: 'Sanctioned applications, each under its id.' }),
    accounts: z
      .record(id, account)
      .prefault({})
      .meta({ description: 'Accounts that are no person’s own, each under an id. Tenure never writes one.' }),
  })
  .meta({ title: 'catalogue.yaml', description: 'Sanctioned applications, who answers for them, what opens them.' });

export type CatalogueInput = z.output<typeof catalogueSchema>;
