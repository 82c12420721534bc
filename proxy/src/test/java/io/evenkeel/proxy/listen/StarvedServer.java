package io.evenkeel.proxy.listen;

import com.sun.management.OperatingSystemMXBean;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.stats.ListenerConnections;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An echo server to be started as a process with few file descriptors. Prints its port, then for
 * each line of its input: accept pauses, open connections, CPU time used in ms.
 */
final class StarvedServer {
  private StarvedServer() {}

  public static void main(String[] args) throws IOException {
    Thread.setDefaultUncaughtExceptionHandler((_, _) -> Runtime.getRuntime().halt(1));
    OperatingSystemMXBean system = // unlike ProcessHandle it opens no file
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    EventLoops loops = Transport.best().loops(2);
    ListenerSockets sockets = new ListenerSockets(loops, (_, _, _) -> new Net.Echo());
    Listener web = Net.listener("web", Net.ANY_PORT);
    sockets.bindNew(List.of(web));
    sockets.open(List.of(web));
    System.out.println(Net.tcp(sockets.addresses(web).getFirst()).port());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while (in.readLine() != null) {
      ListenerConnections now = sockets.connections().getFirst();
      long cpuMillis = system.getProcessCpuTime() / 1_000_000;
      System.out.println(now.acceptPauses() + " " + now.open() + " " + cpuMillis);
    }
    loops.close();
  }
}
