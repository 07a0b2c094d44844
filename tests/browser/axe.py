"""axe-core, from node_modules, looking at what a page shows now."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from config import ROOT

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SOURCE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
_RUN = """async (tags) => {
  // What goes with the scrolling, or for ever, has no end to wait for.
  const ends = ({timeline, effect}) =>
    timeline === document.timeline && Number.isFinite(effect.getComputedTiming().endTime);
  await Promise.all(document.getAnimations().filter(ends).map(({finished}) => finished.catch(() => null)));
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ['violations'], preload: false });
  return violations.map(({ id, help, nodes }) =>
    ({ id, help, nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`) }));
}"""


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds wrong."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_SOURCE)
    found: list[dict[str, Any]] = page.evaluate(_RUN, TAGS)
    return found
