/** `node --import tsx emulators/jira/main.ts [port]`: the emulator alone, with the demo site. */
import { DEMO_BOT, DEMO_PERSON, demoSite } from './demo.ts';
import { startJiraEmulator } from './index.ts';

const port = Number(process.argv[2] ?? 0);
const { url } = await startJiraEmulator({ port, seed: demoSite() });
console.log(`Jira            ${url}`);
console.log(`as the service  ${DEMO_BOT.email} : ${DEMO_BOT.token}`);
console.log(`as a person     ${DEMO_PERSON.email} : ${DEMO_PERSON.token}`);
