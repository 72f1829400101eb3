/** Modals and the Home tab. */
import { isObject, type Json, type JsonObject, listOf, objectOf } from '../../kit/json.ts';
import { invalidArguments, SlackRefusal } from '../refusal.ts';
import { bool, type Check, object, Report, text } from './check.ts';
import { plainText } from './composition.ts';
import { checkBlocks } from './layout.ts';

const any: Check = () => undefined;
const common = {
  type: any,
  blocks: any,
  private_metadata: text(3000, 0),
  callback_id: text(255, 0),
  external_id: text(255, 0),
};
const SHAPES = {
  modal: object(
    {
      ...common,
      title: plainText(24),
      submit: plainText(24),
      close: plainText(24),
      clear_on_close: bool,
      notify_on_close: bool,
    },
    ['type', 'title', 'blocks'],
  ),
  home: object(common, ['type', 'blocks']),
};
/** "Error returned if the provided view is greater than 250kb." */
const LARGEST_VIEW = 250_000;

/** The view, when Slack would take it there; otherwise refuses it with every reason. */
export function checkView(view: Json | undefined, wanted: 'modal' | 'home'): JsonObject {
  if (!isObject(view)) throw invalidArguments('must provide an object [json-pointer:/view]');
  if (JSON.stringify(view).length > LARGEST_VIEW) throw new SlackRefusal('view_too_large');
  const problems = viewProblems(view, wanted);
  if (problems.length > 0) throw invalidArguments(...problems);
  return view;
}

export function viewProblems(view: JsonObject, wanted: 'modal' | 'home'): readonly string[] {
  const report = new Report();
  if (view.type === undefined) report.note('missing required field: type', '/view');
  else if (view.type !== wanted) report.note(`unsupported type: ${String(view.type)}`, '/view/type');
  else {
    SHAPES[wanted](view, '/view', report);
    if (view.blocks !== undefined) checkBlocks(view.blocks, wanted, '/view/blocks', report);
    if (wanted === 'modal') checkSubmit(view, report);
  }
  return report.problems;
}

function checkSubmit(view: JsonObject, report: Report): void {
  if (view.submit !== undefined) return;
  const index = listOf(view.blocks).findIndex((block) => objectOf(block).type === 'input');
  if (index < 0) return;
  report.note('must define `submit` to use an `input` block in modals', `/view/blocks/${index}/input`);
}
