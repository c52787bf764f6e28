// The reader's choice of theme, before anything is painted. A file of its own, since the page's
// policy allows no inline script.
try {
  const theme = localStorage.getItem("four-pillars-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's theme it is.
}
