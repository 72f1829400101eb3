/**
 * Holds answers and requests against a vendor's own API description (OpenAPI 3.0, JSON).
 *
 *   const okta = loadDescription(`${process.env.CONTRACTS_DIR}/okta.openapi.json`, { drift: [...] });
 *   okta.checkResponse('GET', '/api/v1/users/00u1', 200, body);
 *   okta.checkRequest('POST', '/api/v1/users?activate=false', { profile: {...} });
 *
 * Both throw a ContractViolation listing every difference. A description is big and is read once per file;
 * schemas are compiled when first needed. Where the vendor's description disagrees with the vendor's recorded
 * traffic, the disagreement is named in `drift`, so that it is a decision and not a hole.
 */
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { convert, convertComponents, type Direction, isObject, type Json, type JsonObject } from './toJsonSchema.ts';

/** One place where the vendor's traffic differs from the vendor's description. */
export type Drift = {
  /** `METHOD /template`, as the description writes the template, or `*` for every operation. */
  readonly on: string;
  readonly because: string;
} & (
  | {
      /** A status the description does not list. */
      readonly status: number;
      /** Check the body as if it came with this documented status; without it the body is not looked at. */
      readonly as?: number;
    }
  /** A violation that is let through, e.g. `/externalId must be string$/` for a null the vendor does send. */
  | { readonly violation: RegExp }
);

export interface Description {
  /** Throws a ContractViolation unless `body` is what the description promises for this status. */
  checkResponse(method: string, path: string, status: number, body: unknown): void;
  /** Throws a ContractViolation unless query parameters and body are what the description accepts. */
  checkRequest(method: string, path: string, body?: unknown): void;
  /** The template a concrete path falls under, or undefined when the description does not hold it. */
  templateOf(method: string, path: string): string | undefined;
}

const MOST_SHOWN = 20;

export class ContractViolation extends Error {
  readonly violations: readonly string[];

  constructor(what: string, violations: readonly string[]) {
    const shown = violations.slice(0, MOST_SHOWN).map((violation) => `  - ${violation}`);
    const more = violations.length > MOST_SHOWN ? [`  and ${violations.length - MOST_SHOWN} more`] : [];
    super([what, ...shown, ...more].join('\n'));
    this.name = 'ContractViolation';
    this.violations = violations;
  }
}

const loaded = new Map<string, JsonObject>();

export function loadDescription(file: string, options: { drift?: readonly Drift[] } = {}): Description {
  const document = loaded.get(file) ?? (JSON.parse(readFileSync(file, 'utf8')) as JsonObject);
  loaded.set(file, document);
  return new OpenApiDescription(document, options.drift ?? []);
}

class OpenApiDescription implements Description {
  readonly #document: JsonObject;
  readonly #drift: readonly Drift[];
  readonly #templates: readonly { template: string; pattern: RegExp; item: JsonObject }[];
  readonly #ajv: Partial<Record<Direction, Ajv>> = {};
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: JsonObject, drift: readonly Drift[]) {
    this.#document = document;
    this.#drift = drift;
    // A literal segment beats a parameter: /groups/rules is not /groups/{groupId}.
    const templates = Object.entries(objectAt(document, 'paths')).sort(([a], [b]) => specificity(b) - specificity(a));
    this.#templates = templates.map(([template, item]) => ({
      template,
      pattern: asPattern(template),
      item: item as JsonObject,
    }));
  }

  templateOf(method: string, path: string): string | undefined {
    return this.#find(method, path)?.template;
  }

  checkResponse(method: string, path: string, status: number, body: unknown): void {
    const what = `${method.toUpperCase()} ${path} answered ${status}`;
    const found = this.#find(method, path);
    if (found === undefined) throw new ContractViolation(what, ['the description has no such operation']);
    const key = `${method.toUpperCase()} ${found.template}`;
    const responses = objectAt(found.operation, 'responses');
    let response = responses[String(status)] ?? responses.default;
    if (response === undefined) {
      const drift = this.#driftOn(key).find((entry) => 'status' in entry && entry.status === status);
      if (drift === undefined || !('status' in drift)) {
        throw new ContractViolation(what, [`not among the described statuses ${Object.keys(responses).join(', ')}`]);
      }
      if (drift.as === undefined) return;
      response = responses[String(drift.as)] ?? null;
    }
    const schema = jsonSchemaOf(this.#resolve(response));
    const empty = body === undefined || body === null || body === '';
    if (schema === undefined) {
      if (status === 204 && !empty) throw new ContractViolation(what, ['a 204 carries no body']);
      return;
    }
    if (empty) throw new ContractViolation(what, ['the described body is missing']);
    const tolerated = this.#driftOn(key).flatMap((entry) => ('violation' in entry ? [entry.violation] : []));
    const violations = this.#violations(`${key} ${status}`, 'response', schema, body).filter((violation) =>
      tolerated.every((pattern) => !pattern.test(violation)),
    );
    if (violations.length > 0) throw new ContractViolation(what, violations);
  }

  checkRequest(method: string, path: string, body?: unknown): void {
    const what = `${method.toUpperCase()} ${path}`;
    const found = this.#find(method, path);
    if (found === undefined) throw new ContractViolation(what, ['the description has no such operation']);
    const key = `${method.toUpperCase()} ${found.template}`;
    const violations = this.#checkQuery(key, found, path);
    const requestBody =
      found.operation.requestBody === undefined ? undefined : this.#resolve(found.operation.requestBody);
    const schema = requestBody === undefined ? undefined : jsonSchemaOf(requestBody);
    if (body === undefined || body === null) {
      if (requestBody?.required === true) violations.push('the body is required');
    } else if (requestBody === undefined) {
      if (!isObject(body) || Object.keys(body).length > 0) violations.push('no body is described');
    } else if (schema !== undefined) {
      violations.push(...this.#violations(`${key} body`, 'request', schema, body));
    }
    if (violations.length > 0) throw new ContractViolation(what, violations);
  }

  #checkQuery(key: string, found: Found, path: string): string[] {
    const query = path.includes('?') ? new URLSearchParams(path.slice(path.indexOf('?') + 1)) : new URLSearchParams();
    const described = new Map(
      [...listAt(found.item, 'parameters'), ...listAt(found.operation, 'parameters')]
        .map((parameter) => this.#resolve(parameter))
        .filter((parameter) => parameter.in === 'query')
        .map((parameter) => [String(parameter.name), parameter]),
    );
    const missing = [...described].filter(([name, parameter]) => parameter.required === true && !query.has(name));
    const violations = missing.map(([name]) => `query parameter ${name} is required`);
    for (const [name, value] of query) {
      const parameter = described.get(name);
      if (parameter === undefined) violations.push(`query parameter ${name} is not described`);
      else {
        const typed = asTyped(value, this.#resolve(parameter.schema ?? null));
        const wrong = this.#violations(`${key} ?${name}`, 'request', parameter.schema, typed);
        violations.push(...wrong.map((text) => `query parameter ${name}: ${text.replace(/^body /, '')}`));
      }
    }
    return violations;
  }

  #driftOn(key: string): Drift[] {
    return this.#drift.filter(({ on }) => on === key || on === '*');
  }

  #violations(cacheKey: string, direction: Direction, schema: Json | undefined, value: unknown): string[] {
    const validate = this.#compiled.get(cacheKey) ?? this.#ajvFor(direction).compile(convert(schema, direction));
    this.#compiled.set(cacheKey, validate);
    return validate(value) ? [] : (validate.errors ?? []).filter(isLeaf).map(sentence);
  }

  #ajvFor(direction: Direction): Ajv {
    const known = this.#ajv[direction];
    if (known !== undefined) return known;
    const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, validateFormats: true });
    addFormats.default(ajv);
    const schemas = objectAt(objectAt(this.#document, 'components'), 'schemas');
    for (const { $id, schema } of convertComponents(schemas, direction)) ajv.addSchema(schema, $id);
    this.#ajv[direction] = ajv;
    return ajv;
  }

  #find(method: string, path: string): Found | undefined {
    const [bare = ''] = path.split('?');
    for (const { template, pattern, item } of this.#templates) {
      const operation = item[method.toLowerCase()];
      if (pattern.test(bare) && isObject(operation)) return { template, item, operation };
    }
    return undefined;
  }

  #resolve(value: Json): JsonObject {
    if (!isObject(value)) return {};
    if (typeof value.$ref !== 'string') return value;
    let target: Json | undefined = this.#document;
    for (const segment of value.$ref.slice(2).split('/')) target = isObject(target) ? target[segment] : undefined;
    return isObject(target) ? target : {};
  }
}

interface Found {
  readonly template: string;
  readonly item: JsonObject;
  readonly operation: JsonObject;
}

/** The wrapper errors of a composition only repeat what their members say. */
const isLeaf = (error: ErrorObject): boolean => !['if', 'allOf'].includes(error.keyword);

function sentence(error: ErrorObject): string {
  const where = error.instancePath === '' ? 'body' : error.instancePath;
  const allowed = error.keyword === 'enum' ? `: ${JSON.stringify(error.params.allowedValues)}` : '';
  const extra = error.keyword === 'additionalProperties' ? `: ${String(error.params.additionalProperty)}` : '';
  return `${where} ${error.message ?? error.keyword}${allowed}${extra}`;
}

function jsonSchemaOf(holder: JsonObject): Json | undefined {
  const content = isObject(holder.content) ? holder.content : {};
  const media = Object.entries(content).find(([type]) => type.includes('json') || type === '*/*')?.[1];
  return isObject(media) ? media.schema : undefined;
}

const objectAt = (from: JsonObject, key: string): JsonObject => (isObject(from[key]) ? from[key] : {});
const listAt = (from: JsonObject, key: string): readonly Json[] =>
  Array.isArray(from[key]) ? (from[key] as Json[]) : [];
const specificity = (template: string): number => template.split('/').filter((part) => !part.includes('{')).length;
const asPattern = (template: string): RegExp =>
  new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`);

/** A query value as its schema means it; text that does not read as the described type stays text and is refused. */
function asTyped(text: string, schema: JsonObject): unknown {
  const { items } = schema;
  if (schema.type === 'array') return text.split(',').map((one) => (isObject(items) ? asTyped(one, items) : one));
  if (schema.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if ((schema.type === 'integer' || schema.type === 'number') && text !== '') return Number(text);
  return text;
}
