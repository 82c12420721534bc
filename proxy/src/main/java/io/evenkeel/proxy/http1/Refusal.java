package io.evenkeel.proxy.http1;

/**
 * Why a message is refused: the status a client gets for it, and a constant text for Proxy-Status
 * details and logs. The status means nothing where the sender is a server.
 */
enum Refusal {
  NONE(0, ""),
  EMPTY_LINES(400, "too many empty lines before the request"),
  METHOD(400, "method is not a token followed by one space"),
  METHOD_LENGTH(501, "method too long"),
  TARGET(400, "character not allowed in request target"),
  TARGET_FORM(400, "request target form does not fit the method"),
  TARGET_SCHEME(400, "request target scheme is not http or https"),
  TARGET_ESCAPE(400, "percent sign without two hexadecimal digits in path"),
  TARGET_LENGTH(414, "request line too long"),
  VERSION_SYNTAX(400, "request line does not end in an HTTP version"),
  VERSION(505, "HTTP version is not 1.0 or 1.1"),
  STATUS_LINE(400, "malformed status line"),
  NAME(400, "field name is not a token"),
  NAME_EMPTY(400, "empty field name"),
  NAME_COLON(400, "field line without colon"),
  NAME_SPACE(400, "whitespace before colon"),
  FOLD(400, "folded or indented field line"),
  VALUE(400, "control character in field value"),
  BARE_CR(400, "CR without LF"),
  BARE_LF(400, "LF without CR"),
  TOO_MANY_FIELDS(431, "too many fields"),
  HEAD_LENGTH(431, "head too long"),
  HOST_MISSING(400, "no Host field"),
  HOST_TWICE(400, "more than one Host field"),
  HOST(400, "Host is not a host with an optional port"),
  LENGTH(400, "Content-Length is not one decimal number"),
  LENGTH_TWICE(400, "more than one Content-Length"),
  LENGTH_AND_ENCODING(400, "both Content-Length and Transfer-Encoding"),
  ENCODING_1_0(400, "Transfer-Encoding in HTTP/1.0"),
  ENCODING_TWICE(400, "more than one Transfer-Encoding"),
  ENCODING_SYNTAX(400, "malformed Transfer-Encoding"),
  ENCODING_FINAL(400, "chunked is not the final transfer coding, or is applied twice"),
  ENCODING_UNKNOWN(501, "transfer coding is not chunked"),
  CONNECTION(400, "malformed Connection field"),
  CONNECTION_NAMES(400, "Connection names a field meant for the server"),
  EXPECT(417, "expectation is not 100-continue"),
  CHUNK_SIZE(400, "malformed chunk size"),
  CHUNK_SIZE_RANGE(400, "chunk size exceeds 2^63-1"),
  CHUNK_EXTENSION(400, "malformed chunk extension"),
  CHUNK_LINE_LENGTH(400, "chunk size line too long"),
  CHUNK_OVERHEAD(400, "chunk extensions out of proportion to the data"),
  CHUNK_END(400, "chunk data not followed by CRLF"),
  TRAILER_LENGTH(431, "trailer section too long"),
  TRAILER_FIELD(400, "trailer field that would change framing or routing");

  private final int status;
  private final String text;

  Refusal(int status, String text) {
    this.status = status;
    this.text = text;
  }

  int status() {
    return status;
  }

  String text() {
    return text;
  }
}
