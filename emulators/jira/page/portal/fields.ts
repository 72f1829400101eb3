/** The fields of a request type as a form without scripts, and what was entered as the interface takes it. */
import { html } from 'hono/html';
import { optionsFor } from '../../fields/options.ts';
import { PRIORITIES } from '../../fields/system.ts';
import type { Json } from '../../json.ts';
import type { Field, Option, Project } from '../../model.ts';
import type { JiraSite } from '../../site/site.ts';
import type { Markup } from '../adfHtml.ts';
import { option, people } from './person.ts';

/** Field id -> what stands in its inputs. */
export type Entered = ReadonlyMap<string, readonly string[]>;

/** What kind of input a field is: many values or one, chosen or written. */
const kindOf = ({ kind: { schema } }: Field) => ({ one: schema.items ?? schema.type, many: schema.type === 'array' });

export function inputOf(site: JiraSite, project: Project, field: Field, entered: readonly string[]): Markup {
  const { one, many } = kindOf(field);
  const choices = choicesOf(site, project, field, one, entered);
  if (choices !== undefined) {
    return many
      ? html`<select name="${field.id}" multiple>${choices}</select>`
      : html`<select name="${field.id}"><option value=""></option>${choices}</select>`;
  }
  const [text = ''] = entered;
  if (field.kind.schema.custom === 'textarea' || field.id === 'description' || field.id === 'environment')
    return html`<textarea name="${field.id}" rows="4">${text}</textarea>`;
  const type = one === 'date' ? 'date' : 'text';
  return html`<input name="${field.id}" type="${type}" value="${text}">`;
}

function choicesOf(
  site: JiraSite,
  project: Project,
  field: Field,
  one: string,
  entered: readonly string[],
): Markup[] | undefined {
  const chosen = (value: string, label: string) => option(value, label, entered.includes(value));
  const open = optionsFor(field, project.key).filter(({ disabled }) => !disabled);
  const below = (parent: Option | undefined) => open.filter(({ parentId }) => parentId === parent?.id);
  switch (one) {
    case 'option':
      return below(undefined).map(({ id, value }) => chosen(id, value));
    case 'option-with-child':
      return below(undefined).map(
        (parent) => html`<optgroup label="${parent.value}">${chosen(parent.id, parent.value)}
          ${below(parent).map(({ id, value }) => chosen(`${parent.id}/${id}`, `${parent.value}: ${value}`))}</optgroup>`,
      );
    case 'user':
      return people(site).map(({ accountId, displayName }) => chosen(accountId, displayName));
    case 'group':
      return [...site.directory.groups()].map(({ groupId, name }) => chosen(groupId, name));
    case 'priority':
      return PRIORITIES.map(({ id, name }) => chosen(id, name));
    default:
      return undefined;
  }
}

/** As `requestFieldValues` carries it; undefined when nothing was entered. */
export function fromForm(field: Field, entered: readonly string[]): Json | undefined {
  const given = entered.filter((value) => value.trim() !== '');
  const [first] = given;
  if (first === undefined) return undefined;
  const { one, many } = kindOf(field);
  if (one === 'string' && many) return given.flatMap((value) => value.trim().split(/\s+/));
  return many ? given.map((value) => single(one, value)) : single(one, first);
}

function single(one: string, value: string): Json {
  switch (one) {
    case 'option':
    case 'priority':
      return { id: value };
    case 'option-with-child': {
      const [parent = '', child] = value.split('/');
      return { id: parent, ...(child === undefined ? {} : { child: { id: child } }) };
    }
    case 'user':
      return { accountId: value };
    case 'group':
      return { groupId: value };
    case 'number':
      return Number(value);
    default:
      return value;
  }
}
