package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.Listener;
import io.evenkeel.proxy.listen.ClientKey;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses of one client connection, rendered once. Confined to its loop. */
final class ClientAddress implements ClientIdentity {
  private static final byte[] UNIX = "unix".getBytes(ISO_8859_1);

  private final byte[] address;
  private final byte[] ownAddress;
  private final @Nullable AddressBytes peer;
  private final long number;
  private boolean trusted;
  private List<Cidr> trustedProxies = List.of();

  private ClientAddress(
      byte[] address, byte[] ownAddress, @Nullable AddressBytes peer, long number) {
    this.address = address;
    this.ownAddress = ownAddress;
    this.peer = peer;
    this.number = number;
  }

  static ClientAddress of(Channel channel) {
    AddressBytes peer =
        channel.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
            ? new AddressBytes(inet.getAddress().getAddress()).unmapped()
            : null;
    byte[] text = peer == null ? UNIX : host(channel.remoteAddress()).getBytes(ISO_8859_1);
    return new ClientAddress(
        text, own(channel.localAddress()), peer, ClientKey.of(channel.remoteAddress()));
  }

  /**
   * Looks up whether {@code listener} trusts this peer; a Unix socket's peer is trusted by whoever
   * made it reachable.
   */
  void judgeBy(Listener listener) {
    trustedProxies = listener.trustedProxies();
    trusted = !trustedProxies.isEmpty() && (peer == null || isTrusted(peer));
  }

  private boolean isTrusted(AddressBytes address) {
    for (Cidr block : trustedProxies) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte[] source(@Nullable String forwardedFor) {
    String named = named(forwardedFor);
    return named == null ? address : named.getBytes(ISO_8859_1);
  }

  @Override
  public long number(@Nullable String forwardedFor) {
    String named = named(forwardedFor);
    byte[] bytes = named == null ? null : NetUtil.createByteArrayFromIpAddressString(named);
    return bytes == null ? number : ClientKey.ofBytes(bytes);
  }

  /** The client that trusted proxies name; null: none is named. */
  private @Nullable String named(@Nullable String forwardedFor) {
    if (!trusted || forwardedFor == null) {
      return null;
    }
    String[] chain = forwardedFor.split(",", -1);
    for (int i = chain.length - 1; i >= 0; i--) {
      byte[] hop = NetUtil.createByteArrayFromIpAddressString(chain[i].strip());
      if (hop == null) {
        return null;
      }
      if (i == 0 || !isTrusted(new AddressBytes(hop))) {
        return chain[i].strip();
      }
    }
    return null;
  }

  @Override
  public byte[] address() {
    return address;
  }

  @Override
  public byte[] ownAddress() {
    return ownAddress;
  }

  @Override
  public boolean isTrusted() {
    return trusted;
  }

  private static byte[] own(@Nullable SocketAddress local) {
    String text =
        local instanceof InetSocketAddress inet && inet.getAddress() != null
            ? inet.getAddress().getAddress().length == 16
                ? "[" + host(inet) + "]:" + inet.getPort()
                : host(inet) + ":" + inet.getPort()
            : "localhost";
    return text.getBytes(ISO_8859_1);
  }

  // An IPv6 zone ("%eth0") means nothing to anybody else.
  private static String host(SocketAddress address) {
    String text = ((InetSocketAddress) address).getAddress().getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
