/**
 * Somebody at their Slack: what they see, click, choose, type and hand in. Everything here becomes what Slack would
 * send the app, and what comes back is shown to them. What a person could not do (click what they do not see, act
 * after they have left) is an error in the test.
 */
import { type JsonObject, objectOf, textOf } from '../../kit/json.ts';
import { Report } from '../blocks/check.ts';
import { offeredOptions } from '../blocks/composition.ts';
import type { DeliveryRecord, DeliveryResult } from '../deliver/delivery.ts';
import { answerObject } from '../deliver/http.ts';
import type { Message, User, View } from '../model.ts';
import type { Notice, Workspace } from '../workspace.ts';
import { openHome, runCommand, takeShortcut, write } from './conversation.ts';
import { interaction, momentOf, placeOf, responseUrlFor } from './payloads.ts';
import { type Found, find, messagesFor, valuesIn, valuesObject, type Where } from './screen.ts';
import { close, type Submitted, submit } from './submission.ts';
import { type Choice, chosenValue, optionNamed, optionsOf, type Placed } from './values.ts';

export class Person {
  readonly #workspace: Workspace;
  readonly #user: User;
  /** What an external select was last offered, by its block and action. */
  readonly #searched = new Map<string, readonly JsonObject[]>();

  constructor(workspace: Workspace, user: User) {
    this.#workspace = workspace;
    this.#user = user;
  }

  get id(): string {
    return this.#user.id;
  }
  /** Everything written to them or beside them, oldest first. */
  get messages(): readonly Message[] {
    return messagesFor(this.#workspace, this.#user);
  }
  get home(): View | undefined {
    return this.#workspace.views.home(this.id);
  }
  /** The modal they see, on top of others perhaps. */
  get modal(): View | undefined {
    return this.#workspace.views.top(this.id);
  }
  /** What Slack itself told them: that a click or a command went wrong. */
  get notices(): readonly Notice[] {
    return this.#workspace.notices(this.id);
  }

  /** A button, or one entry of an overflow menu (`option`). */
  async click(actionId: string, where: Where & { readonly option?: string } = {}): Promise<DeliveryRecord> {
    const found = this.#find(actionId, where);
    const { element, type } = found.placed;
    switch (type) {
      case 'button':
        return this.#act(found, { text: element.text ?? null, ...picked(element, ['value', 'style']) });
      case 'overflow':
        return this.#act(found, { selected_option: optionNamed(optionsOf(element, []), where.option ?? '', actionId) });
      default:
        throw new Error(`${actionId} is a ${type}: choose() it`);
    }
  }

  /** A value in a select and its like. Tells the app at once, unless it stands in a form that waits to be handed in. */
  async choose(actionId: string, choice: Choice, where: Where = {}): Promise<DeliveryRecord | undefined> {
    const found = this.#find(actionId, where);
    const { placed } = found;
    const { type: _, ...chosen } = this.#set(found, choice);
    if (placed.block.type === 'input' && placed.block.dispatch_action !== true) return undefined;
    return this.#act(found, chosen);
  }

  /** Types into a search field: the app is asked what there is. */
  async search(actionId: string, typed: string, where: Where = {}): Promise<readonly JsonObject[]> {
    const { spot, placed } = this.#find(actionId, where);
    const { min_query_length: least } = placed.element;
    if (!placed.type.includes('external_select')) throw new Error(`${actionId} is no search field`);
    // Slack's own default is three characters.
    if (typed.length < (typeof least === 'number' ? least : 3)) return [];
    const asked = await this.#workspace.deliveries.deliver(
      'options',
      interaction(this.#workspace, this.#user, 'block_suggestion', {
        ...placeOf(this.#workspace, spot),
        action_id: placed.actionId,
        block_id: placed.blockId,
        value: typed,
      }),
    );
    const offered = answerObject(asked.answer);
    const report = new Report();
    offeredOptions(offered, '', report);
    const good = asked.result === 'acknowledged' && report.problems.length === 0;
    const options = good ? optionsOf(offered, []) : [];
    if (!good) this.#workspace.tell(this.id, `The options could not be loaded: ${report.problems[0] ?? asked.result}`);
    this.#searched.set(keyOf(placed), options);
    return options;
  }

  /** What the last search there found. */
  offered(placed: Placed): readonly JsonObject[] {
    return this.#searched.get(keyOf(placed)) ?? [];
  }

  /** Types and chooses in the modal (or where told), and hands nothing in yet. */
  fill(values: Readonly<Record<string, Choice>>, where: Where = {}): void {
    for (const [actionId, choice] of Object.entries(values)) this.#set(this.#find(actionId, where), choice);
  }

  /** Hands the modal in. */
  async submit(values: Readonly<Record<string, Choice>> = {}): Promise<Submitted> {
    const view = this.#openModal();
    if (view.spec.submit === undefined) throw new Error('this modal cannot be handed in');
    this.fill(values, { in: 'modal' });
    return submit(this.#workspace, this.#user, view);
  }

  /** Closes the modal without handing it in. */
  async close(): Promise<DeliveryRecord | undefined> {
    return close(this.#workspace, this.#user, this.#openModal());
  }

  /** `/access figma`, in the direct message with the app or in the channel named. `undefined`: there is no such command. */
  async run(line: string, channel?: string): Promise<DeliveryRecord | undefined> {
    return runCommand(this.#present(), this.#user, line, channel);
  }

  /** Opens the app's Home tab. `undefined`: the app did not ask to hear of it. */
  async openHome(): Promise<DeliveryRecord | undefined> {
    return openHome(this.#present(), this.#user);
  }

  /** A global shortcut, or with a message's ts one of its menu. */
  async shortcut(callbackId: string, ts?: string): Promise<DeliveryRecord> {
    const message = ts === undefined ? undefined : this.messages.find((one) => one.ts === ts);
    if (ts !== undefined && message === undefined) throw new Error(`${this.#user.name} sees no message ${ts}`);
    return takeShortcut(this.#present(), this.#user, callbackId, message);
  }

  /** Writes to the app, or to the channel named. */
  async write(text: string, channel?: string): Promise<Message> {
    return write(this.#present(), this.#user, text, channel);
  }

  #find(actionId: string, where: Where): Found {
    this.#present();
    return find(this.#workspace, this.#user, actionId, where);
  }

  /** Who has left does nothing in Slack any more. */
  #present(): Workspace {
    if (this.#user.deleted) throw new Error(`${this.#user.name} has left the workspace`);
    return this.#workspace;
  }

  #openModal(): View {
    this.#present();
    if (this.modal === undefined) throw new Error(`no modal is open before ${this.#user.name}`);
    return this.modal;
  }

  #set({ spot, placed }: Found, choice: Choice): JsonObject {
    const chosen = chosenValue(placed, choice, this.offered(placed));
    const values = valuesIn(this.#workspace, this.#user, spot);
    const block = values.get(placed.blockId) ?? new Map<string, JsonObject>();
    values.set(placed.blockId, block.set(placed.actionId, chosen));
    return chosen;
  }

  async #act({ spot, placed }: Found, action: JsonObject): Promise<DeliveryRecord> {
    const workspace = this.#workspace;
    const inMessage = spot.kind === 'message';
    const sent = await workspace.deliveries.deliver(
      'interaction',
      interaction(workspace, this.#user, 'block_actions', {
        ...placeOf(workspace, spot),
        trigger_id: workspace.triggers.issue(this.id, inMessage ? undefined : spot.view.id),
        ...(inMessage
          ? {
              state: { values: valuesObject(valuesIn(workspace, this.#user, spot)) },
              response_url: responseUrlFor(workspace, this.#user, spot.conversation, spot.message),
            }
          : {}),
        actions: [
          {
            action_id: placed.actionId,
            block_id: placed.blockId,
            ...action,
            type: placed.type,
            action_ts: momentOf(workspace),
          },
        ],
      }),
    );
    if (sent.result !== 'acknowledged') workspace.tell(this.id, `${labelOf(placed)}: ${WENT_WRONG[sent.result]}`);
    return sent;
  }
}

const WENT_WRONG: Readonly<Record<Exclude<DeliveryResult, 'acknowledged'>, string>> = {
  operation_timeout: 'operation_timeout',
  dispatch_failed: 'This app is not responding (dispatch_failed).',
  http_client_error: 'This app responded with an error (http_client_error).',
  http_service_error: 'This app responded with an error (http_service_error).',
};

const keyOf = ({ blockId, actionId }: Placed) => `${blockId} ${actionId}`;
const labelOf = ({ element, actionId }: Placed) => textOf(objectOf(element.text).text) ?? actionId;
const picked = (element: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (element[name] === undefined ? [] : [[name, element[name]] as const])));
