package io.evenkeel.proxy.exchange;

import io.evenkeel.proxy.exchange.OutgoingResponseHead.Persistence;
import io.evenkeel.proxy.http1.Framing;
import io.evenkeel.proxy.http1.ResponseHeadParser;
import io.evenkeel.proxy.upstream.ReceiveBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The server's answer on its way to the client: heads, then the body. Part of an {@link
 * HttpExchange}.
 */
final class ResponseFlow {
  /**
   * What servers send in practice fits many times; the limit only bounds what a broken one can make
   * us hold.
   */
  private static final int MAX_HEAD_BYTES = 64 * 1024;

  private static final int MAX_FIELDS = 256;

  /** Interim responses before the final one; more is a fault or an attack. */
  private static final int MAX_INTERIM = 100;

  private static final int CONTINUE = 100;
  private static final int SWITCHING_PROTOCOLS = 101;

  /** See {@code ClientConnection.FIRST_LOOK}. */
  private static final int FIRST_LOOK = 2048;

  private final HttpExchange exchange;
  private final LoopContext loop;
  private final ResponseRelay body = new ResponseRelay();
  private @Nullable ByteBuf held;
  private boolean begun;

  /** Whether the client was told to send its body. */
  private boolean invited;

  private boolean reusable;
  private boolean keepsClient;
  private int interim;
  private int status;
  private long firstByteNanos;
  private long sentBytes;

  ResponseFlow(HttpExchange exchange) {
    this.exchange = exchange;
    this.loop = exchange.loop;
  }

  void reset() {
    begun = false;
    invited = false;
    interim = 0;
    status = 0;
    firstByteNanos = 0;
    sentBytes = 0;
  }

  /** Whether a final head went to the client. */
  boolean hasBegun() {
    return begun;
  }

  /** Of the response, or of our own answer; 0 before. */
  int status() {
    return status;
  }

  /** Whether the begin of a head has come. */
  boolean hasPart() {
    return held != null;
  }

  /** When the final head came, by the loop's clock. */
  long firstByteNanos() {
    return firstByteNanos;
  }

  /** Whether the client's connection goes on after this response. */
  boolean keepsClient() {
    return keepsClient;
  }

  /** Bytes for the client so far, heads and framing included. */
  long sentBytes() {
    return sentBytes;
  }

  void answered(int ownStatus, int bytes) {
    status = ownStatus;
    sentBytes += bytes;
  }

  void release() {
    ByteBuf in = held;
    held = null;
    if (in != null) {
      in.release();
    }
  }

  void onBytes(ByteBuf bytes) {
    ByteBuf in = Heads.join(held, bytes, loop.allocator, ReceiveBuffers.HEADROOM);
    held = null;
    while (!begun) {
      int result = parse(in);
      if (result == ResponseHeadParser.INCOMPLETE) {
        // More will follow soon: who has begun to answer is not overtaken any more.
        exchange.hedge.end();
        held = in;
        return;
      }
      if (result != ResponseHeadParser.COMPLETE) {
        in.release();
        exchange.failResponse(loop.responseParser.refusal());
        return;
      }
      if (loop.responseParser.status() >= 200) {
        if (!beginFinal(in)) {
          return;
        }
      } else if (!passInterim(in)) {
        return;
      }
    }
    relay(in);
  }

  /** The server has closed; true when that was the proper end of the response. */
  boolean onServerClosed(boolean reset) {
    if (!begun || reset || !body.endsByClose()) {
      return false;
    }
    if (body.needsLastChunk()) {
      toClient(Unpooled.wrappedBuffer(loop.answers.lastChunk()));
    }
    exchange.responseDone(false);
    return true;
  }

  private int parse(ByteBuf in) {
    int available = in.readableBytes();
    int result = parse(in, Math.min(available, FIRST_LOOK));
    return result == ResponseHeadParser.INCOMPLETE && available > FIRST_LOOK
        ? parse(in, Math.min(available, MAX_HEAD_BYTES + 1))
        : result;
  }

  private int parse(ByteBuf in, int length) {
    byte[] bytes = loop.headBytes(length);
    in.getBytes(in.readerIndex(), bytes, 0, length);
    return loop.responseParser.parse(bytes, 0, length, MAX_HEAD_BYTES, MAX_FIELDS);
  }

  private boolean passInterim(ByteBuf in) {
    exchange.hedge.end();
    ResponseHeadParser parser = loop.responseParser;
    if (parser.status() == SWITCHING_PROTOCOLS && exchange.facts.wantsWebSocket) {
      beginTunnel(in);
      return false;
    }
    if (parser.status() == SWITCHING_PROTOCOLS || ++interim > MAX_INTERIM) {
      String why =
          interim > MAX_INTERIM ? "too many interim responses" : "101 without a request for it";
      in.release();
      exchange.failResponse(why);
      return false;
    }
    // RFC 9110, 15.2: never to an HTTP/1.0 client. And a client that was asked for its body once
    // has sent it: what another server says of it is for us.
    boolean again = invited && parser.status() == CONTINUE;
    invited |= parser.status() == CONTINUE;
    if (exchange.facts.http11 && !again) {
      loop.outgoingResponse.writeInterim(parser, loop.headBytes(0));
      toClient(Heads.copy(loop.out, loop.allocator));
    }
    in.skipBytes(parser.headEnd());
    if (!in.isReadable()) {
      in.release();
      return false;
    }
    return true;
  }

  // From here on both sides are bodies without an end of their own.
  private void beginTunnel(ByteBuf in) {
    ResponseHeadParser parser = loop.responseParser;
    status = parser.status();
    firstByteNanos = loop.now();
    exchange.answered();
    begun = true;
    answered();
    reusable = false;
    keepsClient = false;
    body.begin(ResponseRelay.Framing.UNTIL_CLOSE, 0);
    loop.outgoingResponse.writeSwitch(parser, loop.headBytes(0));
    in.skipBytes(parser.headEnd());
    toClient(Heads.copy(loop.out, loop.allocator));
    exchange.tunnelBegun();
    relay(in);
    exchange.request.resume();
  }

  // Writes the head over the received one and passes on, in the same buffer, what of the body needs
  // no change.
  private boolean beginFinal(ByteBuf in) {
    ResponseHeadParser parser = loop.responseParser;
    RequestFacts request = exchange.facts;
    ResponseRelay.Framing framing = framing(parser, request);
    if (parser.status() >= 500 && exchange.recovery.refusesAnswer(parser.status())) {
      long left = leftover(in, framing);
      in.release();
      exchange.recovery.answerRefused(left);
      return false;
    }
    exchange.answered();
    status = parser.status();
    firstByteNanos = loop.now();
    begun = true;
    answered();
    // What failed before is made good: the attempts tell of it, no error does.
    request.fail(null, "");
    reusable = parser.keepAlive() && parser.http11();
    body.begin(framing, parser.contentLength());
    // An answer before the end of the request: whether the rest will come is not known, and a close
    // that was not announced is a failed request to a client that has sent the next one.
    keepsClient =
        request.keepAlive
            && exchange.request.isRead()
            && !framing.endsWithConnection()
            && exchange.client().mayContinue();
    loop.outgoingResponse.write(
        parser,
        loop.headBytes(0),
        framing.isChunked(),
        persistence(request),
        request.affinity.cookieFor(exchange.attempt.lastServer()));
    int headEnd = in.readerIndex() + parser.headEnd();
    int plain = body.plain(in.writerIndex() - headEnd);
    if (headEnd + plain == in.writerIndex() && Heads.placeBefore(in, headEnd, loop.out)) {
      body.passed(plain);
      toClient(in);
      afterBytes(true);
      return false;
    }
    in.readerIndex(headEnd);
    toClient(Heads.copy(loop.out, loop.allocator));
    return true;
  }

  /**
   * How many bytes of the answer that begins {@code in} are still to come, before its connection is
   * good for another one; {@link Recovery#ENDLESS}: it will not be.
   */
  private long leftover(ByteBuf in, ResponseRelay.Framing framing) {
    ResponseHeadParser parser = loop.responseParser;
    boolean bounded =
        framing == ResponseRelay.Framing.NONE || framing == ResponseRelay.Framing.LENGTH;
    long length = framing == ResponseRelay.Framing.NONE ? 0 : parser.contentLength();
    long left = length - (in.readableBytes() - parser.headEnd());
    return bounded && left >= 0 && parser.keepAlive() && parser.http11() ? left : Recovery.ENDLESS;
  }

  /** Breakers that let this request try need not wait for the end of its body. */
  private void answered() {
    exchange.attempt.answered(status, firstByteNanos);
    exchange.gate.answered(status, firstByteNanos);
  }

  private static ResponseRelay.Framing framing(ResponseHeadParser parser, RequestFacts request) {
    return switch (Framing.of(request.method, parser)) {
      case NONE -> ResponseRelay.Framing.NONE;
      case LENGTH -> ResponseRelay.Framing.LENGTH;
      case CHUNKED ->
          request.http11 ? ResponseRelay.Framing.CHUNKED : ResponseRelay.Framing.UNCHUNKED;
      case UNTIL_CLOSE ->
          request.http11
              ? ResponseRelay.Framing.UNTIL_CLOSE_IN_CHUNKS
              : ResponseRelay.Framing.UNTIL_CLOSE;
    };
  }

  private Persistence persistence(RequestFacts request) {
    if (!keepsClient) {
      return Persistence.CLOSE;
    }
    return request.http11 ? Persistence.OPEN : Persistence.OPEN_SAID;
  }

  private void relay(ByteBuf in) {
    if (in.isReadable() && !body.isDone()) {
      toClient(body.next(in, loop.allocator));
    }
    boolean clean = !in.isReadable();
    in.release();
    String error = body.error();
    if (error != null) {
      exchange.failResponse(error);
    } else {
      afterBytes(clean);
    }
  }

  /**
   * @param clean whether nothing came behind the body; a server that sends more is not trusted with
   *     another request
   */
  private void afterBytes(boolean clean) {
    if (body.isDone()) {
      exchange.responseDone(reusable && clean);
    } else {
      exchange.responseProgress();
    }
  }

  private void toClient(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (length == 0) {
      bytes.release();
      return;
    }
    sentBytes += length;
    exchange.client().write(bytes);
  }
}
