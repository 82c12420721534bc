package io.evenkeel.proxy.probe;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ProbeKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.Map;

/**
 * What an HTTP probe sends.
 *
 * @param address where to, also the Host field unless the check names another
 */
record ProbeRequest(HostPort address, ProbeKind.Http http, String userAgent) {
  private static final int USUAL_BYTES = 256;

  /**
   * The request's bytes.
   *
   * @param last whether the server is asked to close the connection after its answer
   */
  ByteBuf encode(ByteBufAllocator allocator, boolean last) {
    ByteBuf head = allocator.directBuffer(USUAL_BYTES);
    put(head, http.method());
    put(head, " ");
    put(head, http.path());
    put(head, " HTTP/1.1\r\n");
    field(head, "Host", http.host().isEmpty() ? address.toString() : http.host());
    if (http.headers().keySet().stream().noneMatch("User-Agent"::equalsIgnoreCase)) {
      field(head, "User-Agent", userAgent);
    }
    if (last) {
      field(head, "Connection", "close");
    }
    for (Map.Entry<String, String> header : http.headers().entrySet()) {
      field(head, header.getKey(), header.getValue());
    }
    put(head, "\r\n");
    return head;
  }

  private static void field(ByteBuf head, String name, String value) {
    put(head, name);
    put(head, ": ");
    put(head, value);
    put(head, "\r\n");
  }

  private static void put(ByteBuf head, String text) {
    var _ = ByteBufUtil.writeUtf8(head, text);
  }
}
