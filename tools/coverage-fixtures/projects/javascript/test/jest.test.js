const exercise = require('./exercise.js');

test('a cart', () => exercise());
