/** Names of the default user type's profile: base and custom attributes ("Schemas, user"). */
import type { Errand, OktaClient } from './client.ts';
import { userSchema } from './schemas.ts';

export async function fieldsOf(client: OktaClient, errand: Errand): Promise<readonly string[]> {
  const { definitions } = await client.read(
    { operation: 'read profile schema', method: 'GET', path: '/api/v1/meta/schemas/user/default', effect: 'read' },
    userSchema,
    errand,
  );
  return [definitions.base, definitions.custom].flatMap((part) => Object.keys(part?.properties ?? {}));
}
