// Keeps the page alive while the browser translates it.
//
// A translating browser takes a text node out of the page and puts a <font> element with the
// translation in its place. The program still writes into the node that was taken out, so the
// reader would see the old words beside new numbers. Here, a node that is written to comes back in
// the place of its translation, and the browser then translates the new text. What the program
// removes, or puts before such a node, is redirected to the translation in the same way.
(() => {
  "use strict";

  /** The translation that stands in a text node's place. */
  const instead = new WeakMap();

  /** The translation of a node that isn't in the page itself. */
  function translationOf(node) {
    if (!(node instanceof Text) || node.isConnected) return null;
    const font = instead.get(node);
    return font?.isConnected ? font : null;
  }

  const written = new MutationObserver((records) => {
    for (const { target } of records) translationOf(target)?.replaceWith(target);
  });

  const isTranslation = (node) => node?.nodeName === "FONT";

  const replaced = new MutationObserver((records) => {
    for (const { addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      for (const node of removedNodes) {
        if (!(node instanceof Text) || node.isConnected) continue;
        // Put there in the same step, or just before.
        const font = [addedNodes[0], previousSibling, nextSibling].find(isTranslation);
        if (!font) continue;
        instead.set(node, font);
        written.observe(node, { characterData: true });
      }
    }
  });
  replaced.observe(document, { childList: true, subtree: true });

  const { insertBefore, removeChild } = Node.prototype;
  const { remove } = CharacterData.prototype;
  Node.prototype.insertBefore = function (node, before) {
    const font = before && translationOf(before);
    return insertBefore.call(this, node, font?.parentNode === this ? font : before);
  };
  Node.prototype.removeChild = function (node) {
    const font = translationOf(node);
    if (font?.parentNode !== this) return removeChild.call(this, node);
    removeChild.call(this, font);
    return node;
  };
  CharacterData.prototype.remove = function () {
    const font = translationOf(this);
    if (font) font.remove();
    else remove.call(this);
  };
  const parent = Object.getOwnPropertyDescriptor(Node.prototype, "parentNode").get;
  Object.defineProperty(Text.prototype, "parentNode", {
    configurable: true,
    get() {
      return parent.call(translationOf(this) ?? this);
    },
  });
})();
