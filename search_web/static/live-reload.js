// Reloads the page when another generation serves. Only sent to those who write posts.

const PAUSE_IN_MILLISECONDS = 700;

async function servingGeneration() {
  try {
    const response = await fetch("/healthz", { cache: "no-store" });
    return response.ok ? (await response.json()).generation : null;
  } catch {
    // The server is being started again.
    return null;
  }
}

const shown = await servingGeneration();

async function look() {
  const serving = await servingGeneration();
  if (serving !== null && serving !== shown) {
    location.reload();
    return;
  }
  setTimeout(look, PAUSE_IN_MILLISECONDS);
}

setTimeout(look, PAUSE_IN_MILLISECONDS);
