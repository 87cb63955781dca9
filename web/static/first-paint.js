// Chooses light or dark before the first paint, so that nobody is dazzled at night.
// The choice itself is kept by platform/theme.svelte.ts under the same name.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('wardbook:theme') ?? 'system';
  } catch {
    // Storage is blocked: the system's own setting is then the best answer there is.
  }
  const isDark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();
