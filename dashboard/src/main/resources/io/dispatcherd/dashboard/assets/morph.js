// Makes a part of the page look like newly rendered HTML while changing as little as possible of it, so that what
// the reader does there survives: focus, selected and typed text, ticked boxes, open details, scroll positions.

/** Brings every element with an id at the top of this HTML up to date. Returns how many were found in the page. */
export function morphFragments(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  let found = 0;
  keepingFocus(() => {
    for (const fragment of [...parsed.body.children]) {
      const current = fragment.id && document.getElementById(fragment.id);
      if (current) {
        morph(current, fragment);
        found++;
      }
    }
  });
  return found;
}

/** As morphFragments, with the elements of these ids out of a whole page. */
export function morphPage(html, ids) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  keepingFocus(() => {
    for (const id of ids) {
      const current = document.getElementById(id);
      const fresh = parsed.getElementById(id);
      if (current && fresh) {
        morph(current, fresh);
      }
    }
  });
  document.title = parsed.title || document.title;
}

function keepingFocus(change) {
  const focused = document.activeElement;
  const range = textRange(focused);
  change();
  if (!focused || focused === document.body || document.activeElement === focused) {
    return;
  }
  if (focused.isConnected) {
    focused.focus({ preventScroll: true });
    if (range) {
      focused.setSelectionRange(...range);
    }
  } else {
    // What had the focus is gone. The keyboard goes on from the content, not from the top of the page.
    document.getElementById("main")?.focus({ preventScroll: true });
  }
}

function textRange(element) {
  try {
    return typeof element?.selectionStart === "number"
      ? [element.selectionStart, element.selectionEnd, element.selectionDirection]
      : null;
  } catch {
    return null;
  }
}

function morph(current, fresh) {
  morphAttributes(current, fresh);
  if (current.localName === "textarea") {
    morphTextarea(current, fresh);
  } else if (!current.hasAttribute("data-keep")) {
    morphChildren(current, fresh);
  }
}

// What the reader has set by hand is not the server's any more.
function isReaders(element, name) {
  switch (element.localName) {
    case "details":
    case "dialog":
      return name === "open";
    case "input":
      return name === "checked" || (name === "value" && element.value !== element.defaultValue);
    case "option":
      return name === "selected";
    case "button":
      return name === "disabled";
    default:
      return false;
  }
}

function morphAttributes(current, fresh) {
  for (const { name, value } of [...fresh.attributes]) {
    if (current.getAttribute(name) !== value && !isReaders(current, name)) {
      current.setAttribute(name, value);
    }
  }
  for (const { name } of [...current.attributes]) {
    if (!fresh.hasAttribute(name) && !isReaders(current, name)) {
      current.removeAttribute(name);
    }
  }
}

function morphTextarea(current, fresh) {
  if (current.value === current.defaultValue && current.defaultValue !== fresh.defaultValue) {
    current.defaultValue = fresh.defaultValue;
  }
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.id || node.getAttribute("data-key") : null;
}

function isAlike(current, fresh) {
  return (
    current.nodeType === fresh.nodeType &&
    current.nodeName === fresh.nodeName &&
    keyOf(current) === keyOf(fresh)
  );
}

function morphChildren(current, fresh) {
  const keyed = new Map();
  for (const child of current.children) {
    const key = keyOf(child);
    if (key) {
      keyed.set(key, child);
    }
  }
  const wanted = new Set([...fresh.children].map(keyOf).filter(Boolean));
  let cursor = current.firstChild;
  for (const child of [...fresh.childNodes]) {
    // Rows that are gone make room, so that those behind them needn't move.
    while (cursor && keyOf(cursor) && !wanted.has(keyOf(cursor))) {
      cursor = removeAndNext(cursor);
    }
    const key = keyOf(child);
    const match = key ? keyed.get(key) : cursor && isAlike(cursor, child) ? cursor : null;
    if (match && isAlike(match, child)) {
      if (match === cursor) {
        cursor = cursor.nextSibling;
      } else {
        place(current, match, cursor);
      }
      update(match, child);
    } else {
      current.insertBefore(document.adoptNode(child), cursor);
    }
  }
  while (cursor) {
    cursor = removeAndNext(cursor);
  }
}

function place(parent, node, before) {
  if (parent.moveBefore) {
    parent.moveBefore(node, before);
  } else {
    parent.insertBefore(node, before);
  }
}

function removeAndNext(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function update(current, fresh) {
  if (current.nodeType === Node.ELEMENT_NODE) {
    if (!current.isEqualNode(fresh) || current.localName === "select") {
      morph(current, fresh);
    }
  } else if (current.nodeValue !== fresh.nodeValue && !isSelected(current)) {
    current.nodeValue = fresh.nodeValue;
  }
}

// A text that is being selected is left as it is until the next change after that.
function isSelected(node) {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(node, true);
}
