// A server that suffers from too much: node strained-server.js PORT WORKERS MILLIS THRASH MEGABYTES.
// Prints "listening PORT" when it listens.
//
// WORKERS requests are worked on at once, MILLIS each; the others wait. With THRASH requests more than
// workers each takes twice as long, with twice as many five times. Every request it has holds
// MEGABYTES of memory from its arrival to its answer, which the process keeps for the next ones.
//
//   /health            200 at once
//   /most              the most requests it had at once
//   anything else      200 after its turn
'use strict';
const http = require('http');

const [port, workers, millis, thrash, megabytes] = process.argv.slice(2).map(Number);
const waiting = [];
const spare = [];
let working = 0;
let most = 0;

function next() {
  while (working < workers && waiting.length > 0) {
    const { res, memory } = waiting.shift();
    working++;
    const over = Math.max(0, working + waiting.length - workers) / thrash;
    setTimeout(() => {
      working--;
      spare.push(memory);
      res.setHeader('x-server', 'strained');
      res.end(`held ${memory.length}\n`);
      next();
    }, millis * (1 + over * over));
  }
}

http.createServer((req, res) => {
  if (req.url === '/health') return res.end('ok\n');
  if (req.url === '/most') return res.end(`${most}\n`);
  // Written to, or the kernel would not give it.
  waiting.push({ res, memory: spare.pop() ?? Buffer.alloc(megabytes * 1024 * 1024, 1) });
  most = Math.max(most, working + waiting.length);
  return next();
}).listen(port, '127.0.0.1', () => console.log(`listening ${port}`));
