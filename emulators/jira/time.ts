/** Instants as Jira prints them: milliseconds and an offset without a colon. Every user here lives in UTC. */
export const jiraTime = (epochMilliseconds: number): string =>
  new Date(epochMilliseconds).toISOString().replace('Z', '+0000');
