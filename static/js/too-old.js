// A browser without what QuChat is made of gets a sentence instead of an empty page (docs/browsers.md). A classic script in
// the words of twenty years ago, because such a browser must be able to read it. What came last of all that is needed
// stands for the rest; the dates are in the page.
if (
  !('popover' in HTMLElement.prototype) ||
  !('Segmenter' in Intl) ||
  !CSS.supports('color', 'light-dark(red, blue)')
) {
  document.documentElement.setAttribute('data-too-old', '');
  /** @type {HTMLElement} */ (document.getElementById('too-old')).removeAttribute('hidden');
}
