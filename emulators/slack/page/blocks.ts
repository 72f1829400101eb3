/** Blocks as HTML that can be used without a script: every button and field belongs to the form around it. */
import { html } from 'hono/html';
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../../kit/json.ts';
import type { FormValues } from '../model.ts';
import { elementsOf, optionsOf, type Placed, plainValue } from '../people/values.ts';
import type { Users } from '../state/users.ts';
import type { Markup } from './frame.ts';
import { mrkdwn } from './mrkdwn.ts';

export interface Shown {
  readonly users: Users;
  readonly values: FormValues;
  /** In red, by block. */
  readonly errors: Readonly<Record<string, string>>;
  /** What a search found, by element. */
  readonly offered: (placed: Placed) => readonly JsonObject[];
}

/** Names of fields and of what a button does; read again in routes.ts. */
export const fieldName = ({ blockId, actionId }: Placed): string => `v ${JSON.stringify([blockId, actionId])}`;
export const doing = (what: string, { blockId, actionId }: Placed, value = ''): string =>
  JSON.stringify([what, blockId, actionId, value]);

export const blocksHtml = (blocks: readonly Json[], shown: Shown): Markup =>
  html`${blocks.map((block) => html`<div class="block">${blockHtml(objectOf(block), shown)}</div>`)}`;

function blockHtml(block: JsonObject, shown: Shown): Markup {
  const elements = elementsOf([block]);
  switch (block.type) {
    case 'header':
      return html`<div class="head">${words(block.text, shown)}</div>`;
    case 'divider':
      return html`<hr>`;
    case 'section':
      return html`${words(block.text, shown)}
        ${block.fields === undefined ? '' : html`<div class="fields">${listOf(block.fields).map((one) => html`<div>${words(one, shown)}</div>`)}</div>`}
        ${elements.map((one) => elementHtml(one, shown))}`;
    case 'context':
      return html`<span class="soft">${listOf(block.elements).map((one) => html`${words(one, shown)} `)}</span>`;
    case 'image':
      return html`<em>[${textOf(block.alt_text) ?? ''}]</em>`;
    case 'markdown':
      return html`${textOf(block.text) ?? ''}`;
    case 'input': {
      const wrong = shown.errors[textOf(block.block_id) ?? ''];
      return html`<label class="name">${words(block.label, shown)}${block.optional === true ? ' (optional)' : ''}</label>
        ${elements.map((one) => elementHtml(one, shown))}
        ${block.hint === undefined ? '' : html`<div class="soft">${words(block.hint, shown)}</div>`}
        ${wrong === undefined ? '' : html`<div class="wrong">${wrong}</div>`}`;
    }
    default:
      return html`${elements.map((one) => elementHtml(one, shown))}`;
  }
}

function words(text: Json | undefined, { users }: Shown): Markup | string {
  const { type, text: said = '', alt_text: alt } = objectOf(text);
  if (type === 'image') return html`<em>[${String(alt)}]</em>`;
  return type === 'mrkdwn' ? mrkdwn(String(said), users) : String(said);
}

function elementHtml(placed: Placed, shown: Shown): Markup {
  const { element, type } = placed;
  const name = fieldName(placed);
  const value = plainValue(shown.values.get(placed.blockId)?.get(placed.actionId) ?? {}) ?? '';
  const single = typeof value === 'string' ? value : '';
  const chosen = typeof value === 'string' ? [value] : value;
  const options = [...optionsOf(element, shown.offered(placed))];
  const tell =
    placed.block.type === 'input' ? '' : html`<button name="_do" value="${doing('choose', placed)}">Choose</button>`;
  const optionHtml = (option: JsonObject) =>
    html`<option value="${String(option.value)}" ${chosen.includes(String(option.value)) ? 'selected' : ''}>${String(objectOf(option.text).text)}</option>`;
  const choice = (several: boolean) =>
    html`<select name="${name}" ${several ? 'multiple' : ''}>${several ? '' : html`<option value="">${String(objectOf(element.placeholder).text ?? '')}</option>`}${options.map(optionHtml)}</select>`;
  const people = (several: boolean) =>
    html`<select name="${name}" ${several ? 'multiple' : ''}><option value=""></option>${shown.users
      .all()
      .filter(({ deleted, bot }) => !deleted && !bot)
      .map(
        (user) =>
          html`<option value="${user.id}" ${chosen.includes(user.id) ? 'selected' : ''}>${user.realName}</option>`,
      )}</select>`;
  switch (type) {
    case 'button':
      return html`<button class="${String(element.style ?? '')}" name="_do" value="${doing('click', placed, textOf(element.value))}">${words(element.text, shown)}</button>`;
    case 'overflow':
      return html`${options.map((option) => html`<button name="_do" value="${doing('option', placed, String(option.value))}">${words(option.text, shown)}</button>`)}`;
    case 'static_select':
    case 'radio_buttons':
      return html`${choice(false)}${tell}`;
    case 'multi_static_select':
    case 'checkboxes':
      return html`${choice(true)}${tell}`;
    case 'external_select':
    case 'multi_external_select':
      return html`<input type="text" name="${`s${name}`}" placeholder="${String(objectOf(element.placeholder).text ?? '')}">
        <button name="_do" value="${doing('search', placed)}">Search</button>${options.length === 0 ? '' : choice(type.startsWith('multi'))}${tell}`;
    case 'users_select':
    case 'multi_users_select':
      return html`${people(type.startsWith('multi'))}${tell}`;
    case 'plain_text_input':
      return element.multiline === true
        ? html`<textarea name="${name}">${single}</textarea>`
        : html`<input type="text" name="${name}" value="${single}">`;
    default:
      return html`<input type="text" name="${name}" value="${single}">${tell}`;
  }
}
