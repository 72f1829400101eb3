/** A bundle's pieces as they come: from the running service, else from the store itself, when nobody holds it. */
import { z } from 'zod';
import { type ExportInput, exportInput, exportOptions } from '../app/bundle/input.ts';
import type { Config } from '../config.ts';
import { Mistake } from '../mistake.ts';
import { isAlive, readServiceFile } from '../serviceFile.ts';
import { hasSigningKey } from '../signingKey.ts';
import { bodyOf } from './ask.ts';

interface Frame {
  readonly file: string;
  readonly text: string;
}

export async function* bundleFrames(config: Config, input: ExportInput): AsyncIterable<Frame> {
  const parsed = exportInput.safeParse(input);
  if (!parsed.success) {
    const details = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Mistake('invalid', 'The input is not valid.', { details, exit: 2 });
  }
  const service = serviceOf(config);
  const response = service === null ? null : await ask(service, input, config.serviceUrl !== null);
  if (response !== null) return yield* framesIn(response);
  if (!hasSigningKey(config)) {
    throw new Mistake(
      'no-signing-key',
      'A bundle is signed with the key that signs evidence, and it is not here. Start `tenure serve`, set TENURE_URL, or name the key in TENURE_SIGNING_KEY.',
    );
  }
  const [{ openForStore }, { exportFrames }] = await Promise.all([
    import('./askStore.ts'),
    import('../app/bundle/export.ts'),
  ]);
  const tenure = await openForStore(config);
  try {
    yield* exportFrames(tenure.world, exportOptions(parsed.data));
  } finally {
    await tenure.stop();
  }
}

interface Service {
  readonly url: string;
  readonly token: string;
}

function serviceOf({ serviceUrl, apiToken, dataDir }: Config): Service | null {
  if (serviceUrl === null) {
    const file = readServiceFile(dataDir);
    return file !== null && isAlive(file) ? file : null;
  }
  if (apiToken === null) {
    throw new Mistake('no-token', 'TENURE_URL is set and TENURE_API_TOKEN is not: the service asks for it.');
  }
  return { url: serviceUrl, token: apiToken };
}

const refusal = z.object({ refusal: z.string(), says: z.string(), details: z.array(z.string()).default([]) });

/** `null` = nobody answers there, and it was not said that somebody has to: the file may be older than its process. */
async function ask({ url, token }: Service, input: ExportInput, isNamed: boolean): Promise<Response | null> {
  let response: Response;
  try {
    response = await fetch(`${url}/api/export`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
      redirect: 'error',
    });
  } catch {
    if (isNamed) throw new Mistake('no-service', `No Tenure answers at ${url}.`);
    return null;
  }
  if (response.ok) return response;
  const said = refusal.safeParse(await bodyOf(response, token)).data;
  if (said === undefined) throw new Mistake('no-tenure', `What answers at ${url} is not Tenure (${response.status}).`);
  throw new Mistake(said.refusal, said.says, { details: said.details });
}

const line = z.union([
  z.object({ file: z.string(), text: z.string() }),
  z.object({ end: z.literal(true) }),
  z.object({ refusal: z.string(), says: z.string() }),
]);

/** What stops without its last line is no bundle, however much of it has come. */
async function* framesIn(response: Response): AsyncIterable<Frame> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body ?? []) {
    const lines = `${rest}${decoder.decode(bytes, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const read = line.parse(JSON.parse(text));
      if ('end' in read) return;
      if ('refusal' in read) throw new Mistake(read.refusal, read.says);
      yield read;
    }
  }
  throw new Mistake('broken-off', 'The export broke off. Nothing was kept; ask again.');
}
