function unused(a, b) {
  if (a) {
    return b;
  }
  return a;
}

module.exports = { unused };
