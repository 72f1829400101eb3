/** What the shell may use of reports. All pure. */
export type { Population, PopulationName, PopulationRow, ReportOptions } from './model.ts';
export { reportPage } from './page.ts';
export { countedPopulations, type PopulationBook, populationBook, populationsCsv } from './populations.ts';
