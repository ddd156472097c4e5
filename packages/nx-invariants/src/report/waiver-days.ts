import { counted } from './counted';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * How long a waiver still holds, in words: the day of its expiry is the last one.
 *
 * @param expires and `today` as `YYYY-MM-DD` in UTC.
 */
export function daysLeft(expires: string, today: string): string {
  const days = Math.round((Date.parse(expires) - Date.parse(today)) / dayMs);
  if (Number.isNaN(days)) return 'no day';
  if (days < 0) return 'expired';
  return days === 0 ? 'its last day' : `${counted(days, 'day')} left`;
}
