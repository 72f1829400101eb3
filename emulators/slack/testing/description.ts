/**
 * Slack's own description of its Web API (Swagger 2.0, 1.7.0 of 2021, archived since). Arguments are held against its
 * parameters, answers against its schemas. Its `additionalProperties: false` is dropped: Slack has added fields since.
 */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { isList, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from '../../kit/json.ts';

export interface SlackDescription {
  knows(method: string): boolean;
  /** What of a call and its answer is not as described. */
  violations(method: string, args: JsonObject, answer: JsonObject): readonly string[];
}

export function loadSlackDescription(file: string): SlackDescription {
  const document = objectOf(JSON.parse(readFileSync(file, 'utf8')));
  const paths = objectOf(document.paths);
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, validateFormats: false });
  ajv.addSchema({ $id: 'slack', definitions: loosened(document.definitions ?? {}) });
  const compiled = new Map<string, ValidateFunction>();
  const operationOf = (method: string) => objectOf(Object.values(objectOf(paths[`/${method}`]))[0]);
  const check = (method: string, status: '200' | 'default', answer: JsonObject) => {
    const key = `${method} ${status}`;
    const schema = objectOf(objectOf(objectOf(operationOf(method).responses)[status]).schema);
    const validate = compiled.get(key) ?? ajv.compile(objectOf(loosened(schema)));
    compiled.set(key, validate);
    if (validate(answer)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  return {
    knows: (method) => paths[`/${method}`] !== undefined,
    violations(method, args, answer) {
      const parameters = listOf(operationOf(method).parameters).map((one) => textOf(objectOf(one).name) ?? '');
      const unknown = Object.keys(args).filter((name) => !parameters.includes(name));
      return [
        ...unknown.map((name) => `argument ${name} is not described`),
        ...check(method, answer.ok === true ? '200' : 'default', answer),
      ];
    },
  };
}

/** References lead into the one document; a closed shape is opened. */
function loosened(schema: Json): Json {
  if (isList(schema)) return schema.map(loosened);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([name, inner]) => {
      if (inner === undefined || (name === 'additionalProperties' && inner === false)) return [];
      // A list of items without an array around it was `anyOf` before it became Swagger 2.0.
      if (name === 'items' && isList(inner) && schema.type !== 'array') return [['anyOf', loosened(inner)] as const];
      if (name === '$ref') return [[name, String(inner).replace('#/', 'slack#/')] as const];
      return [[name, loosened(inner)] as const];
    }),
  );
}
