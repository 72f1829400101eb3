/** Issue properties: JSON kept beside an issue, invisible to people ("Issue properties"). */

import { type Json, listOf, objectOf, textOf } from '../json.ts';
import type { Issue, User } from '../model.ts';
import { refuse } from '../refusal.ts';
import type { JiraSite } from '../site/site.ts';

const MAX_VALUE = 32_768;
const MAX_KEY = 255;

/** `raw` is the value as it was sent: the limit counts characters of that text. */
export function checkedProperty(key: string, raw: string): [key: string, value: Json] {
  if (key === '') throw refuse(400, 'The property key cannot be empty.');
  if (key.length > MAX_KEY)
    throw refuse(400, `The length of the property key cannot be longer than ${MAX_KEY} characters.`);
  if (raw.trim() === '') throw refuse(400, 'The value of the property cannot be empty.');
  if (raw.length > MAX_VALUE) throw refuse(400, `The property value cannot be longer than ${MAX_VALUE} characters.`);
  try {
    return [key, JSON.parse(raw)];
  } catch {
    throw refuse(400, 'The property value must be valid JSON.');
  }
}

/** Whether the property is new. */
export function setProperty(site: JiraSite, actor: User, issue: Issue, key: string, raw: string): boolean {
  const [propertyKey, value] = checkedProperty(key, raw);
  const created = !issue.properties.has(propertyKey);
  issue.properties.set(propertyKey, value);
  touch(site, issue);
  site.announce({ type: 'issue_property_set', at: site.clock.now(), actor, issue, propertyKey, value });
  return created;
}

export function deleteProperty(site: JiraSite, actor: User, issue: Issue, propertyKey: string): void {
  const value = issue.properties.get(propertyKey);
  if (value === undefined) throw noSuchProperty(propertyKey);
  issue.properties.delete(propertyKey);
  touch(site, issue);
  site.announce({ type: 'issue_property_deleted', at: site.clock.now(), actor, issue, propertyKey, value });
}

/** The `properties` of a create, edit, transition or comment. */
export function propertiesIn(input: Json | undefined): Map<string, Json> {
  return new Map(
    listOf(input).map((property) => {
      const { key, value } = objectOf(property);
      return checkedProperty(textOf(key) ?? '', JSON.stringify(value ?? null));
    }),
  );
}

/** Sets several, already checked, with one announcement each. */
export function keepProperties(site: JiraSite, actor: User, issue: Issue, properties: ReadonlyMap<string, Json>): void {
  for (const [propertyKey, value] of properties) {
    issue.properties.set(propertyKey, value);
    site.announce({ type: 'issue_property_set', at: site.clock.now(), actor, issue, propertyKey, value });
  }
}

export const noSuchProperty = (key: string) => refuse(404, `The property with key "${key}" does not exist.`);

function touch(site: JiraSite, issue: Issue): void {
  if (site.options.quirks.propertyTouchesIssue) site.replaceState(issue, {});
}
