/*
 * The servers behind the proxies: one epoll process that listens on several ports, so that nothing
 * about the servers differs between the proxies and they cost as little of the second core as
 * possible.
 *
 *   server FIRST_PORT COUNT
 *
 * listens on COUNT ports on all loopback addresses. GET /b/N answers N bytes (at most 1 MiB); any
 * request body is read to its end before the answer, 200 with an empty body for other paths.
 * Prints "listening" when it does.
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
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HEAD_MAX = 4096, BODY_MAX = 1 << 20, READ_SIZE = 1 << 17, EVENTS = 256 };

struct connection {
  int fd;
  int listening;
  int head_length;      /* bytes of the request head so far */
  int closing;          /* the request said Connection: close */
  int writing;          /* the response did not fit the socket yet */
  long long body_left;  /* bytes of the request body still to be read */
  size_t answer_length; /* of the response body */
  size_t answer_sent;   /* of response head and body together */
  int answer_head_length;
  char answer_head[128];
  char head[HEAD_MAX];
};

static char body[BODY_MAX];
static char scratch[READ_SIZE];
static int poller;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void drop(struct connection *c) {
  close(c->fd);
  free(c);
}

static void watch(struct connection *c, uint32_t events, int operation) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, operation, c->fd, &event) < 0) fail("epoll_ctl");
}

/* The value of a request field, or NULL; the name is given with its colon. */
static const char *field(const char *head, const char *name) {
  const char *at = strcasestr(head, name);
  if (!at) return NULL;
  at += strlen(name);
  while (*at == ' ') at++;
  return at;
}

/* Takes the parsed head apart; returns 0 when it asks for something we cannot do. */
static int begin(struct connection *c) {
  const char *length = field(c->head, "\r\ncontent-length:");
  const char *connection = field(c->head, "\r\nconnection:");
  const char *path = strchr(c->head, ' ');
  if (!path || field(c->head, "\r\ntransfer-encoding:")) return 0;
  c->body_left = length ? atoll(length) : 0;
  c->closing = (connection && strncasecmp(connection, "close", 5) == 0) || strstr(c->head, " HTTP/1.0\r\n") != NULL;
  c->answer_length = strncmp(path + 1, "/b/", 3) == 0 ? (size_t)atoll(path + 4) : 0;
  if (c->answer_length > BODY_MAX) return 0;
  c->answer_sent = 0;
  c->answer_head_length = snprintf(c->answer_head, sizeof c->answer_head,
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n%s\r\n",
      c->answer_length, c->closing ? "Connection: close\r\n" : "");
  return 1;
}

/* Sends what is left; 1: all of it, 0: the socket is full, -1: the connection is gone. */
static int answer(struct connection *c) {
  size_t total = c->answer_head_length + c->answer_length;
  while (c->answer_sent < total) {
    size_t head = c->answer_head_length;
    size_t from_head = c->answer_sent < head ? head - c->answer_sent : 0;
    size_t from_body = c->answer_sent < head ? 0 : c->answer_sent - head;
    struct iovec parts[2] = {
        {c->answer_head + (head - from_head), from_head},
        {body + from_body, c->answer_length - from_body},
    };
    ssize_t n = writev(c->fd, parts, 2);
    if (n < 0 && errno == EAGAIN) return 0;
    if (n < 0) return -1;
    c->answer_sent += n;
  }
  return 1;
}

/* Answers a request whose body has been read; 0: the connection is gone. */
static int respond(struct connection *c) {
  int sent = answer(c);
  if (sent < 0 || (sent > 0 && c->closing)) {
    drop(c);
    return 0;
  }
  if (sent == 0 && !c->writing) {
    c->writing = 1;
    watch(c, EPOLLOUT, EPOLL_CTL_MOD);
  } else if (sent > 0 && c->writing) {
    c->writing = 0;
    watch(c, EPOLLIN, EPOLL_CTL_MOD);
  }
  if (sent > 0) c->head_length = -1; /* the next byte begins a new head */
  return 1;
}

/* Bytes of a head; the proxies do not pipeline, so what follows it is its body. */
static void read_head(struct connection *c) {
  if (c->head_length < 0) c->head_length = 0;
  ssize_t n = read(c->fd, c->head + c->head_length, HEAD_MAX - 1 - c->head_length);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) return drop(c);
  c->head_length += n;
  c->head[c->head_length] = 0;
  char *end = strstr(c->head, "\r\n\r\n");
  if (!end) {
    if (c->head_length == HEAD_MAX - 1) drop(c);
    return;
  }
  long long surplus = c->head + c->head_length - (end + 4);
  end[2] = 0;
  if (!begin(c)) return drop(c);
  c->body_left -= surplus;
  if (c->body_left <= 0) respond(c);
}

static void read_body(struct connection *c) {
  while (c->body_left > 0) {
    ssize_t n = read(c->fd, scratch, READ_SIZE);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return drop(c);
    c->body_left -= n;
  }
  respond(c);
}

static void accept_all(int listening) {
  int one = 1;
  for (;;) {
    int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct connection *c = calloc(1, sizeof *c);
    if (!c) fail("calloc");
    c->fd = fd;
    c->head_length = -1;
    watch(c, EPOLLIN, EPOLL_CTL_ADD);
  }
}

static void listen_on(int port) {
  int one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_ANY)};
  struct connection *c = calloc(1, sizeof *c);
  if (!c) fail("calloc");
  c->listening = 1;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(c->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(c->fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(c->fd, 4096) < 0) fail("listen");
  watch(c, EPOLLIN, EPOLL_CTL_ADD);
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: server FIRST_PORT COUNT\n");
    return 2;
  }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  signal(SIGPIPE, SIG_IGN); /* a proxy that is killed must not take the servers along */
  memset(body, 'x', sizeof body);
  poller = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < atoi(arguments[2]); i++) listen_on(atoi(arguments[1]) + i);
  puts("listening");
  fflush(stdout);
  struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(poller, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (c->listening) accept_all(c->fd);
      else if (c->writing) respond(c);
      else if (c->body_left > 0) read_body(c);
      else read_head(c);
    }
  }
}
