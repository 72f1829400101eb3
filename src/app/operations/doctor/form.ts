/** The form of the portal: whether it can be kept in step with the catalogue, whether it is, and what people miss on it. */
import type { Policy } from '../../../core/policy/model.ts';
import { Fault } from '../../../ports/fault.ts';
import { askedOften, isInStep, LEFT_WORDS, NOT_KEPT_WORDS, planForm } from '../../portal/index.ts';
import type { World } from '../../world.ts';
import { asked, type Check, missing, note, well } from './check.ts';

export async function checkForm(world: World, policy: Policy | null): Promise<readonly Check[]> {
  if (policy === null) return [];
  const missed = (await askedOften(world.store)).map(({ name, times }) =>
    note(
      'policy',
      `"${name}" was asked for ${times} times in the last 30 days, and is not in catalogue.yaml`,
      '`tenure catalogue draft` proposes it; or say in policy.yaml and to people why not.',
    ),
  );
  // Without the block nobody has said that the form follows the catalogue.
  const kept =
    policy.settings.catalogue === undefined ? [] : await asked('tracker', 'form', () => compared(world, policy));
  return [...kept, ...missed];
}

async function compared(world: World, policy: Policy): Promise<readonly Check[]> {
  const powers = (await world.tracker.probeForm()).map(({ power, held, remedy }) =>
    held ? well('tracker', `form: ${power}`) : missing('tracker', `form: ${power}`, remedy ?? 'Give this right.'),
  );
  if (powers.some(({ state }) => state === 'missing')) return powers;
  const { fields, notKept } = await planForm(world, policy).catch((fault: unknown) => {
    // A credential that is dead is named by the powers of the tracker.
    if (fault instanceof Fault && fault.kind === 'denied') return { fields: [], notKept: [] };
    throw fault;
  });
  const steps = fields.reduce((sum, field) => sum + field.steps.length, 0);
  const left = fields.flatMap((one) =>
    one.left.map(({ text, because }) =>
      note('tracker', `form, ${one.field}: "${text}" is left as it is`, LEFT_WORDS[because]),
    ),
  );
  const step = isInStep({ fields })
    ? well('tracker', `form: ${fields.map(({ field }) => field).join(', ') || 'nothing'} in step with the catalogue`)
    : note('tracker', `form: ${steps} changes behind the catalogue`, '`tenure catalogue push --plan` shows them.');
  return [
    ...powers,
    ...notKept.map(({ field, because }) => missing('tracker', `form: ${field} is not kept`, NOT_KEPT_WORDS[because])),
    ...(fields.length === 0 ? [] : [step]),
    ...left,
  ];
}
