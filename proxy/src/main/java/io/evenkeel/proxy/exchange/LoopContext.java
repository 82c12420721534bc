package io.evenkeel.proxy.exchange;

import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.proxy.http1.HeadWriter;
import io.evenkeel.proxy.http1.RequestHeadParser;
import io.evenkeel.proxy.http1.ResponseHeadParser;
import io.evenkeel.proxy.overload.HeadBudget;
import io.evenkeel.proxy.overload.LoopGuard;
import io.evenkeel.proxy.timing.DeadlineWheel;
import io.evenkeel.proxy.upstream.IdleConnections;
import io.evenkeel.proxy.upstream.ServerConnection;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections and exchanges of one event loop share: parsers, writers and scratch space
 * that are in use only within one call, idle connections, timers. Everything here is confined to
 * the loop but for the constructor.
 */
final class LoopContext {
  private static final Logger LOG = LoggerFactory.getLogger(LoopContext.class);

  final int lane;
  final EventLoop loop;
  final SnapshotPublisher snapshots;
  final RandomSource random;
  final ByteBufAllocator allocator;
  final RequestHeadParser requestParser = new RequestHeadParser();
  final ResponseHeadParser responseParser = new ResponseHeadParser();
  final RequestHeads heads = new RequestHeads(this);
  final RequestView view = new RequestView(requestParser);
  final HeadWriter out = new HeadWriter();
  final OutgoingRequestHead outgoingRequest;
  final OutgoingResponseHead outgoingResponse;
  final LocalAnswers answers;
  final DeadlineWheel deadlines;
  final FineTimer fineTimer;
  final IdleConnections idle;
  final WaitingRoom waiting;
  final LoopGuard guard;
  final HeadBudget headBudget;
  final RateGate rates;
  final ReplayMemory replay = new ReplayMemory();
  final TimeLeft timeLeft = new TimeLeft();
  final ExchangePool exchanges = new ExchangePool(this);
  final ConnectionList connections = new ConnectionList();
  final ExchangeRecorder recorder;
  private final CurrentDate date = new CurrentDate();
  private byte[] headBytes = new byte[4096];
  private boolean draining;

  LoopContext(int lane, EventLoop loop, DataPlane shared) {
    this.lane = lane;
    this.loop = loop;
    this.snapshots = shared.snapshots();
    this.random = shared.random();
    this.allocator = shared.allocator();
    this.deadlines = new DeadlineWheel(now());
    this.fineTimer = new FineTimer(loop, now());
    this.idle = new IdleConnections(loop, shared.connector(), deadlines);
    this.waiting = new WaitingRoom(shared.loops(), lane, shared.pressure().queueCounters());
    this.guard = new LoopGuard(lane, shared.pressure());
    this.headBudget = new HeadBudget(shared.loops());
    this.rates = new RateGate(shared.pressure().limits(), snapshots, view);
    this.outgoingRequest = new OutgoingRequestHead(out, random);
    this.outgoingResponse = new OutgoingResponseHead(out, date);
    this.answers = new LocalAnswers(date, allocator, random);
    this.recorder = new ExchangeRecorder(lane, shared);
  }

  /** Begins to turn the wheel and to refresh the date. */
  void start() {
    tick();
    var _ =
        loop.scheduleAtFixedRate(this::tickOn, 0, DeadlineWheel.TICK_NANOS, TimeUnit.NANOSECONDS);
  }

  // An exception would end the repetition without a word, and with it every timeout of this loop.
  private void tickOn() {
    try {
      tick();
    } catch (RuntimeException e) {
      LOG.error("msg=\"a timer of the data plane failed\" lane={}", lane, e);
    }
  }

  private void tick() {
    long now = now();
    recorder.tick(now);
    date.set(recorder.epochSeconds());
    deadlines.advance(now);
    waiting.tick(now);
    if (guard.tick(now)) {
      connections.closeUseless(now);
    }
  }

  /** The monotonic clock, in nanoseconds. */
  long now() {
    return System.nanoTime();
  }

  /**
   * Scratch space for a head of {@code length} bytes; its content lives until the next head is
   * copied in.
   */
  byte[] headBytes(int length) {
    if (headBytes.length < length) {
      headBytes = Arrays.copyOf(headBytes, Math.max(length, headBytes.length * 2));
    }
    return headBytes;
  }

  /** Keeps a connection for the next request, or closes it when its server has enough. */
  void giveBack(ServerConnection connection, PoolRuntime pool) {
    ServerState server = connection.server();
    if (idle.open(server)
        > Math.ceilDiv(pool.pool().limits().connectionsPerServer(), waiting.loops())) {
      connection.abort();
    } else {
      idle.giveBack(connection, now(), pool.pool().timeouts().idle().toNanos());
    }
  }

  boolean isDraining() {
    return draining;
  }

  /** From now on every answer says that it is the connection's last. */
  void drain() {
    draining = true;
  }
}
