/** What stands in the fields of a form, as Slack sends it back. */
import { z } from 'zod';
import type { DeskAnswers } from '../../ports/desk.ts';
import { VALUE } from './formFields.ts';

/** Far more than any field takes: whoever writes too much is told so in the form. */
const LONGEST_TYPED = 50_000;
const option = z.object({ value: z.string().max(200) });
const chosen = z.object({
  value: z.string().max(LONGEST_TYPED).nullish(),
  selected_option: option.nullish(),
  selected_options: option.array().max(100).nullish(),
  selected_user: z.string().max(100).nullish(),
});
type Chosen = z.output<typeof chosen>;

export const viewState = z.object({ values: z.record(z.string(), z.record(z.string(), chosen)) });

/** By the field's id; what was left empty is not there, and of several each stands on a line of its own. */
export const answersIn = ({ values }: z.output<typeof viewState>): DeskAnswers =>
  Object.fromEntries(
    Object.entries(values).flatMap(([id, { [VALUE]: given }]) => {
      const answer = given === undefined ? null : answerIn(given);
      return answer === null ? [] : [[id, answer] as const];
    }),
  );

const answerIn = ({ value, selected_option: one, selected_options: several, selected_user: user }: Chosen) =>
  value ?? one?.value ?? (several?.map((each) => each.value).join('\n') || null) ?? user ?? null;
