// A server for scenario tests: node node-server.js NAME PORT. Prints "listening PORT" when it does.
//
//   /health            200, or what PUT /health?status=503 said last
//   /taken             how many requests came, those for /health and /taken not counted
//   /echo              what arrived, as JSON: method, url, headers as sent, size and hash of the body
//   /sink              reads the body, answers its size
//   /slow?ms=100       answers after that time
//   /chunked?n=10&size=100   n chunks, then a trailer (HTTP/1.0: up to the end of the connection)
//   /big?bytes=1000000 a body of known length
//   /cut?bytes=100     promises twice the bytes, sends them, and resets the connection
//   /hints             103 Early Hints, then 200
//   /refuse            a final 417 to Expect: 100-continue, without reading the body
//   /page              HTML with a stylesheet, two scripts, an image and a fetch
//   /missing           404; so does /api/health, which is not where the check is
//   PUT /all?status=500   from now on the answer to everything but /health and /taken; 0: as before
//   PUT /all?status=500&every=2   the same, to every second request only
//   PUT /lag?ms=500    from now on answers that say hello come so much later
//   /exit              the process ends without an answer
'use strict';
const http = require('http');
const crypto = require('crypto');

const [name, port] = process.argv.slice(2);
const block = Buffer.alloc(64 * 1024, 'x');
let health = 200;
let taken = 0;
let all = 0;
let every = 1;
let turn = 0;
let lag = 0;

// Each part writes its name into #state when it has arrived.
const page = `<!doctype html><title>page</title><link rel=stylesheet href=/part/style.css>
<body><p id=state>loading</p>
<script>const seen=[];function done(x){seen.push(x);document.getElementById('state').textContent=seen.sort().join(' ')}</script>
<img src=/part/dot.svg onload="done('img')"><script src=/part/one.js></script><script src=/part/two.js></script>
<script>fetch('/echo',{method:'POST',body:'from the page'}).then(r=>r.json()).then(e=>done('fetch-'+e.size));</script>`;
const parts = {
  '/part/style.css': ['text/css', 'p { color: green }'],
  '/part/one.js': ['text/javascript', "done('one')"],
  '/part/two.js': ['text/javascript', "done('two')"],
  '/part/dot.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'],
};

function drain(req, then) {
  const hash = crypto.createHash('sha256');
  let size = 0;
  req.on('data', (chunk) => { size += chunk.length; hash.update(chunk); });
  req.on('end', () => then(size, hash.digest('hex')));
}

function count(req, then) {
  let size = 0;
  req.on('data', (chunk) => { size += chunk.length; });
  req.on('end', () => then(size));
}

function pour(res, left) {
  while (left > 0) {
    const piece = left < block.length ? block.subarray(0, left) : block;
    left -= piece.length;
    if (!res.write(piece)) {
      res.once('drain', () => pour(res, left));
      return;
    }
  }
  res.end();
}

function answer(req, res) {
  const url = new URL(req.url, 'http://server');
  const number = (key, otherwise) => Number(url.searchParams.get(key) ?? otherwise);
  res.setHeader('x-server', name);
  if (url.pathname !== '/health' && url.pathname !== '/missing' && url.pathname !== '/api/health' && url.pathname !== '/taken') taken++;
  if (req.method === 'PUT' && url.pathname === '/all') {
    all = number('status', 0);
    every = number('every', 1);
    return res.end('ok\n');
  }
  if (req.method === 'PUT' && url.pathname === '/lag') {
    lag = number('ms', 0);
    return res.end('ok\n');
  }
  if (all && ++turn % every === 0 && url.pathname !== '/health' && url.pathname !== '/taken') {
    res.statusCode = all;
    return res.end('broken\n');
  }
  switch (url.pathname) {
    case '/taken':
      return res.end(`${taken}\n`);
    case '/health':
      if (req.method === 'PUT') health = number('status', 200);
      res.statusCode = req.method === 'PUT' ? 200 : health;
      return res.end('ok\n');
    case '/echo':
      return drain(req, (size, sha256) => {
        res.setHeader('content-type', 'application/json');
        res.end(JSON.stringify({ method: req.method, url: req.url, version: req.httpVersion, headers: req.rawHeaders, size, sha256 }));
      });
    case '/sink':
      return count(req, (size) => res.end(`${size}\n`));
    case '/slow':
      return setTimeout(() => res.end('slow\n'), number('ms', 100));
    case '/chunked':
      if (req.httpVersion === '1.1') res.setHeader('trailer', 'x-end');
      for (let i = 0; i < number('n', 10); i++) res.write('c'.repeat(number('size', 100)));
      if (req.httpVersion === '1.1') res.addTrailers({ 'x-end': 'yes' });
      return res.end();
    case '/big':
      res.setHeader('content-length', number('bytes', 1000000));
      if (req.method === 'HEAD') return res.end();
      return pour(res, number('bytes', 1000000));
    case '/cut':
      res.setHeader('content-length', 2 * number('bytes', 100));
      res.write('c'.repeat(number('bytes', 100)));
      return setImmediate(() => req.socket.resetAndDestroy());
    case '/hints':
      return res.writeEarlyHints({ link: '</part/style.css>; rel=preload; as=style' }, () => res.end('hints\n'));
    case '/page':
      res.setHeader('content-type', 'text/html');
      return res.end(page);
    case '/missing':
    case '/api/health':
      res.statusCode = 404;
      return res.end('missing\n');
    case '/exit':
      return process.exit(3);
    default:
      if (parts[url.pathname]) {
        res.setHeader('content-type', parts[url.pathname][0]);
        return res.end(parts[url.pathname][1]);
      }
      res.setHeader('content-length', 6);
      return lag ? setTimeout(() => res.end('hello\n'), lag) : res.end('hello\n');
  }
}

const server = http.createServer(answer);
server.on('checkContinue', (req, res) => {
  if (req.url.startsWith('/refuse')) {
    res.writeHead(417, { connection: 'close', 'content-length': 0 });
    return res.end();
  }
  res.writeContinue();
  return answer(req, res);
});
server.listen(Number(port), '127.0.0.1', () => console.log(`listening ${server.address().port}`));
