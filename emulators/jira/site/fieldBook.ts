/** The fields of a site. Two may share a name, so a name gives a list. */
import { serviceFields } from '../fields/service.ts';
import { systemFields } from '../fields/system.ts';
import { FIELD_TYPES, type FieldType } from '../fields/types.ts';
import type { Field, Option } from '../model.ts';

export interface OptionSeed {
  readonly value: string;
  readonly disabled?: boolean;
  readonly children?: readonly (string | OptionSeed)[];
}

export interface FieldSeed {
  readonly name: string;
  readonly type: FieldType;
  /** `customfield_10050`; the next free one when left out. */
  readonly id?: string;
  readonly options?: readonly (string | OptionSeed)[];
  readonly noGlobalContext?: true;
  /** Beside the global context, each for projects by key. */
  readonly contexts?: readonly {
    readonly name: string;
    readonly projects: readonly string[];
    readonly options: readonly (string | OptionSeed)[];
  }[];
}

export class FieldBook {
  readonly #byId = new Map<string, Field>([...systemFields(), ...serviceFields()].map((field) => [field.id, field]));
  #nextField = 10_050;
  /** Never counts back: the id of a deleted option is not used again. */
  #nextOption = 10_100;
  #nextContext = 10_300;

  add(seed: FieldSeed): Field {
    const id = seed.id ?? `customfield_${this.#nextField++}`;
    if (!/^customfield_\d+$/.test(id)) throw new Error(`not the id of a custom field: ${id}`);
    if (this.#byId.has(id)) throw new Error(`there is already a field ${id}`);
    this.#nextField = Math.max(this.#nextField, Number(id.slice(12)) + 1);
    const field: Field = {
      id,
      name: seed.name,
      custom: true,
      kind: FIELD_TYPES[seed.type],
      contextId: String(this.#nextContext++),
      options: [],
      ...(seed.noGlobalContext === undefined ? {} : { noGlobalContext: seed.noGlobalContext }),
      ownContexts: (seed.contexts ?? []).map(({ name, projects }) => ({
        id: String(this.#nextContext++),
        name,
        projects,
        options: [],
      })),
    };
    this.#byId.set(id, field);
    for (const option of seed.options ?? []) this.addOption(field.options, option);
    for (const [index, { options }] of field.ownContexts.entries())
      for (const option of seed.contexts?.[index]?.options ?? []) this.addOption(options, option);
    return field;
  }

  addOption(options: Option[], seed: string | OptionSeed, parentId?: string): Option {
    const { value, disabled = false, children = [] } = typeof seed === 'string' ? { value: seed } : seed;
    const option: Option = { id: String(this.#nextOption++), value, disabled, parentId };
    options.push(option);
    for (const child of children) this.addOption(options, child, option.id);
    return option;
  }

  get = (id: string): Field | undefined => this.#byId.get(id);
  all = (): Iterable<Field> => this.#byId.values();

  /** By id, else by name; a seed that names a field that is not there is a mistake. */
  require(idOrName: string): Field {
    const wanted = idOrName.toLowerCase();
    const found =
      this.#byId.get(idOrName) ?? [...this.#byId.values()].find(({ name }) => name.toLowerCase() === wanted);
    if (found === undefined) throw new Error(`there is no field ${idOrName}`);
    return found;
  }
}

const OWN_TYPES = 'com.atlassian.jira.plugin.system.customfieldtypes';

/** As `GET /field` and the create screen describe a field's type. */
export function schemaOf({ id, kind, custom }: Field) {
  const { type, items } = kind.schema;
  return {
    type,
    ...(items === undefined ? {} : { items }),
    ...(custom
      ? {
          custom:
            kind.schema.custom?.includes(':') === true ? kind.schema.custom : `${OWN_TYPES}:${kind.schema.custom}`,
          customId: Number(id.slice('customfield_'.length)),
        }
      : { system: id }),
  };
}
