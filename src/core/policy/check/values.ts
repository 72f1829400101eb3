/** Rows and ticks against the options the form really offers. */
import { fold } from '../../shared/fold.ts';
import type { Policy, Problem } from '../model.ts';
import { FILES } from '../read/files.ts';
import { caution } from '../read/problem.ts';
import { didYouMean } from '../read/suggest.ts';
import { ticked } from '../resolve.ts';

/** `known`: by our field name, e.g. `department`, `title`, `applications`; a field not in it is not judged. */
export function valueProblems(policy: Policy, known: Readonly<Record<string, readonly string[]>>): readonly Problem[] {
  const { applications, ...attributes } = known;
  return [...rowProblems(policy, attributes), ...optionProblems(policy, applications ?? [])];
}

function* rowProblems({ table }: Policy, known: Readonly<Record<string, readonly string[]>>): Iterable<Problem> {
  const options = new Map(Object.entries(known).map(([name, values]) => [name, new Set(values.map(fold))]));
  for (const { id, line, when } of table) {
    for (const [attribute, values] of Object.entries(when)) {
      const possible = options.get(attribute);
      const strange = possible === undefined ? [] : values.filter((value) => !possible.has(fold(value)));
      if (strange.length === 0) continue;
      const never = strange.length === values.length;
      const list = strange.map((value) => `"${value}"`).join(', ');
      const message = `row "${id}" ${never ? 'never matches' : 'names values nobody has'}: the form does not offer ${attribute} ${list}`;
      const remedy = didYouMean(
        strange[0] ?? '',
        known[attribute] ?? [],
        'Add the option to the form, or correct the row.',
      );
      yield caution({ file: FILES.table, line }, never ? 'row-never-matches' : 'unknown-value', message, remedy);
    }
  }
}

/** An option nobody can act on becomes an exception for everyone who ticks it. */
function* optionProblems(policy: Policy, options: readonly string[]): Iterable<Problem> {
  const names = policy.catalogue.applications.map(({ name }) => name);
  for (const option of options) {
    const found = ticked(policy, option);
    if (found.kind === 'entitlement') continue;
    const message =
      found.why === 'several-roles'
        ? `the form offers "${option}", which has several roles of the same risk`
        : `the form offers "${option}", which catalogue.yaml does not have`;
    const remedy =
      found.why === 'several-roles'
        ? 'Offer `Application: role` on the form instead.'
        : didYouMean(option, names, 'Add it to catalogue.yaml, or take the option off the form.');
    yield caution({ file: FILES.catalogue, line: null }, 'unknown-option', message, remedy);
  }
}
