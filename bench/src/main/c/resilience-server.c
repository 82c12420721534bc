/*
 * One server of the resilience scenarios: a process that can be told to behave badly.
 *
 *   resilience-server PORT NUMBER CONTROL_FILE
 *
 * The control file is shared memory, an array of 64-bit numbers: the harness writes how to behave
 * into the first of them, the server counts in the others. So it can be told and asked at any moment,
 * and what it counted outlives it when it is killed, stopped or cut off.
 *
 * A request takes `service` to `service + spread` microseconds in one of `slots` places (0: as many
 * as come); those that find no place wait in order of arrival. With `thrash` the time grows with the
 * requests that are there beyond the places, by so many thousandths for every place's worth, as
 * caches, garbage collection and lock contention make it: then a server can do less the more is asked
 * of it. Work that a client no longer waits for is done all the same, since most servers do not notice.
 * /health is a request like any other, but never answered with an error on purpose.
 *
 * SIGTERM: no new connections, idle ones are closed, requests in work are answered, then the end.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_MAX = 4096, EVENTS = 256, JOBS_MAX = 1 << 16, BUCKETS = 1024, BUCKET_NANOS = 100000000 };

/* The control file; ControlFile.java knows the same places. */
enum field {
  SERVICE,      /* us */
  SPREAD,       /* us */
  EXTRA,        /* us on top, in place or not */
  ERRORS,       /* thousandths of the requests */
  ERROR_STATUS, /* of those; 0: the connection is reset */
  ERRORS_FAST,  /* 1: without doing the work first */
  SLOTS,        /* 0: as many as come */
  THRASH,       /* see above */
  LEAK,         /* bytes per request, never given back */
  HOLD,         /* bytes per request while it is here */
  EPOCH,        /* CLOCK_MONOTONIC, ns: where the arrivals begin */
  ARRIVED = 16, /* requests, checks not among them, as all below */
  ANSWERED,     /* well */
  FAILED,       /* on purpose */
  ABANDONED,    /* done, and nobody was there any more */
  PRESENT,      /* now */
  PEAK,         /* of PRESENT */
  CHECKS,
  ARRIVALS = 64 /* per 100 ms since EPOCH */
};
static volatile int64_t *control;

struct job {
  struct connection *connection; /* NULL: it is gone */
  int64_t done;                  /* when it will be, ns */
  int64_t number;                /* keeps the order of equals */
  int check, fails;
  char *held;
};

struct connection {
  int fd;
  struct job *job; /* NULL: between two requests */
  int head_length;
  char head[HEAD_MAX];
  struct connection *next, *previous; /* of all that are open */
};

static struct job *working[JOBS_MAX]; /* a heap: the one that is done first is on top */
static int working_count, in_place;
static struct job *waiting[JOBS_MAX]; /* a ring */
static long waiting_first, waiting_last;
static struct connection open_connections = {.fd = -1}; /* head of the list */
static int64_t job_numbers;
static uint64_t random_state;
static int poller, listening, number;
static volatile sig_atomic_t ending;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static uint64_t next_random(uint64_t bound) { /* xorshift64 */
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return bound == 0 ? 0 : random_state % bound;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int before(struct job *a, struct job *b) {
  return a->done != b->done ? a->done < b->done : a->number < b->number;
}

static void push(struct job *job) {
  int at = working_count++;
  for (; at > 0 && before(job, working[(at - 1) / 2]); at = (at - 1) / 2) working[at] = working[(at - 1) / 2];
  working[at] = job;
}

static struct job *pop(void) {
  struct job *top = working[0], *last = working[--working_count];
  int at = 0;
  for (int child = 1; child < working_count; child = 2 * at + 1) {
    if (child + 1 < working_count && before(working[child + 1], working[child])) child++;
    if (!before(working[child], last)) break;
    working[at] = working[child];
    at = child;
  }
  working[at] = last;
  return top;
}

static void drop(struct connection *c, int reset) {
  if (reset) {
    struct linger at_once = {1, 0};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  close(c->fd);
  if (c->job) c->job->connection = NULL;
  c->previous->next = c->next;
  if (c->next) c->next->previous = c->previous;
  free(c);
}

/* Counted from when the place was free, so that what the machine is late does not lessen what the server can do. */
static void work_on(struct job *job, int64_t from) {
  int64_t slots = control[SLOTS];
  int64_t micros = control[SERVICE] + next_random(control[SPREAD]);
  int64_t present = in_place + (waiting_last - waiting_first);
  if (slots > 0 && present > slots) micros += micros * control[THRASH] / 1000 * (present - slots) / slots;
  if (job->fails && control[ERRORS_FAST]) micros = 0;
  in_place++;
  job->done = from + (micros + control[EXTRA]) * 1000;
  push(job);
}

static void fill_places(int64_t free_since) {
  while (waiting_first < waiting_last && (control[SLOTS] == 0 || in_place < control[SLOTS]))
    work_on(waiting[waiting_first++ % JOBS_MAX], free_since);
}

static char *taken(int64_t bytes) { /* touched, so that it is really there */
  char *memory = bytes > 0 ? malloc(bytes) : NULL;
  if (memory) memset(memory, 1, bytes);
  return memory;
}

static void count_arrival(void) {
  int64_t bucket = (now() - control[EPOCH]) / BUCKET_NANOS;
  if (control[EPOCH] > 0 && bucket >= 0 && bucket < BUCKETS) control[ARRIVALS + bucket]++;
  control[ARRIVED]++;
  if (++control[PRESENT] > control[PEAK]) control[PEAK] = control[PRESENT];
}

static void arrive(struct connection *c) {
  struct job *job = calloc(1, sizeof *job);
  job->connection = c;
  job->number = job_numbers++;
  c->job = job;
  job->check = strncmp(c->head, "GET /health ", 12) == 0;
  if (job->check) {
    control[CHECKS]++;
  } else {
    count_arrival();
    job->fails = (int64_t)next_random(1000) < control[ERRORS];
    job->held = taken(control[HOLD]);
    taken(control[LEAK]);
  }
  if (job->fails && control[ERRORS_FAST]) return work_on(job, now()); /* it does not get as far as a place */
  waiting[waiting_last++ % JOBS_MAX] = job;
  fill_places(now());
}

static void answer(struct connection *c, int status) {
  char text[256];
  int length = snprintf(text, sizeof text,
      "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nX-Server: %d\r\n%s\r\nok\n", status,
      status == 200 ? "OK" : "Error", number, ending ? "Connection: close\r\n" : "");
  if (send(c->fd, text, length, MSG_NOSIGNAL) < length || ending) drop(c, 0);
}

static void finish(struct job *job) {
  struct connection *c = job->connection;
  in_place--;
  if (!job->check) {
    control[PRESENT]--;
    control[!c ? ABANDONED : job->fails ? FAILED : ANSWERED]++;
  }
  if (c) {
    c->job = NULL;
    if (job->fails && control[ERROR_STATUS] == 0) drop(c, 1);
    else answer(c, job->fails ? (int)control[ERROR_STATUS] : 200);
  }
  free(job->held);
  free(job);
}

/* Requests have no body here, and nobody pipelines. */
static void receive(struct connection *c) {
  ssize_t n = read(c->fd, c->head + c->head_length, HEAD_MAX - 1 - c->head_length);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0 || c->job) return drop(c, 0);
  c->head_length += n;
  c->head[c->head_length] = 0;
  if (strstr(c->head, "\r\n\r\n")) {
    c->head_length = 0;
    arrive(c);
  } else if (c->head_length == HEAD_MAX - 1) {
    drop(c, 0);
  }
}

static void accept_all(void) {
  int one = 1;
  for (;;) {
    int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct connection *c = calloc(1, sizeof *c);
    if (!c) fail("calloc");
    c->fd = fd;
    c->previous = &open_connections;
    c->next = open_connections.next;
    if (c->next) c->next->previous = c;
    open_connections.next = c;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
  }
}

static void end_gently(int signal) {
  (void)signal;
  ending = 1;
}

/* Once after SIGTERM: what has no request ends now, the rest when it is answered. */
static void close_idle(void) {
  accept_all(); /* whoever is in the queue of the listening socket believes to be connected */
  close(listening);
  listening = -1;
  for (struct connection *c = open_connections.next, *next; c; c = next) {
    next = c->next;
    receive(c); /* a request may have come in since */
  }
  for (struct connection *c = open_connections.next, *next; c; c = next) {
    next = c->next;
    if (!c->job && c->head_length == 0) drop(c, 0);
  }
}

static void listen_on(int port) {
  int one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listening, (struct sockaddr *)&address, sizeof address) < 0 || listen(listening, 1024) < 0) fail("listen");
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poller, EPOLL_CTL_ADD, listening, &event);
}

static void share_control(const char *file) {
  int fd = open(file, O_RDWR | O_CLOEXEC);
  size_t bytes = (ARRIVALS + BUCKETS) * sizeof(int64_t);
  if (fd < 0 || ftruncate(fd, bytes) < 0) fail(file);
  control = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (control == MAP_FAILED) fail("mmap");
  control[PRESENT] = 0; /* of the process before this one */
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: resilience-server PORT NUMBER CONTROL_FILE\n");
    return 2;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* never without the harness */
  signal(SIGPIPE, SIG_IGN);
  mallopt(M_MMAP_THRESHOLD, 65536); /* what is held goes back to the system when it is freed */
  struct sigaction on_term = {.sa_handler = end_gently};
  sigaction(SIGTERM, &on_term, NULL);
  number = atoi(arguments[2]);
  random_state = 88172645463325252ULL + number; /* the same errors in every run */
  poller = epoll_create1(EPOLL_CLOEXEC);
  share_control(arguments[3]);
  listen_on(atoi(arguments[1]));
  puts("listening");
  fflush(stdout);
  struct epoll_event events[EVENTS];
  while (!ending || working_count > 0 || open_connections.next) {
    int64_t wait = working_count > 0 ? working[0]->done - now() : 50000000;
    struct timespec pause = {0, wait < 0 ? 0 : wait > 50000000 ? 50000000 : wait};
    int ready = epoll_pwait2(poller, events, EVENTS, &pause, NULL);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.ptr) receive(events[i].data.ptr);
      else accept_all();
    }
    if (ending && listening >= 0) close_idle();
    for (int64_t t = now(), done; working_count > 0 && working[0]->done <= t; fill_places(done)) {
      done = working[0]->done;
      finish(pop());
    }
    fill_places(now()); /* there may be more of them than before */
  }
  return 0;
}
