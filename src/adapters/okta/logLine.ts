/** One line of the System Log, as a page of the log and an event hook both bring it: what it says, and whether it was us. */
import { z } from 'zod';
import type { OktaConnection } from '../../core/policy/model.ts';
import { providerAccountId } from '../../core/shared/ids.ts';
import { parseInstant } from '../../core/shared/instant.ts';
import type { Activity } from '../../ports/provider.ts';
import { type Errand, type OktaClient, USER_AGENT } from './client.ts';
import { identified } from './schemas.ts';

/** A sign-on into an application. */
export const SSO = 'user.authentication.sso';

const party = z.object({ id: z.string().nullish(), type: z.string().nullish() });
export const logLine = z.object({
  published: z.string(),
  eventType: z.string(),
  actor: party.nullish(),
  target: party.array().nullish(),
  client: z.object({ userAgent: z.object({ rawUserAgent: z.string().nullish() }).nullish() }).nullish(),
});
export type LogLine = z.infer<typeof logLine>;

export function activitiesIn({ published, eventType, actor, target }: LogLine, own: boolean): readonly Activity[] {
  const at = parseInstant(published);
  if (at === undefined) return [];
  const of = (type: string) => target?.find((one) => one.type === type)?.id ?? null;
  if (eventType === SSO) {
    const app = of('AppInstance');
    const id = actor?.id ?? null;
    return app === null || id === null ? [] : [{ kind: 'used', account: providerAccountId(id), app, at }];
  }
  const account = of('User');
  return account === null || own ? [] : [{ kind: 'changed', account: providerAccountId(account), at }];
}

/** Who we are in the log: the service app, or the administrator whose token it is. */
export interface OwnName {
  ask(errand: Errand): Promise<string>;
  /** `null` until it has been asked: whoever cannot wait takes a line of ours for another's, and looks once too often. */
  known(): string | null;
}

export function ownNameOf(client: OktaClient, { auth }: OktaConnection): OwnName {
  let known = auth.kind === 'private-key-jwt' ? auth.clientId : null;
  let asked: Promise<string> | null = null;
  const ask = async (errand: Errand) => {
    const request = { operation: 'read who we are', method: 'GET', path: '/api/v1/users/me', effect: 'read' } as const;
    known = (await client.read(request, identified, errand)).id;
    return known;
  };
  return {
    known: () => known,
    ask(errand) {
      if (known !== null) return Promise.resolve(known);
      asked ??= ask(errand).finally(() => {
        asked = null;
      });
      return asked;
    },
  };
}

/** The owner of an API token also clicks: only what came with our agent's name was us. A service app is nobody else. */
export function isOwn({ auth }: OktaConnection, { actor, client: from }: LogLine, self: string | null): boolean {
  if (self === null || actor?.id !== self) return false;
  return auth.kind === 'private-key-jwt' || from?.userAgent?.rawUserAgent === USER_AGENT;
}
