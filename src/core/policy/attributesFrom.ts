/** `department=Science,title=Head of Data, Analytics` -> attributes, for the command line. */
import type { Attributes } from '../person/model.ts';
import { fold } from '../shared/fold.ts';
import { accept, type Outcome, refuse } from '../shared/outcome.ts';
import { KNOWN_FIELDS, type Settings } from './model.ts';
import { didYouMean } from './read/suggest.ts';

/** Every attribute a row can match on. */
export function matchableAttributes({
  fields,
}: {
  readonly fields: Readonly<Record<string, unknown>>;
}): readonly string[] {
  const known: readonly string[] = KNOWN_FIELDS;
  return ['workerType', ...Object.keys(fields).filter((name) => !known.includes(name))];
}

/** Splits at commas that begin a new `name=`, so that values may hold commas. The refusal is a sentence for each fault. */
export function attributesFrom(settings: Settings, text: string): Outcome<Attributes, readonly string[]> {
  const names = matchableAttributes(settings);
  const attributes: Record<string, string> = {};
  const faults: string[] = [];
  for (const part of text.split(/,(?=\s*[A-Za-z][A-Za-z0-9_]*\s*=)/)) {
    const equals = part.indexOf('=');
    const written = part.slice(0, Math.max(equals, 0)).trim();
    const value = part.slice(equals + 1).trim();
    const name = names.find((one) => fold(one) === fold(written));
    if (equals === -1) faults.push(`"${part.trim()}" is not of the form name=value.`);
    else if (name === undefined) {
      faults.push(`"${written}" is no attribute. ${didYouMean(written, names, `Known: ${names.join(', ')}.`)}`);
    } else if (Object.hasOwn(attributes, name)) faults.push(`"${name}" is given twice.`);
    else if (value !== '') attributes[name] = value;
  }
  return faults.length > 0 ? refuse(faults) : accept(attributes);
}
