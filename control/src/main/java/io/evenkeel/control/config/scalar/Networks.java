package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.Cidr;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Blocks of addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. */
public final class Networks {
  private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

  public static final ScalarType<Cidr> NETWORK =
      ScalarType.pattern(
          "network", "a block of addresses such as 10.0.0.0/8", "[0-9A-Fa-f.:/]+", Networks::parse);

  private Networks() {}

  private static @Nullable Cidr parse(String text, Site site) {
    int slash = text.indexOf('/');
    AddressBytes address = IpLiterals.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return refuse(text, site, "does not begin with an IP address", "write it as 10.0.0.0/8");
    }
    int bits = address.length() * 8;
    String length = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
    int prefix = PREFIX.matcher(length).matches() ? Integer.parseInt(length) : -1;
    if (prefix < 0 || prefix > bits) {
      String range = "0 to " + bits;
      return refuse(text, site, "has no prefix length of " + range, "write /" + bits + " or less");
    }
    AddressBytes first = firstOf(address, prefix);
    if (!first.equals(address)) {
      String meant = first.length() == 4 ? first + "/" + prefix : "zeros after " + prefix + " bits";
      return refuse(text, site, "has bits set beyond its prefix", "did you mean " + meant + "?");
    }
    return normal(address, prefix);
  }

  /** An IPv4-mapped block means the IPv4 one: that is how clients are compared. */
  private static Cidr normal(AddressBytes address, int prefix) {
    AddressBytes unmapped = address.unmapped();
    boolean mapped = unmapped.length() < address.length() && prefix >= 96;
    return mapped ? new Cidr(unmapped, prefix - 96) : new Cidr(address, prefix);
  }

  private static AddressBytes firstOf(AddressBytes address, int prefix) {
    byte[] bytes = new byte[address.length()];
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(prefix - i * 8, 0, 8);
      bytes[i] = (byte) (address.at(i) & (0xff << (8 - kept)));
    }
    return new AddressBytes(bytes);
  }

  private static @Nullable Cidr refuse(String text, Site site, String why, String help) {
    site.complain(Code.BAD_NETWORK, site.name() + " " + Quoted.of(text) + " " + why, help);
    return null;
  }
}
