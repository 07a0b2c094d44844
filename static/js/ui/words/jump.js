/** Words of the jump to a date. */

export const jump = {
  title: 'Jump to a date',
  date: 'Date',
  go: 'Jump',
  offline: 'That day is not on this device. This is the nearest that is; the rest comes when you are online.',
  nothing: 'Nothing of that time is on this device. It can be shown when you are online.',
};
