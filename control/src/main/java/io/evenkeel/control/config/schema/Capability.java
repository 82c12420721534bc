package io.evenkeel.control.config.schema;

/** What a key that is not available yet will come with. */
public enum Capability {
  TLS("TLS"),
  TCP_PROXYING("TCP and TLS passthrough"),
  PROXY_PROTOCOL("the PROXY protocol"),
  HTTP2("HTTP/2 and gRPC"),
  MIRRORING("mirroring"),
  AGENTS("agents"),
  DISCOVERY("service discovery"),
  SHARE_GUARDS("guards of the traffic's distribution"),
  STAGING("trials on staging"),
  ALERTS("alerts");

  private final String words;

  Capability(String words) {
    this.words = words;
  }

  /** Completes "it comes with ...". */
  public String words() {
    return words;
  }
}
