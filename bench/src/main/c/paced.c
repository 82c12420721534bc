/*
 * Load at a fixed rate, measuring from the moment a request was due.
 *
 *   paced PORT RATE SECONDS CONNECTIONS keep|close GET|POST PATH BODY_BYTES
 *
 * Requests are due at even intervals whatever the proxy does. A request that finds every connection
 * busy waits, and its wait counts: a proxy that stalls for 50 ms shows the stall in every request
 * that was due in it (Gil Tene, "How NOT to Measure Latency", 2015: coordinated omission). Prints
 * one line of JSON; latencies in microseconds. The first tenth of the time is not counted.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { READ_SIZE = 1 << 17, HEAD_MAX = 4096, EVENTS = 256, NOT_STARTED = -1 };

struct connection {
  int fd; /* NOT_STARTED: none open */
  int busy;
  int status;
  int64_t due;         /* of the request on it, ns */
  size_t sent;         /* of the request */
  int head_length;     /* of the response so far; NOT_STARTED: in the body */
  long long body_left; /* of the response */
  char head[HEAD_MAX];
};

static int poller, port, closing;
static char *request;
static size_t request_length;
static char scratch[READ_SIZE];
static struct connection *connections;
static int size;

/* The connections without a request, a ring: first in, first out, so that all of them are in use. */
static struct connection **idle;
static int idle_count, idle_first;
static long long completed, failed;

/* Latencies, exact to the microsecond up to 1 s, and what is above counts as 1 s. */
enum { BUCKETS = 1000000 };
static uint32_t histogram[BUCKETS];
static int64_t counted_from;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void release(struct connection *c) {
  c->busy = 0;
  idle[(idle_first + idle_count++) % size] = c;
}

static void hang_up(struct connection *c) {
  if (c->fd != NOT_STARTED) close(c->fd);
  c->fd = NOT_STARTED;
}

static void lose(struct connection *c) {
  failed++;
  hang_up(c);
  release(c);
}

static void finish(struct connection *c) {
  if (c->due >= counted_from) {
    int64_t micros = (now() - c->due) / 1000;
    histogram[micros < BUCKETS ? micros : BUCKETS - 1]++;
    completed++;
    if (c->status != 200) failed++;
  }
  if (closing) hang_up(c);
  release(c);
}

static void watch(struct connection *c, uint32_t events, int operation) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  epoll_ctl(poller, operation, c->fd, &event);
}

static void send_rest(struct connection *c) {
  while (c->sent < request_length) {
    ssize_t n = send(c->fd, request + c->sent, request_length - c->sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) return watch(c, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    if (n < 0) return lose(c);
    c->sent += n;
  }
  watch(c, EPOLLIN, EPOLL_CTL_MOD);
}

static void start(struct connection *c, int64_t due) {
  c->busy = 1;
  c->due = due;
  c->sent = 0;
  c->head_length = 0;
  if (c->fd != NOT_STARTED) return send_rest(c);
  int one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) return lose(c);
  watch(c, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
}

/* Returns how many body bytes came with the head, or -1 when there is no whole head yet. */
static long long parse_head(struct connection *c) {
  c->head[c->head_length] = 0;
  char *end = strstr(c->head, "\r\n\r\n");
  if (!end) return -1;
  const char *length = strcasestr(c->head, "\r\ncontent-length:");
  c->status = atoi(c->head + 9);
  c->body_left = length ? atoll(length + 17) : 0;
  return c->head + c->head_length - (end + 4);
}

static void receive(struct connection *c) {
  while (c->busy) {
    int in_head = c->head_length >= 0;
    ssize_t n = in_head ? recv(c->fd, c->head + c->head_length, HEAD_MAX - 1 - c->head_length, 0)
                        : recv(c->fd, scratch, READ_SIZE, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return lose(c);
    if (in_head) {
      c->head_length += n;
      n = parse_head(c);
      if (n < 0) continue;
      c->head_length = NOT_STARTED;
    }
    c->body_left -= n;
    if (c->body_left <= 0) finish(c);
  }
}

static void handle(struct connection *c, uint32_t events) {
  if (!c->busy) { /* closed by the proxy between two requests */
    hang_up(c);
    return;
  }
  if (events & EPOLLOUT) send_rest(c);
  if (c->busy && (events & (EPOLLIN | EPOLLHUP | EPOLLERR))) receive(c);
}

static long percentile(double share) {
  long long rank = (long long)(share * completed), seen = 0;
  for (long i = 0; i < BUCKETS; i++) {
    seen += histogram[i];
    if (seen > rank) return i;
  }
  return 0;
}

static void prepare(char **arguments) {
  size_t body_bytes = atol(arguments[8]);
  request = malloc(body_bytes + 1024);
  int head = sprintf(request, "%s %.500s HTTP/1.1\r\nHost: bench\r\n%s", arguments[6], arguments[7],
                     closing ? "Connection: close\r\n" : "");
  if (body_bytes > 0) head += sprintf(request + head, "Content-Length: %zu\r\n", body_bytes);
  head += sprintf(request + head, "\r\n");
  memset(request + head, 'x', body_bytes);
  request_length = head + body_bytes;
}

int main(int count, char **arguments) {
  if (count != 9) {
    fprintf(stderr, "usage: paced PORT RATE SECONDS CONNECTIONS keep|close GET|POST PATH BODY_BYTES\n");
    return 2;
  }
  port = atoi(arguments[1]);
  double interval = 1e9 / atof(arguments[2]);
  double seconds = atof(arguments[3]);
  size = atoi(arguments[4]);
  closing = strcmp(arguments[5], "close") == 0;
  prepare(arguments);
  connections = calloc(size, sizeof *connections);
  idle = calloc(size, sizeof *idle);
  poller = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < size; i++) {
    connections[i].fd = NOT_STARTED;
    release(&connections[i]);
  }
  int64_t begin = now(), end = begin + (int64_t)(seconds * 1e9);
  counted_from = begin + (end - begin) / 10;
  long long issued = 0;
  struct epoll_event events[EVENTS];
  for (int64_t t = begin; t < end; t = now()) {
    while (idle_count > 0 && begin + (int64_t)(issued * interval) <= t) {
      struct connection *c = idle[idle_first];
      idle_first = (idle_first + 1) % size;
      idle_count--;
      start(c, begin + (int64_t)(issued++ * interval));
    }
    int64_t wait = idle_count > 0 ? begin + (int64_t)(issued * interval) - now() : 10000000;
    struct timespec timeout = {0, wait < 0 ? 0 : wait > 10000000 ? 10000000 : wait};
    int ready = epoll_pwait2(poller, events, EVENTS, &timeout, NULL);
    for (int i = 0; i < ready; i++) handle(events[i].data.ptr, events[i].events);
  }
  printf("{\"requests\":%lld,\"failed\":%lld,\"behind\":%lld,\"p50\":%ld,\"p99\":%ld,\"p999\":%ld}\n", completed,
         failed, (long long)((end - begin) / interval) - issued, percentile(0.5), percentile(0.99), percentile(0.999));
  return 0;
}
