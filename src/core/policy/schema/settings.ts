/** Schema of `tenure.yaml`. Everything that can have a default has one; the rest is what only the company knows. */
import { z } from 'zod';
import { FORM_KEPT, type KnownField } from '../model.ts';
import { apiSchema } from './api.ts';
import { askedKind, caseKind, ownKind } from './cases.ts';
import { connection } from './connections.ts';
import { exceptionSettings } from './exceptions.ts';
import { FIELD_MEANINGS } from './fieldMeanings.ts';
import { mailSettings } from './mail.ts';
import { count, ID_PATTERN, line, mode, share, span, timeOfDay, zone } from './pieces.ts';

const key = z.string().regex(new RegExp(ID_PATTERN));
const lines = (description: string) => z.array(line(description)).prefault([]).meta({ description });
const modesOf = (what: string) =>
  z
    .record(z.string(), mode)
    .prefault({})
    .meta({ description: `Mode of single ${what}, by name.` });

export const settingsSchema = z
  .strictObject({
    company: line('Name of the company, as people say it.'),
    timeZone: zone('Time zone of everyone no other rule gives one.'),
    timeZoneBy: z
      .strictObject({
        attribute: line('A person attribute, such as location.'),
        zones: z.record(z.string(), zone('Zone of that value.')),
      })
      .optional()
      .meta({ description: 'Time zones by the value of one attribute.' }),
    connections: z.record(key, connection).meta({ description: 'Outside systems, each under a name of your own.' }),
    primaryConnection: line('Where accounts are made; needed only with several identity providers.').optional(),
    fields: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/), line('Display name of the field in Jira.')).meta({
      description: 'Our name -> the display name of the field in Jira. Names we do not know become person attributes.',
      // Offered by editors; the schema itself takes any name.
      properties: Object.fromEntries(
        Object.entries(FIELD_MEANINGS).map(([name, description]) => [name, { type: 'string', description }]),
      ),
    }),
    requiredFields: z
      .array(line('One of the names under `fields`.'))
      .prefault(['givenName', 'familyName', 'start'] satisfies KnownField[])
      .meta({ description: 'What an onboarding form must have filled in.' }),
    values: z
      .record(z.string(), z.array(line('A value, as the form says it.')).min(1))
      .prefault({})
      .meta({ description: 'Attribute -> the only values it can have. Rows that name another are reported.' }),
    cases: z
      .strictObject({
        onboarding: caseKind.optional(),
        change: caseKind.optional(),
        leave: caseKind.optional(),
        offboarding: caseKind.optional(),
        'access-request': askedKind.optional(),
        adoption: ownKind.optional(),
        'policy-change': ownKind.optional(),
      })
      .meta({ description: 'For each kind of case: where it is filed, and by whom.' }),
    naming: z
      .strictObject({
        login: line('Pattern of logins, such as {givenName}.{familyName}@acme.example.'),
        loginClash: line('Pattern when the first is taken; {n} = 2, 3, ...').optional(),
        onNameChange: z
          .enum(['keep', 'new-login'])
          .prefault('keep')
          .meta({ description: 'When a name changes: the login stays, or a new one is made by the same patterns.' }),
      })
      .meta({ description: 'How logins are made.' }),
    profile: z
      .record(z.string(), line('Text with {placeholders} of profile and attributes.'))
      .prefault({})
      .meta({ description: 'Profile field at the identity provider -> a pattern, such as "{department}".' }),
    times: z
      .strictObject({
        startHour: timeOfDay("A start date without a time means this hour in the person's zone.").prefault('08:00'),
        accountAhead: span('The account is made this long before the start, without sign-in.').prefault('7d'),
        activeAhead: span('Sign-in opens this long before the start.').prefault('1h'),
        moverOverlap: span('Somebody who moves keeps what ended for this long.').prefault('24h'),
        reopenWithin: span(
          'An end that has passed is undone only within this; later, somebody who comes back is hired anew.',
        ).prefault('30d'),
        byHandWithin: span(
          'What a sub-task asks of a person is due within this; later it becomes an exception.',
        ).prefault('3d'),
      })
      .prefault({}),
    offboarding: z
      .strictObject({
        handOver: span(
          'An account to be handed over is only suspended for this long, unless the form says until when.',
        ).prefault('14d'),
      })
      .prefault({}),
    activation: z
      .strictObject({
        mailFrom: z
          .enum(['tenure', 'provider'])
          .prefault('tenure')
          .meta({ description: 'Who sends the activation link: Tenure, or the identity provider itself.' }),
      })
      .prefault({}),
    modes: z
      .strictObject({
        default: mode.prefault('shadow').meta({ description: 'Mode of everything not named below.' }),
        groups: modesOf('groups'),
        applications: modesOf('applications'),
        departments: modesOf('departments'),
      })
      .prefault({}),
    protected: z
      .strictObject({
        accounts: lines('Logins, work addresses or provider ids Tenure never writes.'),
        groups: lines('Groups Tenure never writes.'),
      })
      .prefault({}),
    appCheck: z
      .strictObject({
        enabled: z.boolean().prefault(true).meta({
          description: 'Look at the accounts inside applications, after a membership or a leaver was read back.',
        }),
        within: span(
          'An account not there (or, of a leaver, not gone) this long afterwards becomes an exception.',
        ).prefault('30m'),
        holdsCase: z.boolean().prefault(true).meta({
          description: 'The case is proved only when they are as they should be. `false`: only the exception says so.',
        }),
      })
      .prefault({})
      .meta({ description: 'The check of day one, and of the leaver: what stands behind the groups.' }),
    lastUse: z
      .strictObject({
        keep: span(
          'For how long it is kept when a person was last seen in an application; `0d`: no record of use is made.',
        ).prefault('180d'),
      })
      .prefault({})
      .meta({ description: 'The record of use, from the log of the identity provider.' }),
    mastered: z
      .strictObject({
        accounts: z
          .record(z.string(), z.array(line('A value, as the form says it.')).min(1))
          .prefault({})
          .meta({
            description:
              'Attribute -> values. Who fits every attribute has an account that HR or a directory makes: Tenure waits for it.',
          }),
        within: span('An account not there this long after it should be becomes an exception.').prefault('4h'),
      })
      .prefault({})
      .meta({ description: 'Accounts mastered elsewhere: never created, and their profile never written.' }),
    keep: lines('Groups somebody who left stays in.'),
    adoption: z
      .strictObject({
        personKey: line("The provider's profile field with the employee number.").optional(),
        contractEnd: line("The provider's profile field with the last day of a contract.").optional(),
        requires: lines('What must be known of somebody before they are adopted: attributes, or `manager`.'),
        reviewAfter: z
          .strictObject({
            low: span('Access of low risk that no row explains is looked at again after this.').prefault('52w'),
            medium: span('The same for access of medium risk.').prefault('26w'),
          })
          .prefault({}),
      })
      .prefault({})
      .meta({ description: 'How people and access that are there already are taken over.' }),
    brake: z
      .strictObject({
        peoplePerOrigin: count('People one origin may touch.').prefault(25),
        membersPerGroup: count('Members one group may lose or gain through one origin.').prefault(10),
        sharePerGroup: share('The same as a share of its members, over 0 up to 1; both must be exceeded.').prefault(
          0.1,
        ),
        emptiesUpTo: count(
          'Members who may be the last of one group and lose it through one origin; 1 if left out.',
        ).optional(),
        removalsPerHour: count(
          'Memberships and accounts that changes of one kind (policy, import, ...) may take in an hour.',
        ).prefault(100),
        actorRemovalsPerHour: count('The same for what one author has changed.').prefault(50),
        groupRemovalsPerHour: count('The same from one group.').prefault(25),
        leaversPerHour: count('People one filer may have offboarded in an hour.').prefault(10),
      })
      .prefault({})
      .meta({ description: 'Over any of these a change waits until a person confirms it.' }),
    sweep: z
      .strictObject({
        at: timeOfDay('Once a day, when the clock of `timeZone` shows this.').prefault('02:00'),
        every: span('This long after the last one, instead of once a day.').optional(),
        mostFindings: count('Findings of one connection above this are one exception instead of one each.').prefault(
          100,
        ),
      })
      .prefault({})
      .meta({ description: 'When everything is compared with complete listings of the identity provider.' }),
    exceptions: exceptionSettings,
    catalogue: z
      .strictObject({
        push: z
          .enum(['auto', 'by-hand'])
          .prefault('by-hand')
          .meta({ description: '`auto`: also each time a policy comes into force. Else by `tenure catalogue push`.' }),
        keeps: z
          .array(z.enum(['access', 'applications', 'duration']))
          .min(1)
          .prefault([...FORM_KEPT])
          .meta({ description: 'Fields whose choices follow the catalogue, by their names under `fields`.' }),
      })
      .optional()
      .meta({
        description: 'The choices on the form of requests for access. Needs a service account that administers Jira.',
      }),
    seals: z
      .strictObject({
        every: span('A seal is made this often, when anything has been recorded since the last one.').prefault('10m'),
        ledger: z
          .strictObject({
            project: caseKind.shape.project,
            issueType: line('An issue type of its own: whatever is filed there by others is not looked at.'),
          })
          .optional()
          .meta({ description: 'Where seals are written in Jira; left out = to the log alone.' }),
      })
      .optional()
      .meta({ description: 'Signed statements of how far every stream of the record goes.' }),
    mail: mailSettings,
    api: apiSchema.optional(),
    roles: z
      .strictObject({
        stop: lines('Who may halt all writes: work addresses or Jira account ids.'),
        confirm: lines('Who may confirm a held change.'),
        accept: lines('Who may accept a remaining risk.'),
        push: z
          .array(line('A work address or a Jira account id.'))
          .optional()
          .meta({ description: 'Who may change the choices of the form; left out = whoever may confirm.' }),
      })
      .prefault({}),
  })
  .meta({ title: 'tenure.yaml', description: 'Settings of Tenure: connections, cases, fields, times, limits.' });

export type SettingsInput = z.output<typeof settingsSchema>;
