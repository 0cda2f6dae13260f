// The board loads itself anew every ten seconds. What is pointed at or has the focus stays as it is; nothing depends on this.
(() => {
  const { address } = document.currentScript.dataset;
  const restful = 30000;
  let moved = 0;
  addEventListener("pointermove", () => { moved = Date.now(); });
  addEventListener("pointerdown", () => { moved = Date.now(); });
  const busy = part => part.contains(document.activeElement)
    || (part.matches(":hover") && Date.now() - moved < restful);
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const reply = await fetch(address, { headers: { "X-Requested-With": "refresh" } });
      if (reply.redirected) return location.assign(address);
      if (!reply.ok) return;
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      for (const part of document.querySelectorAll("[data-fresh]")) {
        const fresh = page.getElementById(part.id);
        if (fresh && !busy(part)) part.replaceWith(fresh);
      }
    } catch { /* no connection: the board stays, the next try comes */ }
  }, 10000);
})();
