/** A select's options stand in contexts: one for everywhere, others for some projects. */
import type { Field, Option } from '../model.ts';

/** The options a project's issues choose from. */
export const optionsFor = (field: Field, projectKey: string): readonly Option[] =>
  field.ownContexts.find(({ projects }) => projects.includes(projectKey))?.options ??
  (field.noGlobalContext ? [] : field.options);

/** Whatever context it is in, for showing what was chosen. */
export const optionWithId = (field: Field, id: string): Option | undefined =>
  [field, ...field.ownContexts].flatMap(({ options }) => options).find((option) => option.id === id);
