/**
 * What an app shows beside messages: each person's Home tab, and the modals open before them, at most three upon each
 * other ("Modals", "View stacks").
 */
import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../kit/json.ts';
import { withIds } from '../blocks/message.ts';

import type { View } from '../model.ts';
import { initialValues } from '../people/values.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Ids } from './ids.ts';

const DEEPEST = 3;

export class Views {
  readonly #ids: Ids;
  readonly #homes = new Map<string, View>();
  readonly #stacks = new Map<string, View[]>();
  /** Moves with every change. */
  version = 0;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  home(user: string): View | undefined {
    return this.#homes.get(user);
  }

  /** The modals open before somebody, the one they see last. */
  stack(user: string): readonly View[] {
    return this.#stacks.get(user) ?? [];
  }

  top(user: string): View | undefined {
    return this.stack(user).at(-1);
  }

  get(id: string): View | undefined {
    return this.#all().find((view) => view.id === id);
  }

  byExternalId(externalId: string): View | undefined {
    return this.#all().find((view) => view.spec.external_id === externalId);
  }

  /** A new modal in the place of whatever was open. */
  open(user: string, spec: JsonObject): View {
    this.#refuseDouble(spec);
    const view = this.#make(user, spec);
    this.#stacks.set(user, [view]);
    return view;
  }

  push(user: string, spec: JsonObject): View {
    this.#refuseDouble(spec);
    const stack = this.#stacks.get(user) ?? [];
    if (stack.length >= DEEPEST) throw new SlackRefusal('push_limit_reached');
    const view = this.#make(user, spec, stack);
    this.#stacks.set(user, [...stack, view]);
    return view;
  }

  /** What was typed stays where block and action keep their names. */
  update(view: View, spec: JsonObject): void {
    this.#refuseDouble(spec, view);
    const kept = view.values;
    view.spec = this.#named(spec);
    view.hash = this.#ids.hash();
    view.values = initialValues(listOf(view.spec.blocks), kept);
    view.errors = {};
    this.version += 1;
  }

  publish(user: string, spec: JsonObject): View {
    const known = this.#homes.get(user);
    this.#refuseDouble(spec, known);
    if (known !== undefined) {
      this.update(known, spec);
      return known;
    }
    const view = this.#make(user, spec);
    this.#homes.set(user, view);
    return view;
  }

  /** The person is shown what is wrong, by block. */
  refuse(view: View, errors: Readonly<Record<string, string>>): void {
    view.errors = errors;
    this.version += 1;
  }

  /** Closes the modal seen, or all of them. */
  close(user: string, all: boolean): void {
    this.#stacks.set(user, all ? [] : this.stack(user).slice(0, -1));
    this.version += 1;
  }

  #all(): readonly View[] {
    return [...this.#homes.values(), ...[...this.#stacks.values()].flat()];
  }

  #make(user: string, spec: JsonObject, below: readonly View[] = []): View {
    this.version += 1;
    const id = this.#ids.next('V');
    const named = this.#named(spec);
    return {
      id,
      user,
      spec: named,
      hash: this.#ids.hash(),
      rootId: below[0]?.id ?? id,
      previousId: below.at(-1)?.id,
      values: initialValues(listOf(named.blocks)),
      errors: {},
    };
  }

  #named(spec: JsonObject): JsonObject {
    return { ...spec, blocks: withIds(listOf(spec.blocks).filter(isObject), () => this.#ids.word()) };
  }

  #refuseDouble(spec: JsonObject, except?: View): void {
    const externalId = textOf(spec.external_id);
    if (externalId === undefined || externalId === '') return;
    const other = this.byExternalId(externalId);
    if (other !== undefined && other !== except) throw new SlackRefusal('duplicate_external_id');
  }
}

/** A view as the API and payloads show it. */
export function showView(view: View, team: { readonly id: string; readonly appId: string; readonly botId: string }) {
  const { spec } = view;
  const values = Object.fromEntries(
    [...view.values].map(([block, actions]) => [block, Object.fromEntries(actions)] as const),
  );
  return {
    id: view.id,
    team_id: team.id,
    type: textOf(spec.type) ?? '',
    blocks: spec.blocks ?? [],
    private_metadata: textOf(spec.private_metadata) ?? '',
    callback_id: textOf(spec.callback_id) ?? '',
    state: { values },
    hash: view.hash,
    ...(spec.title === undefined ? {} : { title: shownText(objectOf(spec.title)) }),
    clear_on_close: spec.clear_on_close === true,
    notify_on_close: spec.notify_on_close === true,
    close: spec.close === undefined ? null : shownText(objectOf(spec.close)),
    submit: spec.submit === undefined ? null : shownText(objectOf(spec.submit)),
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: team.appId,
    external_id: textOf(spec.external_id) ?? '',
    app_installed_team_id: team.id,
    bot_id: team.botId,
  } satisfies JsonObject;
}

const shownText = (text: JsonObject): JsonObject => ({ emoji: true, ...text });
