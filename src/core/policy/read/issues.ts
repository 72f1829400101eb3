/** What a schema found wrong -> problems a person can act on: the path, the line, what is expected, a near word. */
import type { z } from 'zod';
import type { Problem } from '../model.ts';
import { fault } from './problem.ts';
import { didYouMean } from './suggest.ts';
import type { Path, YamlFile } from './yaml.ts';

type Issue = z.core.$ZodIssue;
/** A JSON Schema as far as it is walked here. */
type SchemaNode = unknown;

export function problemsOf(issues: readonly Issue[], yaml: YamlFile, schema: SchemaNode): readonly Problem[] {
  return issues.flatMap((issue) => problemsOfOne(issue, [], yaml, schema));
}

function problemsOfOne(issue: Issue, before: Path, yaml: YamlFile, schema: SchemaNode): readonly Problem[] {
  const path = [...before, ...issue.path];
  const found = (code: string, message: string, remedy: string, at: Path = path) =>
    fault({ file: yaml.file, line: yaml.lineOf(at) }, code, `${shown(at)} ${message}`, remedy);
  const hint = membersAt(schema, path).description;
  const about = hint === undefined ? '' : ` (${hint})`;

  switch (issue.code) {
    case 'custom':
      return [found(textOf(issue.params?.code, 'invalid'), issue.message, textOf(issue.params?.remedy, ''))];
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const known = membersAt(schema, path).names;
        const remedy = didYouMean(key, known, `Known here: ${known.join(', ')}.`);
        return found('unknown-key', 'is not a key Tenure knows', remedy, [...path, key]);
      });
    case 'invalid_type':
      return valueAt(yaml.value, path) === undefined
        ? [found('missing', 'is missing', `Add \`${String(path.at(-1))}:\`${about}.`)]
        : [
            found(
              'wrong-type',
              `must be ${KINDS[issue.expected] ?? issue.expected}`,
              typeRemedy(issue.expected, about, membersAt(schema, path).names),
            ),
          ];
    case 'invalid_value':
      return [found('wrong-value', NOT_A_CHOICE, choice(yaml, path, issue.values))];
    case 'invalid_union':
      return problemsOfUnion(issue, path, yaml, schema, found);
    case 'invalid_key':
      return [found('bad-id', 'is not a name that can be used here', NAME_REMEDY)];
    case 'too_small':
    case 'too_big':
      return [found('out-of-range', boundOf(issue), `Write another number${about}.`)];
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_element':
      return [found('invalid', issue.message, `Correct it${about}.`)];
    default:
      return [found('invalid', 'is not valid', `Correct it${about}.`)];
  }
}

const NOT_A_CHOICE = 'is none of the values it can have';
const NAME_REMEDY = 'Use letters a-z and digits, and inside also . _ -; it must begin with a letter or digit.';
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  object: 'a group of keys',
  record: 'a group of keys',
  array: 'a list',
};

/** A union fails as a whole; where one branch clearly was meant, its own problems say more. */
function problemsOfUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  yaml: YamlFile,
  schema: SchemaNode,
  found: (code: string, message: string, remedy: string) => Problem,
): readonly Problem[] {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : undefined;
  if (options !== undefined) {
    return [found('wrong-value', NOT_A_CHOICE, choice(yaml, path, options))];
  }
  const meant = issue.errors.filter(
    (branch) => !branch.some(({ code, path: at }) => code === 'unrecognized_keys' || at.length === 0),
  );
  const [only] = meant;
  if (only !== undefined && meant.length === 1) {
    return only.flatMap((inner) => problemsOfOne(inner, path, yaml, schema));
  }
  const value = valueAt(yaml.value, path);
  if (value === undefined) return [found('missing', 'is missing', `It ${issue.message}.`)];
  return [found('wrong-type', issue.message, 'Write one of these, with nothing beside it.')];
}

function choice(yaml: YamlFile, path: Path, options: readonly unknown[]): string {
  const names = options.map(String);
  const value = valueAt(yaml.value, path);
  return didYouMean(typeof value === 'string' ? value : '', names, `Write ${names.join(' or ')}.`);
}

function boundOf(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const what = issue.origin === 'array' ? ' entries' : '';
  return issue.code === 'too_small'
    ? `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${what}`
    : `must be at most ${issue.maximum}${what}`;
}

function typeRemedy(expected: string, about: string, names: readonly string[]): string {
  if (expected === 'string') return `Write text; put numbers and words such as true in quotes${about}.`;
  if (expected === 'array') return `Write a list: one entry a line, each after a dash, or [a, b]${about}.`;
  if (names.length > 0) return `Write keys such as ${names.slice(0, 3).join(', ')}, each with its value${about}.`;
  return `Write ${KINDS[expected] ?? expected}${about}.`;
}

/** `cases.onboarding.mayFile[0]`, as people write paths. */
export function shown(path: Path): string {
  if (path.length === 0) return 'the file';
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return `\`${text.replace(/^\./, '').slice(0, 200)}\``;
}

const textOf = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function valueAt(value: unknown, path: Path): unknown {
  let held = value;
  for (const step of path) {
    if (Array.isArray(held) && typeof step === 'number') held = held[step];
    else if (isObject(held) && Object.hasOwn(held, step)) held = held[String(step)];
    else return undefined;
  }
  return held;
}

/** The member names a JSON Schema allows at a path, over all branches of unions, and its description. */
function membersAt(schema: SchemaNode, path: Path): { names: string[]; description: string | undefined } {
  let nodes = branches(schema);
  for (const step of path) nodes = nodes.flatMap((node) => branches(memberOf(node, step)));
  const names = new Set(nodes.flatMap((node) => (isObject(node.properties) ? Object.keys(node.properties) : [])));
  const description = nodes.map((node) => node.description).find((text) => typeof text === 'string' && text !== '');
  return {
    names: [...names],
    description: typeof description === 'string' ? description.replace(/\.$/, '') : undefined,
  };
}

function branches(schema: SchemaNode): Readonly<Record<string, unknown>>[] {
  if (!isObject(schema)) return [];
  const { anyOf, oneOf } = schema;
  const inner = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : [];
  return [schema, ...inner.flatMap(branches)];
}

function memberOf(node: Readonly<Record<string, unknown>>, step: PropertyKey): SchemaNode {
  if (typeof step === 'number') return node.items;
  const { properties } = node;
  return isObject(properties) && Object.hasOwn(properties, step) ? properties[String(step)] : node.additionalProperties;
}
