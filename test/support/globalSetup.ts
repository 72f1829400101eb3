/**
 * Around a whole test run. Nothing is started here: a run of unit tests needs no database, so the first test that
 * does starts the server (postgresServer.ts). Here it only gets its folder, and is stopped at the end.
 */
import type { TestProject } from 'vitest/node';
import { makeRunFolder, removeRunFolder } from './postgresServer.ts';
import { dropDatabases } from './testDatabase.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where this run keeps its database server, and whom it is shared with. */
    readonly runFolder: string;
  }
}

export function setup(project: TestProject) {
  const folder = makeRunFolder();
  project.provide('runFolder', folder);
  return async () => {
    await dropDatabases(folder);
    removeRunFolder(folder);
  };
}
