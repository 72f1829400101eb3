/** The Authorization header: an SSWS token, a Bearer token, or a DPoP token with a fresh proof of its key. */
import type { Context } from 'hono';
import type { Access, Principal } from './credentials.ts';
import { badProof, checkProof } from './dpop.ts';
import { badToken, OktaError } from './errors.ts';

export async function authenticate(context: Context, access: Access, now: number): Promise<Principal> {
  const header = context.req.header('authorization');
  if (header === undefined) throw new OktaError(401, 'E0000005', 'Invalid session');
  const [scheme = '', token = ''] = header.split(' ');
  switch (scheme.toLowerCase()) {
    case 'ssws': {
      const principal = access.apiToken(token);
      if (principal === undefined) throw badToken();
      return principal;
    }
    case 'bearer': {
      const issued = access.token(token, now);
      // A bound token shown without its proof is worth nothing.
      if (issued === undefined || issued.thumbprint !== undefined) throw badToken();
      return issued.principal;
    }
    case 'dpop': {
      const issued = access.token(token, now);
      if (issued?.thumbprint === undefined) throw badToken();
      const proof = await checkProof(context, now, access.proofs, token).catch(() => undefined);
      if (proof?.thumbprint !== issued.thumbprint) throw badProof();
      return issued.principal;
    }
    default:
      throw badToken();
  }
}
