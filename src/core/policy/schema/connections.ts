/** Schema of `connections` in `tenure.yaml`: one entry a tenant, named by its key. */
import { z } from 'zod';
import { address, line, secret, share, span, url } from './pieces.ts';

const okta = z.strictObject({
  kind: z.literal('okta'),
  baseUrl: url('Address of the organisation.', ['http', 'https']),
  auth: z
    .union(
      [
        z.strictObject({ token: secret }),
        z.strictObject({
          clientId: line('Client id of the service app.'),
          key: secret,
          keyId: line('Key id, when the service app has several keys.').optional(),
        }),
      ],
      { error: 'must be `token:` (an API token) or `clientId:` with `key:` (a service app with a private key)' },
    )
    .meta({ description: 'An API token, or a service app that signs with a private key.' }),
  markAttribute: line('Custom profile attribute that carries our mark on accounts we made.').prefault('tenureMark'),
  eventHookSecret: secret.optional(),
  rateShare: share('Share of each rate-limit bucket Tenure allows itself, over 0 up to 1.').default(0.5),
});

const projectRoles = z
  .strictObject({
    heldBy: z.enum(['person', 'group']).prefault('person').meta({
      description:
        '`person`: each is an actor of the role. `group`: a group of the site that is kept in step with the provider’s is. A target in the catalogue may say otherwise.',
    }),
    groupName: line('What the site calls its copy of a provider’s group; `{group}` is the group’s name.').prefault(
      '{group}',
    ),
    within: span('How long the site may take to follow the provider’s group; then a person is told.').prefault('1h'),
  })
  .meta({ description: 'How the roles of projects are held, which the catalogue ties to groups.' });

const jira = z.strictObject({
  kind: z.literal('jira'),
  baseUrl: url('Address of the site.', ['http', 'https']),
  auth: z.strictObject({ email: address('Address of the account the API token belongs to.'), token: secret }),
  webhookSecret: secret.optional(),
  automationToken: secret.optional(),
  sweepEvery: span('How often to look for issues whose webhook was lost.').prefault('2m'),
  projectRoles: projectRoles.prefault({}),
});

const mail = z.strictObject({
  kind: z.literal('mail'),
  url: url('The mail server.', ['smtp', 'smtps']),
  user: line('User name at the mail server.').optional(),
  password: secret.optional(),
});

const slack = z.strictObject({
  kind: z.literal('slack'),
  baseUrl: url('Address of Slack.', ['http', 'https']).prefault('https://slack.com'),
  token: secret.meta({ description: 'The bot token of the installed app (xoxb-...).' }),
  appToken: secret.meta({ description: 'The app-level token of Socket Mode (xapp-...).' }).optional(),
  signingSecret: secret.meta({ description: 'The signing secret of what Slack posts to us.' }).optional(),
  team: z
    .string()
    .regex(/^T[A-Z0-9]+$/, 'the id of a workspace begins with T, as `tenure doctor` shows it')
    .meta({ description: 'The id of the workspace (T...): whatever says it comes from another one is refused.' })
    .optional(),
  app: z
    .string()
    .regex(/^A[A-Z0-9]+$/, 'the id of an app begins with A, as its page "Basic Information" shows it')
    .meta({ description: 'The id of the app (A...): whatever says it was meant for another one is refused.' })
    .optional(),
});

export const connection = z.discriminatedUnion('kind', [okta, jira, mail, slack]);
export type ConnectionInput = z.output<typeof connection>;
