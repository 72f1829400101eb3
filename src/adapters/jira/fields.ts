/**
 * Which Jira field a logical name means. Field ids differ from site to site and names can be given twice, so the
 * configuration says display names and this file finds the ids ("Get fields").
 */
import { Fault } from '../../ports/fault.ts';
import { createCache } from './cache.ts';
import { api, type JiraClient } from './client.ts';
import { FIELDS_AGE } from './config.ts';
import { fieldList } from './schemas.ts';

export interface MappedField {
  readonly logical: string;
  readonly display: string;
  readonly id: string;
  /** `string`, `date`, `datetime`, `option`, `user`, `array`, ... */
  readonly type: string;
  /** Of an `array`: what it is one of. */
  readonly items: string | null;
  /** Text of several lines, which is a document. */
  readonly isLong: boolean;
}

export interface FieldMap {
  readonly mapped: readonly MappedField[];
  /** Logical names whose display name no field carries, or that several carry: both are never read. */
  readonly absent: readonly string[];
  readonly ambiguous: readonly string[];
}

export interface FieldBook {
  read(): Promise<FieldMap>;
  /**
   * Jira lists only fields of projects we may browse, and no error says that some are left out ("Get fields"). Once an issue of
   * `project` has been read, a list that lacks fields is held against one read since; `transient` where it lacked others.
   */
  confirm(map: FieldMap, project: string): Promise<void>;
}

export function createFieldBook(client: JiraClient, names: Readonly<Record<string, string>>): FieldBook {
  const operation = 'read fields';
  const [cache, confirmed] = [
    createCache<FieldMap>(FIELDS_AGE, client.now),
    createCache<FieldMap>(FIELDS_AGE, client.now),
  ];
  const load = async () => mapFields(names, await client.send({ operation, path: api`/field` }, fieldList));
  return {
    read: () => cache.get('fields', load),
    async confirm({ absent }, project) {
      if (absent.length === 0) return;
      const since = await confirmed.get(project, load);
      if (since.absent.join() === absent.join()) return;
      for (const one of [cache, confirmed]) one.forget();
      throw new Fault('transient', operation, { note: 'fields were left out that are there' });
    },
  };
}

type SiteField = {
  readonly id: string;
  readonly name: string;
  readonly schema?:
    | { readonly type: string; readonly items?: string | undefined; readonly custom?: string | undefined }
    | undefined;
};

export function mapFields(names: Readonly<Record<string, string>>, site: readonly SiteField[]): FieldMap {
  const byName = new Map<string, SiteField[]>();
  for (const field of site) {
    const name = spelled(field.name);
    byName.set(name, [...(byName.get(name) ?? []), field]);
  }
  const mapped: MappedField[] = [];
  const absent: string[] = [];
  const ambiguous: string[] = [];
  for (const [logical, display] of Object.entries(names)) {
    const [field, second] = byName.get(spelled(display)) ?? [];
    if (field === undefined) absent.push(logical);
    else if (second !== undefined) ambiguous.push(logical);
    else mapped.push({ logical, display, id: field.id, ...typeOf(field) });
  }
  return { mapped, absent, ambiguous };
}

const typeOf = ({ schema }: SiteField) => ({
  type: schema?.type ?? 'string',
  items: schema?.items ?? null,
  isLong: schema?.custom?.endsWith(':textarea') ?? false,
});

const spelled = (name: string) => name.normalize('NFC').trim().toLowerCase();
