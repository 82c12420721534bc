-- wrk script: wrk … -s summary.lua URL -- METHOD BODY_BYTES keep|close
-- Sends what it was told and prints one line of JSON; latencies in microseconds.
function init(arguments)
  wrk.method = arguments[1]
  local bytes = tonumber(arguments[2])
  if bytes > 0 then wrk.body = string.rep("x", bytes) end
  if arguments[3] == "close" then wrk.headers["Connection"] = "close" end
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"failed":%d,"micros":%d,"p50":%d,"p99":%d,"p999":%d}\n',
    summary.requests, e.connect + e.read + e.write + e.status + e.timeout, summary.duration,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
