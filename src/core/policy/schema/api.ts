/** `api` in `tenure.yaml`: tokens of the API, each with what it may. */
import { z } from 'zod';
import { API_SCOPES } from '../content/api.ts';
import { address, ID_PATTERN, secret } from './pieces.ts';

const token = z.strictObject({
  token: secret,
  scopes: z.array(z.enum(API_SCOPES)).min(1).meta({ description: 'What it may. `admin` is everything.' }),
  person: address('Work address of whose token it is: they act with it, and for nobody else.').optional(),
});

export const apiSchema = z
  .strictObject({
    tokens: z
      .record(z.string().regex(new RegExp(ID_PATTERN)), token)
      .prefault({})
      .meta({ description: 'Tokens, each under a name of your own. TENURE_API_TOKEN may do everything beside them.' }),
  })
  .meta({ description: 'Who may ask the API, and what of it.' });
