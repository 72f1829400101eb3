/** Where the times on a card are those of. */
import { expect, it } from 'vitest';
import { at, engagement } from '../../../test/support/build.ts';
import { ADMIN, asking, asks, force } from '../../../test/support/requests.ts';
import { engagementId } from '../../core/shared/ids.ts';
import type { TimeZone } from '../../core/shared/instant.ts';
import { zoneOfRequest } from './scene.ts';

const { policy } = force();
const settings = {
  ...policy.settings,
  timeZoneBy: { attribute: 'country', zones: { Japan: 'Asia/Tokyo' as TimeZone } },
};
const { state } = asking().after(asks(ADMIN), 5);

it('are told as where whom it is for worked when it was asked, and not where they once began', () => {
  const once = engagement({ attributes: { country: 'Switzerland' }, start: at(-900), end: at(-800) });
  const since = engagement({ id: engagementId('since'), attributes: { country: 'Japan' }, start: at(-100) });
  expect(zoneOfRequest({ settings }, { engagements: [once, since] }, state)).toBe('Asia/Tokyo');
  expect(zoneOfRequest({ settings }, { engagements: [once] }, state)).toBe(settings.timeZone);
});
