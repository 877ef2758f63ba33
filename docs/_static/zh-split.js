// Chinese is written without spaces: cut a query into the longest words that the search index holds.
(() => {
  const LONGEST = 12;
  const isKnown = (word) => word in Search._index.terms || word in Search._index.titleterms;
  const wordsOf = (run) => {
    const words = [];
    let at = 0;
    while (at < run.length) {
      let length = Math.min(LONGEST, run.length - at);
      while (length > 1 && !isKnown(run.slice(at, at + length))) length -= 1;
      if (length > 1) words.push(run.slice(at, at + length));
      at += length;
    }
    return words.length > 0 ? words : [run];
  };
  const isHan = (run) => /\p{Script=Han}/u.test(run);
  window.splitQuery = (query) =>
    query
      .split(/[^\p{L}\p{N}_]+/u)
      .filter(Boolean)
      .flatMap((run) => (isHan(run) ? wordsOf(run) : [run]));
})();
