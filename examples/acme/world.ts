/** The whole example company as plain data; beside it stands its policy. */
import { jira } from './world/jira.ts';
import { okta } from './world/okta.ts';
import type { AcmeWorld } from './world/types.ts';

export type { AcmeField, AcmeJira, AcmeOkta, AcmePerson, AcmeUser, AcmeWorld } from './world/types.ts';

export const acme: AcmeWorld = { okta, jira };
