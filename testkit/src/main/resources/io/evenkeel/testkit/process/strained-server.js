// A server that suffers from too much: node strained-server.js PORT WORKERS MILLIS THRASH DEADLY.
// Prints "listening PORT" when it listens.
//
// WORKERS requests are worked on at once, MILLIS each; the others wait. With THRASH requests more than
// workers each takes twice as long, with twice as many five times. With DEADLY at once it is gone, as a
// process that has no memory left.
//
//   /health            200 at once
//   /most              the most requests it had at once
//   anything else      200 after its turn
'use strict';
const http = require('http');

const [port, workers, millis, thrash, deadly] = process.argv.slice(2).map(Number);
const waiting = [];
let working = 0;
let most = 0;

function next() {
  while (working < workers && waiting.length > 0) {
    const res = waiting.shift();
    working++;
    const over = Math.max(0, working + waiting.length - workers) / thrash;
    setTimeout(() => {
      working--;
      res.end('done\n');
      next();
    }, millis * (1 + over * over));
  }
}

http.createServer((req, res) => {
  if (req.url === '/health') return res.end('ok\n');
  if (req.url === '/most') return res.end(`${most}\n`);
  waiting.push(res);
  most = Math.max(most, working + waiting.length);
  if (most >= deadly) process.exit(137);
  return next();
}).listen(port, '127.0.0.1', () => console.log(`listening ${port}`));
