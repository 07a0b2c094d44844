// Runs before the first paint, on every page: the chosen theme and text size, which the settings write.
// A classic script, because a module would come too late and the page would flash.
(() => {
  try {
    const {
      theme = 'system',
      text = 'normal',
      keys = 'on',
    } = JSON.parse(localStorage.getItem('quchat.appearance') ?? '{}');
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.text = text;
    document.documentElement.dataset.keys = keys;
  } catch {
    // Storage is closed to us: the system's appearance is right.
  }
})();
