/*
 * Load at a fixed rate that accounts for every single request, while what answers it is being broken.
 *
 *   resilience-load PORT BEGIN_NANOS RATE SECONDS CONNECTIONS TIMEOUT_MILLIS
 *
 * Requests are due at even intervals from BEGIN_NANOS (CLOCK_MONOTONIC) on, whatever the answers
 * take. One that finds every connection busy waits for a free one, and its wait is part of its
 * latency (Gil Tene, "How NOT to Measure Latency", 2015: coordinated omission). A request that was
 * sent is given up TIMEOUT_MILLIS later, one that found no connection TIMEOUT_MILLIS after it was
 * due. Nothing is sent twice; a connection that broke is opened again for the next request.
 *
 * When all is answered or given up it prints a line per request, in the order in which they were due:
 *
 *   due,sent,done,outcome,server,retry-after
 *
 * in microseconds since BEGIN_NANOS (sent: -1 when it never was); outcome is the status of the
 * answer or one of the negative numbers below; server is the number in the x-server field, 0 without
 * one; retry-after is 1 when the answer has such a field.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 16384, EVENTS = 256, NONE = -1, SWEEP_NANOS = 10000000 };
enum { NOT_CONNECTED = -1, BROKEN = -2, TIMED_OUT = -3, NEVER_SENT = -4, NOT_HTTP = -5 };

struct request {
  int64_t due, sent, done; /* ns */
  int outcome, server, retry_after;
};

struct connection {
  int fd;              /* NONE: not open */
  long current;        /* the request on it; NONE: free */
  size_t sent;         /* bytes of the request */
  int length;          /* bytes of the answer so far */
  long long body_left; /* -1: head not complete; -2: until the connection ends */
  int closes;          /* the answer announced the end of the connection */
  char answer[ANSWER_MAX];
};

static const char text[] = "GET /work HTTP/1.1\r\nHost: bench\r\n\r\n";
static struct request *requests;
static long total, issued, ended;
static struct connection *connections;
static struct connection **idle;
static int size, idle_count, idle_first, poller;
static struct sockaddr_in address;
static int64_t begin_nanos, timeout_nanos;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void hang_up(struct connection *c) {
  if (c->fd != NONE) close(c->fd);
  c->fd = NONE;
}

static void end(long number, int outcome) {
  requests[number].done = now();
  requests[number].outcome = outcome;
  ended++;
}

/* Frees the connection from its request; anything but a status also costs the connection. */
static void finish(struct connection *c, int outcome) {
  end(c->current, outcome);
  c->current = NONE;
  if (outcome < 0 || c->closes) hang_up(c);
  idle[(idle_first + idle_count++) % size] = c;
}

static void watch(struct connection *c, uint32_t events, int operation) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  epoll_ctl(poller, operation, c->fd, &event);
}

static void send_rest(struct connection *c) {
  while (c->sent < sizeof text - 1) {
    ssize_t n = send(c->fd, text + c->sent, sizeof text - 1 - c->sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) return watch(c, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    if (n < 0) return finish(c, c->sent > 0 || errno == EPIPE || errno == ECONNRESET ? BROKEN : NOT_CONNECTED);
    c->sent += n;
  }
  watch(c, EPOLLIN, EPOLL_CTL_MOD);
}

static void start(struct connection *c, long number) {
  c->current = number;
  c->sent = 0;
  c->length = 0;
  c->body_left = -1;
  c->closes = 0;
  requests[number].sent = now();
  if (c->fd != NONE) return send_rest(c);
  int one = 1;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)
    return finish(c, NOT_CONNECTED);
  watch(c, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
}

/* The value of a field of the answer's head, or NULL; the name is given in small letters. */
static const char *field(const char *head, const char *name) {
  const char *at = strcasestr(head, name);
  return at ? at + strlen(name) + strspn(at + strlen(name), " ") : NULL;
}

/* Reads the head; returns 0 while it is not complete, -1 when it is no HTTP. */
static int read_head(struct connection *c) {
  c->answer[c->length] = 0;
  char *head_end = strstr(c->answer, "\r\n\r\n");
  if (!head_end) return c->length < ANSWER_MAX - 1 ? 0 : -1;
  if (strncmp(c->answer, "HTTP/1.", 7) != 0) return -1;
  head_end[2] = 0;
  const char *length = field(c->answer, "\r\ncontent-length:");
  const char *connection = field(c->answer, "\r\nconnection:");
  const char *server = field(c->answer, "\r\nx-server:");
  c->closes = connection && strncasecmp(connection, "close", 5) == 0;
  if (field(c->answer, "\r\ntransfer-encoding:")) return -1; /* none of the servers or proxies needs it */
  requests[c->current].server = server ? atoi(server) : 0;
  requests[c->current].retry_after = field(c->answer, "\r\nretry-after:") != NULL;
  if (!length) c->closes = 1;
  long long left = length ? atoll(length) - (c->answer + c->length - (head_end + 4)) : 0;
  c->body_left = length ? left : -2;
  return left < 0 ? -1 : 1;
}

static void receive(struct connection *c) {
  while (c->current != NONE) {
    char *to = c->body_left == -1 ? c->answer + c->length : c->answer + 1024;
    ssize_t n = recv(c->fd, to, c->answer + ANSWER_MAX - 1 - to, 0);
    if (n < 0 && errno == EAGAIN) return;
    int head_complete = c->body_left != -1;
    if (n == 0 && c->body_left == -2) return finish(c, atoi(c->answer + 9));
    if (n < 0 && errno == ECONNREFUSED) return finish(c, NOT_CONNECTED);
    if (n <= 0) return finish(c, BROKEN);
    if (head_complete) {
      if (c->body_left > 0) c->body_left = n > c->body_left ? 0 : c->body_left - n;
    } else {
      c->length += n;
      int complete = read_head(c);
      if (complete < 0) return finish(c, NOT_HTTP);
      if (!complete) continue;
    }
    if (c->body_left == 0) finish(c, atoi(c->answer + 9));
  }
}

static void handle(struct connection *c, uint32_t events) {
  if (c->current == NONE) return hang_up(c); /* closed by the proxy between two requests */
  if ((events & EPOLLOUT) && !(events & EPOLLERR)) send_rest(c);
  if (c->current != NONE && (events & (EPOLLIN | EPOLLHUP | EPOLLERR))) receive(c);
}

/* Gives up what waits too long, on connections and for one. */
static void sweep(int64_t t) {
  for (int i = 0; i < size; i++) {
    struct connection *c = &connections[i];
    if (c->current != NONE && t - requests[c->current].sent > timeout_nanos) finish(c, TIMED_OUT);
  }
  while (issued < total && idle_count == 0 && t - requests[issued].due > timeout_nanos) end(issued++, NEVER_SENT);
}

static void issue_due(void) {
  while (issued < total && idle_count > 0 && requests[issued].due <= now()) {
    struct connection *c = idle[idle_first];
    idle_first = (idle_first + 1) % size;
    idle_count--;
    start(c, issued++);
  }
}

static void prepare(double rate, double seconds) {
  total = (long)(rate * seconds);
  requests = calloc(total, sizeof *requests);
  for (long i = 0; i < total; i++) {
    requests[i].due = begin_nanos + (int64_t)(i * 1e9 / rate);
    requests[i].sent = NONE;
  }
  connections = calloc(size, sizeof *connections);
  idle = calloc(size, sizeof *idle);
  for (int i = 0; i < size; i++) {
    connections[i].fd = NONE;
    connections[i].current = NONE;
    idle[idle_count++] = &connections[i];
  }
}

static void print_all(void) {
  for (long i = 0; i < total; i++) {
    struct request *r = &requests[i];
    printf("%lld,%lld,%lld,%d,%d,%d\n", (long long)(r->due - begin_nanos) / 1000,
           r->sent == NONE ? -1LL : (long long)(r->sent - begin_nanos) / 1000,
           (long long)(r->done - begin_nanos) / 1000, r->outcome, r->server, r->retry_after);
  }
}

int main(int count, char **arguments) {
  if (count != 7) {
    fprintf(stderr, "usage: resilience-load PORT BEGIN_NANOS RATE SECONDS CONNECTIONS TIMEOUT_MILLIS\n");
    return 2;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* never without the harness */
  address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  begin_nanos = atoll(arguments[2]);
  size = atoi(arguments[5]);
  timeout_nanos = atoll(arguments[6]) * 1000000;
  prepare(atof(arguments[3]), atof(arguments[4]));
  poller = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event events[EVENTS];
  int64_t swept = now();
  while (ended < total) {
    issue_due();
    int64_t t = now();
    if (t - swept > SWEEP_NANOS) {
      sweep(t);
      swept = t;
    }
    int64_t wait = issued < total && idle_count > 0 ? requests[issued].due - now() : SWEEP_NANOS;
    struct timespec pause = {0, wait < 0 ? 0 : wait > SWEEP_NANOS ? SWEEP_NANOS : wait};
    int ready = epoll_pwait2(poller, events, EVENTS, &pause, NULL);
    for (int i = 0; i < ready; i++) handle(events[i].data.ptr, events[i].events);
  }
  print_all();
  return 0;
}
