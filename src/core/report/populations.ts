/** The populations of a period, from one pass over the record in the order of its commits. */
import type { RecordedEvent } from '../evidence/model.ts';
import { sha256 } from '../shared/canonical.ts';
import { csvLine } from '../shared/csv.ts';
import { unreachable } from '../shared/outcome.ts';
import { caseBook } from './caseBook.ts';
import { exceptionBook } from './exceptions.ts';
import {
  type Found,
  POPULATIONS,
  type Population,
  type PopulationName,
  type PopulationRow,
  type ReportOptions,
} from './model.ts';
import { privilegedBook } from './privileged.ts';
import { selfBook } from './selfAdministered.ts';
import { workBook } from './work.ts';

export interface PopulationBook {
  add(recorded: RecordedEvent): void;
  /** In the order of POPULATIONS, each in the order of its times. */
  populations(): readonly Population[];
}

export function populationBook(options: ReportOptions): PopulationBook {
  const { from, until } = options;
  const cases = caseBook();
  const work = workBook();
  const privileged = privilegedBook(options);
  const exceptions = exceptionBook();
  const self = selfBook(cases, options);
  const foundIn = (population: PopulationName): readonly Found[] => {
    switch (population) {
      case 'joiners':
        return work.joiners();
      case 'movers':
        return work.movers();
      case 'leavers':
        return work.leavers();
      case 'privileged-grants':
        return privileged.grants();
      case 'self-administered':
        return self.changes();
      case 'exceptions':
        return exceptions.raised();
      case 'acceptances':
        return exceptions.accepted();
      default:
        return unreachable(population);
    }
  };
  const rowOf = ({ at, stream, person: named, what, by, note }: Found): PopulationRow => {
    const { key, filedBy, person: concerned } = cases.of(stream);
    const person = named ?? concerned;
    const name = options.names && person !== null ? cases.nameOf(person) : '';
    return { at, case: key, person: person ?? '', name, what, by: by ?? filedBy ?? '', note };
  };
  return {
    add(recorded) {
      cases.add(recorded);
      for (const book of [work, privileged, exceptions, self]) book.add(recorded);
    },
    populations: () =>
      POPULATIONS.map((population) => ({
        population,
        rows: foundIn(population)
          .filter(({ at }) => (from === null || at >= from) && (until === null || at < until))
          .map(rowOf)
          .sort((a, b) => order(lineOf(a), lineOf(b))),
      })),
  };
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
/** Without names: they may be erased, and the population stays the same. */
const lineOf = ({ at, case: of, person, what, by, note }: PopulationRow) => csvLine([at, of, person, what, by, note]);

const HEAD = ['population', 'at', 'case', 'person', 'name', 'what', 'by', 'note'];

/** All populations as one table. */
export const populationsCsv = (all: readonly Population[]): string =>
  [
    csvLine(HEAD),
    ...all.flatMap(({ population, rows }) =>
      rows.map(({ at, case: of, person, name, what, by, note }) =>
        csvLine([population, at, of, person, name, what, by, note]),
      ),
    ),
  ].join('');

/** How many, and what the lines of the table hash to without their population and their names. */
export const countedPopulations = (all: readonly Population[]) =>
  all.map(({ population, rows }) => ({
    population,
    count: rows.length,
    sha256: sha256(rows.map(lineOf).join('')),
  }));
