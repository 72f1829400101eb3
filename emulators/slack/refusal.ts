/**
 * The one way a call is refused. The status stays 200; `error` says why ("Evaluating responses"), and of arguments
 * that are wrong in themselves the reasons stand in `response_metadata.messages`.
 */
import type { JsonObject } from '../kit/json.ts';

export class SlackRefusal extends Error {
  readonly error: string;
  readonly more: JsonObject;

  constructor(error: string, more: JsonObject = {}) {
    super(error);
    this.error = error;
    this.more = more;
  }
}

export const invalidArguments = (...messages: readonly string[]): SlackRefusal =>
  new SlackRefusal('invalid_arguments', {
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
export const missingField = (name: string): SlackRefusal => invalidArguments(`missing required field: ${name}`);
