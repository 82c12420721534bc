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
  /**
   * The request's bytes.
   *
   * @param last whether the server is asked to close the connection after its answer
   */
  ByteBuf encode(ByteBufAllocator allocator, boolean last) {
    StringBuilder head = new StringBuilder(256);
    head.append(http.method()).append(' ').append(http.path()).append(" HTTP/1.1\r\n");
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
    return ByteBufUtil.writeUtf8(allocator, head.append("\r\n"));
  }

  private static void field(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
