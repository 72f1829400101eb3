/** What whoever pressed a button hears when it does nothing: one sentence that says so, and where to go. */
import type { DecisionRefusal, ReviewRefusal } from '../../core/request/index.ts';
import type { PressRefusal } from './pressed.ts';

export type ActRefusal =
  | PressRefusal
  | DecisionRefusal
  | ReviewRefusal
  | 'unknown-case'
  | 'form-too-late'
  | 'form-outdated';

const SENTENCES: Readonly<Record<ActRefusal, string>> = {
  nobody:
    'nobody who works here has your confirmed address, and guests, bots and people who have left decide nothing. Answer on the issue in Jira instead.',
  'unknown-button': 'this button is none of Tenure’s, or was made long ago.',
  foreign: 'this question was put to somebody else, and only they can answer it here.',
  forwarded: 'this is a copy of a question. Answer it where Tenure has put it before you, in your direct messages.',
  spent: 'you have answered this question already.',
  'question-over': 'this question is over. The card says how it ended.',
  'shown-otherwise': 'what is asked has changed since it was shown to you. It is shown afresh: please read it again.',
  'form-too-late': 'the form could not be opened in time. Please press the button once more.',
  'form-outdated': 'what is asked has changed since you opened the form. Please open it once more, and read it again.',
  'reviewed-already': 'somebody has said already what this emergency was. The card says what.',
  'no-open-review': 'nothing was given here in an emergency that somebody has to look at.',
  'several-reviews': 'this request has several emergencies by now. Say it in their sub-tasks.',
  'not-a-reviewer':
    'you do not say what this emergency was: whom its rule names, whoever answers for the application, and roles.confirm do.',
  'needs-reason': 'a verdict says why.',
  'no-open-question': 'this question is over. The card says how it ended.',
  'several-questions': 'this request asks several questions by now. Answer them on the issue.',
  'decided-already': 'this question is answered already, by you or by whoever may answer with you.',
  'own-request': 'nobody decides about their own request, nor who stands in for them.',
  'not-an-approver': 'you are not among those who are asked.',
  'no-longer-approver':
    'you may not decide about this any more: the role you were asked for is not yours now, or you stand in for nobody any more.',
  'only-shorter': 'an approver may give less time than was asked, never more.',
  'unknown-case': 'there is no such request any more.',
};

export const refusedWords = (refusal: ActRefusal, issue: string | null): string =>
  `Nothing was done${issue === null ? '' : ` about ${issue}`}: ${SENTENCES[refusal]}`;
