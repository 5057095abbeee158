// Sets the colour scheme before the first paint; a classic script because modules run later.
(function() {
try {
    const chosen = localStorage.getItem('scribe.theme');
    if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
} catch {
    // Storage may be forbidden; the system's scheme then stands.
}
})();
