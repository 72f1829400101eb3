/**
 * A `fetch` that holds every request against a vendor's API description. Only requests: whether the emulator
 * answers as the vendor would is checked where the emulator is.
 */
import { type Description, loadDescription } from './openapi.ts';

export function checkedFetch(description: Description, violations: string[]): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const sent = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    try {
      // A multipart body is not JSON: its parts are the emulator's to check.
      if (!(init?.body instanceof FormData)) {
        description.checkRequest(init?.method ?? 'GET', url.pathname + url.search, sent);
      }
    } catch (error) {
      // Collected rather than thrown: a client would take the throw for a lost connection.
      violations.push(error instanceof Error ? error.message : String(error));
    }
    return fetch(input, init);
  };
}

const contracts = process.env.CONTRACTS_DIR;

/** Atlassian describes the platform and the service desk apart. */
export function bothDescriptions(violations: string[]): typeof fetch {
  if (contracts === undefined) return fetch;
  const platform = checkedFetch(loadDescription(`${contracts}/jira.openapi.json`), violations);
  const desk = checkedFetch(loadDescription(`${contracts}/jsm.openapi.json`), violations);
  return (input, init) => (String(input).includes('/servicedeskapi/') ? desk : platform)(input, init);
}
