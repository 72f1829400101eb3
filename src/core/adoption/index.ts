export { changesBetween, nameOf } from './changes.ts';
export { csvOf } from './csv.ts';
export { type Adoption, decideAdoption } from './decide.ts';
export { type AdoptionInput, adoptionList } from './list.ts';
export type {
  AdoptionCounts,
  AdoptionItem,
  AdoptionList,
  AdoptionScope,
  ListedAccount,
  ListedGroup,
} from './model.ts';
export { takesOver } from './model.ts';
export { readPerson } from './people.ts';
export { type InReview, nextReview, reviewCase, reviewStanding } from './review.ts';
