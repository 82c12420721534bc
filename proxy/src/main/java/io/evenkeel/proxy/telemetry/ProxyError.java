package io.evenkeel.proxy.telemetry;

/**
 * Why the balancer answered in place of a server, in the words of RFC 9209, section 2.3: the same
 * token in {@code Proxy-Status}, in the access log and in metrics.
 */
public enum ProxyError {
  DESTINATION_NOT_FOUND("destination_not_found", 404),
  DESTINATION_UNAVAILABLE("destination_unavailable", 503),
  DESTINATION_IP_UNROUTABLE("destination_ip_unroutable", 502),
  CONNECTION_REFUSED("connection_refused", 502),
  CONNECTION_TERMINATED("connection_terminated", 502),
  CONNECTION_TIMEOUT("connection_timeout", 504),
  CONNECTION_READ_TIMEOUT("connection_read_timeout", 504),
  CONNECTION_WRITE_TIMEOUT("connection_write_timeout", 504),
  CONNECTION_LIMIT_REACHED("connection_limit_reached", 503),
  HTTP_REQUEST_ERROR("http_request_error", 400),
  HTTP_REQUEST_DENIED("http_request_denied", 403),
  HTTP_RESPONSE_INCOMPLETE("http_response_incomplete", 502),
  HTTP_RESPONSE_HEADER_SECTION_SIZE("http_response_header_section_size", 502),
  HTTP_RESPONSE_TRANSFER_CODING("http_response_transfer_coding", 502),
  HTTP_RESPONSE_TIMEOUT("http_response_timeout", 504),
  HTTP_UPGRADE_FAILED("http_upgrade_failed", 502),
  HTTP_PROTOCOL_ERROR("http_protocol_error", 502),
  PROXY_INTERNAL_ERROR("proxy_internal_error", 500),
  PROXY_CONFIGURATION_ERROR("proxy_configuration_error", 500);

  private final String token;
  private final int status;

  ProxyError(String token, int status) {
    this.token = token;
    this.status = status;
  }

  /** The error type of RFC 9209. */
  public String token() {
    return token;
  }

  /** The status it is answered with when nothing more precise is known. */
  public int status() {
    return status;
  }
}
