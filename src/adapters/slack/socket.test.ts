/** A connection that is open and never greets: nothing comes over it, so it does not keep the line. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { DeskAct } from '../../ports/desk.ts';
import type { SlackClient } from './client.ts';
import { socketLine } from './socket.ts';

const COMMAND = { command: '/access', user_id: 'U1', trigger_id: 'trigger', team_id: 'T1' };
const FOREIGN = { ...COMMAND, user_id: 'U2', team_id: 'T2' };

it('is given up, and the next one hears what people do in our own workspace', async () => {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const server = new WebSocketServer({ server: http });
  let nth = 0;
  server.on('connection', (socket: WebSocket) => {
    nth += 1;
    if (nth === 1) return;
    socket.send(JSON.stringify({ type: 'hello' }));
    socket.send(JSON.stringify({ type: 'slash_commands', envelope_id: 'e0', payload: FOREIGN }));
    socket.send(JSON.stringify({ type: 'slash_commands', envelope_id: 'e1', payload: COMMAND }));
  });
  const client: SlackClient = {
    call: async (_operation, _effect, answer) => answer.parse({ url: `ws://127.0.0.1:${port}` }),
  };
  const troubles: string[] = [];
  const heard = new Promise<DeskAct>((resolve) => {
    const ours = { team: 'T1', app: null };
    const onTrouble = (says: string) => void troubles.push(says);
    const line = socketLine({ client, ours, now: () => Date.now(), onTrouble, greetsWithin: 200 }).listen(
      async (act) => {
        resolve(act);
        await line.stop();
        return { kind: 'taken' };
      },
    );
  });
  expect(await heard).toMatchObject({ kind: 'command', by: 'U1' });
  expect(troubles).toContain('what came over the line was refused: another-workspace');
  expect(nth).toBeGreaterThan(1);
  server.close();
  http.close();
});
