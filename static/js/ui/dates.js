/** Times in words. The language is English; whether the clock has 12 or 24 hours is as the person's browser says. */

const locale = () => globalThis.navigator?.languages?.find((language) => language.startsWith('en')) ?? 'en-GB';
const DAY = 86_400_000;
/** "07:55" where the clock has 24 hours, "7:55 AM" where it has 12. @type {Intl.DateTimeFormatOptions} */
const CLOCK = {
  hour: new Intl.DateTimeFormat(locale(), { hour: 'numeric' }).resolvedOptions().hour12 ? 'numeric' : '2-digit',
  minute: '2-digit',
};

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} name @param {Intl.DateTimeFormatOptions} options */
function format(name, options) {
  let found = formats.get(name);
  if (!found) {
    found = new Intl.DateTimeFormat(locale(), options);
    formats.set(name, found);
  }
  return found;
}

/** @param {Date} date */
const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** Whole days between a moment and now, by the calendar. @param {Date} date @param {Date} now */
const daysAgo = (date, now) => Math.round((midnight(now) - midnight(date)) / DAY);

/** A key of the calendar day, for telling days apart. @param {string} iso */
export const dayKey = (iso) => midnight(new Date(iso));

/** "14:32" @param {string} iso */
export const clockTime = (iso) => format('clock', CLOCK).format(new Date(iso));

/** "Today", "Yesterday", "Monday", "Monday 3 November", with the year where it is another. @param {string} iso @param {Date} [now] */
export function dayWords(iso, now = new Date()) {
  const date = new Date(iso);
  const days = daysAgo(date, now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days < 7) return format('weekday', { weekday: 'long' }).format(date);
  if (date.getFullYear() === now.getFullYear()) {
    return format('day', { weekday: 'long', day: 'numeric', month: 'long' }).format(date);
  }
  return dateWords(iso);
}

/** As short as a list needs: the time today, else the day. @param {string} iso @param {Date} [now] */
export function listTime(iso, now = new Date()) {
  const date = new Date(iso);
  const days = daysAgo(date, now);
  if (days <= 0) return clockTime(iso);
  if (days === 1) return 'Yesterday';
  if (days < 7) return format('short-weekday', { weekday: 'short' }).format(date);
  if (date.getFullYear() === now.getFullYear()) {
    return format('short-day', { day: 'numeric', month: 'short' }).format(date);
  }
  return format('short-year', { month: 'short', year: 'numeric' }).format(date);
}

/** "3 November 2025" @param {string} iso */
export const dateWords = (iso) =>
  format('year', { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(iso));

/** "Monday 3 November 2025 at 14:32" @param {string} iso */
export const fullTime = (iso) => format('full', { dateStyle: 'full', timeStyle: 'short' }).format(new Date(iso));

/** "today at 14:32", "yesterday at 14:32", "3 Nov at 14:32" @param {string} iso @param {Date} [now] */
export function momentWords(iso, now = new Date()) {
  const days = daysAgo(new Date(iso), now);
  const day = days <= 0 ? 'today' : days === 1 ? 'yesterday' : listTime(iso, now);
  return `${day} at ${clockTime(iso)}`;
}

/** When something ends: "16:00" today, else "3 Nov at 16:00". @param {string} iso @param {Date} [now] */
export function untilWords(iso, now = new Date()) {
  const date = new Date(iso);
  if (daysAgo(date, now) === 0) return clockTime(iso);
  const name = date.getFullYear() === now.getFullYear() ? 'short-day' : 'whole-day';
  /** @type {Intl.DateTimeFormatOptions} */
  const year = name === 'short-day' ? {} : { year: 'numeric' };
  return `${format(name, { day: 'numeric', month: 'short', ...year }).format(date)} at ${clockTime(iso)}`;
}

/** Runs at each midnight, when "Today" becomes "Yesterday". @param {() => void} fn @returns {() => void} ends it */
export function onNewDay(fn) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const wait = () => {
    timer = setTimeout(
      () => {
        fn();
        wait();
      },
      midnight(new Date()) + DAY + 1000 - Date.now(),
    );
  };
  wait();
  return () => clearTimeout(timer);
}
