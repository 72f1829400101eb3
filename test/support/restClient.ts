/**
 * A program at the REST API, which holds every answer to the document the service itself serves: an answer with a status or
 * a shape that stands nowhere in it fails the test that got it.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

type Part = Readonly<Record<string, unknown>>;

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What stands in a body at this place; `undefined` = nothing. */
export const within = (body: unknown, ...steps: readonly (string | number)[]): unknown =>
  steps.reduce<unknown>(
    (found, step) =>
      typeof found === 'object' && found !== null
        ? Object.entries(found).find(([name]) => name === String(step))?.[1]
        : undefined,
    body,
  );

export const listIn = (body: unknown, name: string): readonly unknown[] => {
  const found = within(body, name);
  return Array.isArray(found) ? found : [];
};

export interface RestClient {
  get(path: string): Promise<RestAnswer>;
  post(path: string, body: unknown): Promise<RestAnswer>;
}

export async function restClient(url: string, token: string): Promise<RestClient> {
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as Part;
  const check = checkerFor(document);
  const ask = async (method: string, path: string, body?: unknown): Promise<RestAnswer> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = { status: response.status, body: await response.json() };
    check(method, path, answer, response.headers.get('content-type') ?? '');
    return answer;
  };
  return { get: (path) => ask('GET', path), post: (path, body) => ask('POST', path, body) };
}

function checkerFor(document: Part) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // The package says one thing of its default export to types and another to Node.
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema(document, 'openapi');
  const paths = Object.keys(part(document, 'paths'));
  return (method: string, path: string, { status, body }: RestAnswer, type: string) => {
    const asked = `/api/v1${path.split('?')[0]}`;
    const template = paths
      .filter((one) => new RegExp(`^${one.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(asked))
      .sort((a, b) => a.split('{').length - b.split('{').length)[0];
    if (template === undefined) throw new Error(`the document has no ${asked}`);
    const steps = [
      'paths',
      template,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      type.split(';')[0] ?? '',
    ];
    part(document, ...steps);
    const validate = ajv.compile({ $ref: `openapi#/${[...steps, 'schema'].map(pointer).join('/')}` });
    if (!validate(body)) {
      throw new Error(`${method} ${path} ${status} is not as documented: ${JSON.stringify(validate.errors, null, 1)}`);
    }
  };
}

const pointer = (step: string) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));

function part(whole: Part, ...steps: readonly string[]): Part {
  return steps.reduce((found, step) => {
    const next = found[step];
    if (typeof next !== 'object' || next === null) throw new Error(`the document has no ${steps.join(' > ')}`);
    return next as Part;
  }, whole);
}
