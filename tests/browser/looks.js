// What is wrong with the open page, as far as a script can see it: a list of sentences.
() => {
  const NATIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const CONTROLS = `${NATIVE}, [tabindex]`;
  const MOVED_TO = "[role=tab], [role=option]"; // arrow keys lead to these
  const told = [];
  const say = (what, element) => told.push(`${what}: ${element.outerHTML.replace(/\s+/g, " ").slice(0, 160)}`);
  const shown = (element) => element.checkVisibility({visibilityProperty: true}) && element.getClientRects().length > 0;

  /** What an element, or a box around it that stands for it, looks like. */
  function look(element) {
    const style = getComputedStyle(element);
    const own = [style.boxShadow, style.borderColor, style.backgroundColor, style.outlineStyle, style.outlineWidth].join();
    const box = element.parentElement.closest(".select2-selection");
    return box ? own + look(box) : own;
  }

  /** The part of an element that its scrolling boxes and the window show. */
  function inSight(element) {
    let {left, top, right, bottom} = element.getClientRects()[0];
    const cut = (box) => {
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    };
    for (let above = element.parentElement; above; above = above.parentElement) {
      if (getComputedStyle(above).overflow !== "visible" && above !== document.body) cut(above.getBoundingClientRect());
    }
    cut({left: 0, top: 0, right: innerWidth, bottom: innerHeight});
    return right - left > 1 && bottom - top > 1 ? [(left + right) / 2, (top + bottom) / 2] : null;
  }

  function focus(element) {
    const before = look(element);
    element.focus();
    if (document.activeElement !== element) return say("takes no focus", element);
    if (look(element) === before) say("does not show the focus", element);
    const place = inSight(element);
    if (!place) return say("has the focus out of sight", element);
    const hit = document.elementFromPoint(...place);
    const own = hit && (element.contains(hit) || hit.contains(element) || hit.closest("label")?.control === element);
    if (!own) say(`is covered by <${hit?.tagName.toLowerCase()} class="${hit?.className}"> when it has the focus`, element);
  }

  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) told.push(`the page is ${wide} px wider than the screen`);

  const controls = [...document.querySelectorAll(CONTROLS)].filter(
    (element) => shown(element) && !element.disabled && !element.matches(".select2-hidden-accessible"),
  );
  for (const element of controls) {
    if (element.tabIndex > 0) say("takes its turn out of order", element);
    else if (element.tabIndex === 0) focus(element);
    else if (element.matches(NATIVE) && !element.matches(MOVED_TO)) say("is not reached with the Tab key", element);
  }

  for (const element of document.querySelectorAll("body *")) {
    const inner = getComputedStyle(element.parentElement).cursor === "pointer";
    if (inner || getComputedStyle(element).cursor !== "pointer" || !shown(element)) continue;
    if (!element.closest(`${CONTROLS}, label`) && !element.querySelector(CONTROLS)) say("is for the mouse only", element);
  }

  for (const element of document.querySelectorAll(".button, label:not(.sr-only), h1, [role=tab], .tile-label, summary")) {
    const hidden = !["visible", "auto", "scroll"].includes(getComputedStyle(element).overflowX);
    if (shown(element) && hidden && element.scrollWidth > element.clientWidth + 1) say("is cut off", element);
  }
  document.activeElement?.blur();
  scrollTo(0, 0);
  return told;
}
