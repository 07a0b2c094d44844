/** Beside what it belongs to, wholly on the screen. @param {HTMLElement} popover @param {DOMRect} beside */
export function place(popover, beside) {
  if (matchMedia('(width < 30rem) and (pointer: coarse)').matches) return;
  const { width, height } = popover.getBoundingClientRect();
  const gap = 6;
  const rightToLeft = getComputedStyle(popover).direction === 'rtl';
  const wanted = rightToLeft || beside.left + width > innerWidth - gap ? beside.right - width : beside.left;
  const below = beside.bottom + gap + height <= innerHeight - gap;
  popover.style.left = `${Math.max(gap, Math.min(wanted, innerWidth - width - gap))}px`;
  popover.style.top = `${Math.max(gap, below ? beside.bottom + gap : Math.min(beside.top - gap - height, innerHeight - height - gap))}px`;
}
