/** A small workspace to play with; none of these people exists. */
import type { WorkspaceSeed } from './options.ts';

export const DEMO_PEOPLE = ['ada@acme.example', 'grace@acme.example'] as const;

export const demoWorkspace = (): WorkspaceSeed => ({
  users: [
    { email: 'ada@acme.example', realName: 'Ada Example', displayName: 'Ada' },
    { email: 'grace@acme.example', realName: 'Grace Example', displayName: 'Grace' },
    { email: 'guest@partner.example', realName: 'Gil Guest', guest: 'single-channel' },
    { email: 'unproven@acme.example', realName: 'Uma Unproven', emailConfirmed: false },
    { email: 'left@acme.example', realName: 'Lee Left', deleted: true },
    { name: 'builds', realName: 'Builds', bot: true },
  ],
  channels: [
    { name: 'general', members: ['ada@acme.example', 'grace@acme.example', 'app'] },
    { name: 'leads', private: true, members: ['grace@acme.example'] },
    { name: 'old-news', archived: true, members: ['ada@acme.example', 'app'] },
  ],
});
