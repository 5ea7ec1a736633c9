(function () {
  "use strict";
  var root = document.documentElement, blocks = {}, shown = "";
  document.querySelectorAll("main > article").forEach(function (block) { blocks[block.id] = block; });
  var links = document.querySelectorAll(".switch a");
  function show(lang) {
    var block = blocks[lang];
    if (!block) { return; }
    shown = lang;
    root.lang = lang;
    root.dir = block.dir;
    document.title = block.dataset.title;
    Object.keys(blocks).forEach(function (other) { blocks[other].hidden = other !== lang; });
    links.forEach(function (link) {
      if (link.lang === lang) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
    });
  }
  // the block that the address names, by its own id or by the id of something in it
  function named() {
    var place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var block = place && place.closest("main > article");
    return block ? block.id : "";
  }
  // the part that is being read, without the language
  function place() {
    var found = "";
    blocks[shown].querySelectorAll("section[id], details[id]").forEach(function (part) {
      var box = part.getBoundingClientRect();
      if (box.height > 0 && box.top < innerHeight / 3) { found = part.id; }
    });
    return found.slice(shown.length + 1);
  }
  links.forEach(function (link) {
    link.addEventListener("click", function (event) {
      var to = link.lang, part = place();
      event.preventDefault();
      location.hash = part && document.getElementById(to + "-" + part) ? to + "-" + part : to;
    });
  });
  addEventListener("hashchange", function () {
    var lang = named();
    if (!lang || lang === shown) { return; }
    show(lang);
    var part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (part) { part.scrollIntoView(); }
  });
  var first = named() || Object.keys(blocks)[0];
  if (!location.hash && navigator.languages) {
    var wanted = navigator.languages.map(function (code) { return code.split("-")[0]; });
    first = wanted.filter(function (code) { return blocks[code]; })[0] || first;
  }
  if (!location.hash && first !== Object.keys(blocks)[0]) { location.replace("#" + first); }
  show(first);
})();
